"""The words of the house: what a page, its blocks and its records are. All of it is immutable.

Spans are code points of the source, half open. Tuples with names: they cost little to make, compare by value
and travel between processes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Label(StrEnum):
    """What a block is.

    >>> Label.CONSENT.is_boilerplate, Label.ABSTRACT.is_boilerplate
    (True, False)
    """

    TITLE = "title"
    PERSON = "person"
    ABSTRACT = "abstract"
    PROSE = "prose"
    DATE = "date"
    VENUE = "venue"
    CITATION = "citation"
    SECTION = "section"
    UI = "ui"
    OTHER = "other"
    CONSENT = "consent"
    PROMO = "promo"
    NEWSLETTER = "newsletter"
    NAV = "nav"
    SHARE = "share"
    RELATED = "related"
    COMMENTS = "comments"
    LEGAL = "legal"

    @property
    def is_boilerplate(self) -> bool:
        """Whether the label names furniture of the site rather than content."""
        return self in BOILERPLATE


BOILERPLATE = frozenset(
    {
        Label.CONSENT,
        Label.PROMO,
        Label.NEWSLETTER,
        Label.NAV,
        Label.SHARE,
        Label.RELATED,
        Label.COMMENTS,
        Label.LEGAL,
    }
)


class Language(NamedTuple):
    """A language and how sure we are of it.

    `code` is ISO 639-1, `zh-Hans` or `zh-Hant`, or `"und"`; `confidence` is 0–1.
    """

    code: str
    confidence: float


UNDETERMINED = Language("und", 0.0)


class Evidence(NamedTuple):
    """Why a block has its label: a rule, where it read that, and how much it weighs."""

    rule: str
    start: int
    end: int
    weight: float


class Reason(NamedTuple):
    """A rule that speaks for a label, and how loud: 1.0 makes the label e times as likely."""

    rule: str
    weight: float


class Edit(NamedTuple):
    """What was put in the place of `source[start:end]`, and by which rule."""

    start: int
    end: int
    replacement: str
    rule: str


class Reader(Protocol):
    """Answers late what a page was not asked when it was read."""

    def language(self, block: Block) -> Language:
        """Return the language of a block."""

    def evidence(self, block: Block) -> tuple[Evidence, ...]:
        """Return why a block has its label."""

    def page_language(self, page: Page) -> Language:
        """Return the language of the content of a page."""

    def records(self, page: Page) -> tuple[Record, ...]:
        """Return the publications a page lists."""


class _Late(tuple[Any, ...]):
    """A named tuple in which a reader may stand for a field: it is asked when the field is, and nobody sees it.

    So such tuples compare, hash, show themselves and travel by the values of all their fields.
    """

    __slots__ = ()
    _fields: ClassVar[Any]

    def __iter__(self) -> Iterator[Any]:
        return (getattr(self, name) for name in self._fields)

    def __getitem__(self, at: Any) -> Any:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, tuple) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields)})"

    def _stored(self, at: int) -> Any:
        return tuple.__getitem__(self, at)


class _BlockFields(NamedTuple):
    start: int
    end: int
    text: str
    label: Label = Label.OTHER
    boilerplate: bool = False
    language: Language | Reader = UNDETERMINED
    incomplete: bool = False
    duplicate_of: int | None = None
    evidence: tuple[Evidence, ...] | Reader = ()
    edits: tuple[Edit, ...] = ()


class Block(_Late, _BlockFields):
    """A paragraph, heading, name, date or other unit of a page.

    `source[start:end]` is the block as it stood, `text` the same cleaned and on one line; `edits`, replayed on
    the former, give the latter. `duplicate_of` is the index of the block of the same page that this one repeats.
    `language` and `evidence` are found when first asked for.
    """

    __slots__ = ()

    @property
    def language(self) -> Language:
        """The language of the block, by itself and by its neighbours."""
        stored = self._stored(5)
        return stored if isinstance(stored, Language) else stored.language(self)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Why the block has its label, the heaviest reason first."""
        stored = self._stored(8)
        return stored if isinstance(stored, tuple) else stored.evidence(self)


class Record(NamedTuple):
    """A publication as the page lists it; `blocks` are indices into `Page.blocks`."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    abstract: str | None = None
    date: str | None = None
    venue: str | None = None
    citation: str | None = None
    blocks: tuple[int, ...] = ()


class _PageFields(NamedTuple):
    source: str
    blocks: tuple[Block, ...]
    language: Language | Reader
    text: str
    records: tuple[Record, ...] | Reader


class Page(_Late, _PageFields):
    """A page dump, read: its blocks in source order, its language, its clean text and its records."""

    __slots__ = ()

    @property
    def language(self) -> Language:
        """The language of the content, found when first asked for."""
        stored = self._stored(2)
        return stored if isinstance(stored, Language) else stored.page_language(self)

    @property
    def records(self) -> tuple[Record, ...]:
        """The publications the page lists, grouped when first asked for."""
        stored = self._stored(4)
        return stored if isinstance(stored, tuple) else stored.records(self)

    def to_html(self) -> str:
        """Return a picture of the page: one HTML file that loads nothing, every block as it stood, with its reasons.

        >>> "<del>… (see more)</del>" in __import__("pubclean").parse("Small lakes ha… (see more)ve tides.").to_html()
        True
        """
        from pubclean.report import page_html  # noqa: PLC0415 a picture is drawn upstairs

        return page_html(self)

    def _repr_html_(self) -> str:
        """Show the picture where a notebook shows the page."""
        from pubclean.report.markup import framed  # noqa: PLC0415 likewise

        return framed(self.to_html(), height=600)
