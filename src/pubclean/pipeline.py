"""One page, one way: source → passages → looks → labels → languages → repeats → blocks → records → Page."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pubclean.appearance import HEAD
from pubclean.batches import ordered_map
from pubclean.boilerplate import Reason, Sheet
from pubclean.errors import require_str
from pubclean.language import content_language, langdetect_languages, page_languages
from pubclean.lexicons import Lexicon, folded_phrases, lexicon
from pubclean.looks import look_at
from pubclean.options import Options
from pubclean.page import Block, Evidence, Label, Page
from pubclean.passages import find_passages, source_span
from pubclean.records import group_records
from pubclean.repeats import find_repeats
from pubclean.surroundings import LABELS
from pubclean.text import ends_cut, fold, locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pubclean.looks import Looks
    from pubclean.passages import Passage

REREADINGS = 16  # how often what is left of a page may lose more when it is read as a page of its own


def clean(text: str, *, options: Options | None = None) -> str:
    r"""Return the content of a page dump: its kept blocks, cleaned, a blank line between them.

    Raises:
        TypeError: `text` is not a str.

    >>> clean("We use cookies. You can refuse them.\nSmall lakes ha… (see more)ve tides, as we show in this paper.")
    'Small lakes have tides, as we show in this paper.'
    """
    return Cleaner(options).clean(text)


def parse(text: str, *, options: Options | None = None) -> Page:
    """Read a page dump into labelled blocks that know where they stood and why they are what they are.

    Raises:
        TypeError: `text` is not a str.

    >>> page = parse("We use cookies to improve your experience. You can refuse them.")
    >>> page.blocks[0].label, page.text
    (<Label.CONSENT: 'consent'>, '')
    """
    return Cleaner(options).parse(text)


def segment(text: str) -> tuple[Block, ...]:
    r"""Return the blocks of a page dump before any label, markers out and wrapped lines joined.

    Raises:
        TypeError: `text` is not a str.

    >>> [block.text for block in segment("Tides of small\n\nlakes")]
    ['Tides of small', 'lakes']
    """
    return tuple(Block(p.start, p.end, p.text, edits=p.edits) for p in find_passages(require_str(text)))


def clean_many(
    texts: Iterable[str], *, options: Options | None = None, workers: int = 1, progress: bool = False
) -> Iterator[str]:
    """Clean pages in order, as they are asked for; arguments as for `Cleaner.clean_many`.

    >>> list(clean_many(iter(["Tides of small lakes are low.", None])))
    ['Tides of small lakes are low.', '']
    """
    return Cleaner(options).clean_many(texts, workers=workers, progress=progress)


def parse_many(
    texts: Iterable[str], *, options: Options | None = None, workers: int = 1, progress: bool = False
) -> Iterator[Page]:
    r"""Parse pages in order, as they are asked for; arguments as for `Cleaner.clean_many`.

    >>> [len(page.blocks) for page in parse_many(["one\n\ntwo", ""])]
    [2, 0]
    """
    return Cleaner(options).parse_many(texts, workers=workers, progress=progress)


class Cleaner:
    """The verbs of a page with their options at hand, as a compiled pattern is to `re`.

    >>> Cleaner(Options(keep={"consent"})).clean("We use cookies. You can refuse them.")
    'We use cookies. You can refuse them.'
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()

    def clean(self, text: str) -> str:
        """Return the content of a page dump; see `pubclean.clean`."""
        return self.parse(text).text

    def parse(self, text: str) -> Page:
        """Read a page dump into labelled blocks; see `pubclean.parse`."""
        return read_page(require_str(text), self.options)

    def segment(self, text: str) -> tuple[Block, ...]:
        """Return the blocks of a page dump before any label; see `pubclean.segment`."""
        return segment(text)

    def clean_many(self, texts: Iterable[str], *, workers: int = 1, progress: bool = False) -> Iterator[str]:
        """Clean pages in order, as they are asked for.

        Args:
            texts: any iterable of pages; None and NaN are empty pages.
            workers: processes to share the work; 1 keeps it in this one.
            progress: show a bar on stderr (needs tqdm).

        >>> list(Cleaner().clean_many(["Tides of small lakes", None]))
        ['Tides of small lakes', '']
        """
        return ordered_map(self.clean, texts, workers=workers, progress=progress)

    def parse_many(self, texts: Iterable[str], *, workers: int = 1, progress: bool = False) -> Iterator[Page]:
        r"""Parse pages in order, as they are asked for; arguments as for `clean_many`."""
        return ordered_map(self.parse, texts, workers=workers, progress=progress)


def read_page(source: str, options: Options) -> Page:
    """Take a page through all stages."""
    passages = find_passages(source)
    verdicts, repeats = _settle(passages, options)
    texts = [passage.text for passage in passages]
    judge = langdetect_languages if options.language_backend == "langdetect" else page_languages
    languages = judge(texts)
    blocks = tuple(
        Block(
            passage.start,
            passage.end,
            passage.text,
            verdict.label,
            verdict.label.is_boilerplate,
            language,
            not verdict.label.is_boilerplate and (passage.cut or _is_cut(passage.text, verdict.label)),
            repeats.get(i),
            _evidence(passage, verdict),
            passage.edits,
        )
        for i, (passage, verdict, language) in enumerate(zip(passages, verdicts, languages, strict=True))
    )
    kept = [block for block in blocks if _is_kept(block, options)]
    content = [block for block in kept if not block.boilerplate] or list(blocks)
    language = content_language([block.language for block in content], [len(block.text) for block in content])
    return Page(source, blocks, language, "\n\n".join(block.text for block in kept), group_records(blocks))


def _looks(passages: Sequence[Passage]) -> Looks:
    marked = [passage.marked for passage in passages]
    wrapped = [len(passage.edits) > passage.marked for passage in passages]
    return look_at([passage.text for passage in passages], marked, wrapped)


def _is_kept(block: Block, options: Options) -> bool:
    if block.boilerplate and block.label not in options.keep:
        return False
    return block.duplicate_of is None or options.keep_duplicates


_TOLD = (Reason("a phrase of the caller", 1.0),)
_is_boilerplate = attrgetter("is_boilerplate")


class Verdict(NamedTuple):
    """What a block is taken for, and why."""

    label: Label
    reasons: tuple[Reason, ...]


def _settle(passages: Sequence[Passage], options: Options) -> tuple[list[Verdict], dict[int, int]]:
    """Label the blocks and find repeats, until what is left would lose nothing more as a page of its own.

    So cleaning twice is cleaning once. A page that will not settle is taken for one with no furniture at all.
    """
    sheet = Sheet(_looks(passages), model=options.model, caution=options.caution)
    told = _told(options, passages)
    verdicts: dict[int, Verdict] = {}
    repeats: dict[int, int] = {}
    alive = list(range(len(passages)))
    for reading in range(REREADINGS):
        labels = sheet.label(alive if reading else None, reread=reading > 0)
        found = {i: told.get(i) or LABELS[at] for i, at in zip(alive, labels.found, strict=True)}
        reasons = sheet.reasons(labels) if not reading or any(map(_is_boilerplate, found.values())) else []
        for (i, label), why in zip(found.items(), reasons, strict=False):
            if i not in verdicts or label.is_boilerplate:
                verdicts[i] = Verdict(label, _TOLD if i in told else why)
        staying = [i for i, label in found.items() if not label.is_boilerplate or label in options.keep]
        if staying == alive:  # no text is given up for one that may itself be furniture yet
            repeats |= find_repeats([(i, passages[i].text, found[i]) for i in staying])
            if not options.keep_duplicates:
                staying = [i for i in staying if i not in repeats]
        if staying == alive and (reading or not any(passage.edits for passage in passages)):
            return [verdicts[i] for i in range(len(passages))], repeats
        alive = staying
    return [Verdict(Label.OTHER, ()) for _ in passages], {}


@lru_cache(maxsize=16)
def _lexicon_of(phrases: tuple[tuple[Label, tuple[str, ...]], ...]) -> Lexicon:
    return Lexicon(folded_phrases({f"{label.value}.phrases": entries for label, entries in phrases}))


def _told(options: Options, passages: Sequence[Passage]) -> dict[int, Label]:
    """Return the blocks in which the caller's own phrases stand, with the label these were given."""
    phrases = tuple((Label(label), tuple(entries)) for label, entries in options.phrases.items())
    if not phrases:
        return {}
    own = _lexicon_of(phrases)
    hits = ((i, own.find(fold(passage.text[:HEAD]))) for i, passage in enumerate(passages))
    return {i: Label(found[0].kind.partition(".")[0]) for i, found in hits if found}


def _evidence(passage: Passage, verdict: Verdict) -> tuple[Evidence, ...]:
    """Return the reasons of a verdict, each with the words it was read from where it is about words."""
    found = []
    for rule, weight in verdict.reasons:
        start, end = passage.start, passage.end
        if verdict.label.is_boilerplate and rule.startswith(("says ", "begins ", "mostly ")):
            kind = rule.split(" ")[1]
            hit = next((hit for hit in lexicon().find(fold(passage.text[:HEAD])) if hit.kind == kind), None)
            if hit is not None:
                start, end = source_span(passage, *locate(passage.text, hit.start, hit.end))
        found.append(Evidence(rule, start, end, weight))
    return tuple(found)


def _is_cut(text: str, label: Label) -> bool:
    return label in (Label.ABSTRACT, Label.PROSE) and ends_cut(text)
