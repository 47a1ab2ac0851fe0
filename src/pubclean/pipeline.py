"""One page, one way: source → passages → labels and repeats → blocks → Page."""

from __future__ import annotations

from itertools import compress, repeat
from typing import TYPE_CHECKING

from pubclean.batches import ordered_map
from pubclean.errors import require_str
from pubclean.options import Options
from pubclean.page import Block, Label, Page
from pubclean.passages import passages_of
from pubclean.reading import Reading
from pubclean.settling import settle
from pubclean.sites import furniture_of
from pubclean.text import ends_cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pubclean.passages import Passages
    from pubclean.settling import Settled

RUNNING = frozenset({Label.ABSTRACT, Label.PROSE})  # the page may cut them short without saying so


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
    starts, ends, texts, edits, *_ = passages_of(require_str(text))
    found = zip(starts, ends, texts, edits, strict=True)
    return tuple(Block(start, end, text, edits=edits) for start, end, text, edits in found)


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
        self._furniture: Mapping[str, Label] = {}

    def fit(self, texts: Iterable[str], *, workers: int = 1, progress: bool = False) -> Cleaner:
        r"""Return a cleaner that knows the furniture of a site besides, learned from pages of it.

        Furniture is what is short and stands on two pages in five, on three at least, outside their content; what is
        part of a publication never is, nor is an abstract that stands on many pages. Arguments as for `clean_many`.

        >>> page = "Tides of lake {0} are low, as we have shown with {0} gauges in two years.\n\nHarbour office, pier 4"
        >>> pages = [page.format(number) for number in (3, 5, 7)]
        >>> Cleaner().fit(pages).clean(pages[0])
        'Tides of lake 3 are low, as we have shown with 3 gauges in two years.'
        """
        fitted = Cleaner(self.options)
        fitted._furniture = furniture_of(self.parse_many(texts, workers=workers, progress=progress))
        return fitted

    def clean(self, text: str) -> str:
        """Return the content of a page dump; see `pubclean.clean`."""
        return self.parse(text).text

    def parse(self, text: str) -> Page:
        """Read a page dump into labelled blocks; see `pubclean.parse`."""
        return read_page(require_str(text), self.options, self._furniture)

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


def read_page(source: str, options: Options, furniture: Mapping[str, Label]) -> Page:
    """Take a page through all stages; what takes long and not everybody asks is left to its reading.

    `furniture` is what is known of the page's site: folded texts and their labels.
    """
    passages = passages_of(source)
    settled = settle(passages, options, furniture)
    reading = Reading(passages, settled, options)
    blocks = _blocks(passages, settled, reading)
    text = "\n\n".join(map(passages.texts.__getitem__, settled.kept(options)))
    return Page(source, blocks, reading, text, reading)


def _blocks(passages: Passages, settled: Settled, reading: Reading) -> tuple[Block, ...]:
    """Put what is known of each block together."""
    starts, ends, texts, edits, _, cut = passages
    boilerplate = settled.boilerplate()
    incomplete = [a and not b for a, b in zip(cut, boilerplate, strict=True)] if any(cut) else cut[:]
    for i in compress(range(len(texts)), settled.of(RUNNING)):
        incomplete[i] = incomplete[i] or ends_cut(texts[i])
    repeats = map(settled.repeats.get, range(len(texts))) if settled.repeats else repeat(None)
    known = (settled.labels(), boilerplate, repeat(reading), incomplete, repeats, repeat(reading))
    found = zip(starts, ends, texts, *known, edits)  # noqa: B905 a reading stands in every block
    return tuple(map(tuple.__new__, repeat(Block), found))
