"""The closed list of what a look can say of a block; a feature's number is its place in `FEATURES`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubclean.lexicons.tables import LISTS, TABLES, WHOLE_LINE, lines_only

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTHS = (2, 4, 8, 15, 25, 40, 60, 90, 130, 190, 280, 450, 800, 1500)
WORDS = (1, 2, 3, 4, 6, 9, 13, 20, 35, 70, 150)
ENDS = ':：?？!！…,;)»"”|›>→•×'
BEGINS = "©@#[(|→←‹›»×✕$"  # where it is no bullet and no quote
PATTERNS = (
    "address", "mail", "code", "price", "count at the end", "counts", "crumbs", "brackets", "acronym and year",
)  # fmt: skip
CITES = ("doi", "pages", "volume", "year in brackets", "initials", "et al", "quoted", "in", "links")


def _features() -> Iterator[str]:
    yield from (f"length {i}" for i in range(len(LENGTHS) + 1))
    yield from (f"words {i}" for i in range(1, len(WORDS) + 1))
    yield from (f"sentences {i}" for i in range(5))
    yield from (f"ends in {sign}" for sign in (*ENDS, "a stop", "[…]"))
    yield from ("begins upper", "begins lower", *(f"begins with a {what}" for what in ("digit", "bullet", "quote")))
    yield from (f"begins with {sign}" for sign in (*BEGINS, "a sign"))
    yield from (f"capitals {i}" for i in range(5))
    yield from ("all capitals", "no case", "no words", "digits", "mostly digits", "unspaced")
    yield from (f"{name} {i}" for name in ("commas", "semicolons", "bars", "dots") for i in (1, 2, 3))
    kinds = [f"{table}.{key}" for table, keys in TABLES.items() for key in keys]
    for kind in (kind for kind in kinds if kind not in LISTS):
        if kind.partition(".")[2] in WHOLE_LINE:
            yield f"line {kind}"
        if kind.endswith((".labels", ".lines", ".roles")):
            yield f"labelled {kind}"
        if not lines_only(kind):
            yield from (f"says {kind}", f"says {kind} twice", f"begins {kind}", f"mostly {kind}")
    yield from ("banner voice", "banner voice, loud", "calls to an event", "calls on a day")
    yield from (*PATTERNS, *(f"cites {sign}" for sign in CITES), *(f"citation signs {i}" for i in range(7)))
    yield from ("has a year", "only years", "only a date", "has a date", "has a time")
    yield from ("1 name", "2 names", "3 or more names", "name with a bracket", "status in brackets", "has a label")
    yield from ("name behind a lead", "names behind a lead", "date behind a lead", "marker", "wrapped")


FEATURES: tuple[str, ...] = tuple(sorted(_features()))

# features that also tell something of the blocks above and below
TELLING = frozenset(
    {
        "line abstract.labels", "line person.labels", "line date.labels", "line venue.labels", "line title.labels",
        "line person.roles", "line truncation.alone", "line related.lines", "line comments.lines", "line ui.lines",
        "line consent.headings", "line consent.categories", "line consent.buttons", "line section.lines",
        "line nav.lines", "line share.lines", "line newsletter.lines", "line legal.lines", "says abstract.voice",
        "says prose.voice", "only years", "only a date", "1 name", "2 names", "3 or more names",
        "name behind a lead", "marker", "banner voice", "ends in :", "status in brackets",
    }
)  # fmt: skip
