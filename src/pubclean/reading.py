"""What a page was read as, kept for what is asked late: languages, reasons and records.

They take longer to find than all the rest, and many who read a page want its text alone.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from pubclean.appearance import HEAD
from pubclean.language import content_language, langdetect_languages, page_languages
from pubclean.lexicons import lexicon
from pubclean.page import Evidence
from pubclean.passages import source_span
from pubclean.records import group_records
from pubclean.text import fold, locate

if TYPE_CHECKING:
    from pubclean.options import Options
    from pubclean.page import Block, Language, Page, Reason, Record
    from pubclean.passages import Passages
    from pubclean.settling import Settled

_OF_PHRASES = ("says ", "begins ", "mostly ")  # how rules about phrases begin; the kind of the phrase follows


class Reading:
    """The passages of a page and what they were taken for; answers each question once."""

    def __init__(self, passages: Passages, settled: Settled, options: Options) -> None:
        self._passages = passages
        self._settled = settled
        self._options = options

    def language(self, block: Block) -> Language:
        """Return the language of a block."""
        return self._languages[self._place(block)]

    def evidence(self, block: Block) -> tuple[Evidence, ...]:
        """Return the reasons of a block's label, each with the words it was read from where it is about words."""
        why = self._why[self._place(block)]
        places: dict[str, tuple[int, int]] = {}
        if block.boilerplate and any(rule.startswith(_OF_PHRASES) for rule, _ in why):
            hits = lexicon().find(fold(block.text[:HEAD]))
            places = {hit.kind: (hit.start, hit.end) for hit in reversed(hits)}  # of several the first
        found = []
        for rule, weight in why:
            place = places.get(rule.split(" ")[1]) if rule.startswith(_OF_PHRASES) else None
            start, end = source_span(block, *locate(block.text, *place)) if place else (block.start, block.end)
            found.append(Evidence(rule, start, end, weight))
        return tuple(found)

    def page_language(self, page: Page) -> Language:
        """Return the language of the content of a page, or of all of it where none is kept."""
        kept = [i for i in self._settled.kept(self._options) if not page.blocks[i].boilerplate]
        content = kept or range(len(page.blocks))
        return content_language([self._languages[i] for i in content], [len(self._passages.texts[i]) for i in content])

    def records(self, page: Page) -> tuple[Record, ...]:
        """Return the publications a page lists."""
        if self._records is None:
            self._records = group_records(page.blocks)
        return self._records

    _records: tuple[Record, ...] | None = None

    @cached_property
    def _languages(self) -> list[Language]:
        judge = langdetect_languages if self._options.language_backend == "langdetect" else page_languages
        return judge(self._passages.texts)

    @cached_property
    def _why(self) -> list[tuple[Reason, ...]]:
        return self._settled.why()

    def _place(self, block: Block) -> int:
        return bisect_left(self._passages.starts, block.start)
