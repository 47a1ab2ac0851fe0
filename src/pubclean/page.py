"""The words of the house: what a page, its blocks and its records are. All of it is immutable.

Spans are code points of the source, half open. Tuples with names: they cost little to make, compare by value
and travel between processes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


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


class Edit(NamedTuple):
    """What was put in the place of `source[start:end]`, and by which rule."""

    start: int
    end: int
    replacement: str
    rule: str


class Block(NamedTuple):
    """A paragraph, heading, name, date or other unit of a page.

    `source[start:end]` is the block as it stood, `text` the same cleaned and on one line; `edits`, replayed on
    the former, give the latter. `duplicate_of` is the index of the block of the same page that this one repeats.
    """

    start: int
    end: int
    text: str
    label: Label = Label.OTHER
    boilerplate: bool = False
    language: Language = UNDETERMINED
    incomplete: bool = False
    duplicate_of: int | None = None
    evidence: tuple[Evidence, ...] = ()
    edits: tuple[Edit, ...] = ()


class Record(NamedTuple):
    """A publication as the page lists it; `blocks` are indices into `Page.blocks`."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    abstract: str | None = None
    date: str | None = None
    venue: str | None = None
    citation: str | None = None
    blocks: tuple[int, ...] = ()


class Page(NamedTuple):
    """A page dump, read: its blocks in source order, its language, its records and its clean text."""

    source: str
    blocks: tuple[Block, ...]
    language: Language
    text: str
    records: tuple[Record, ...]

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
