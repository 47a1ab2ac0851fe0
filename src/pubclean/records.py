"""Group titles, authors, abstracts, dates and venues into the publications a page lists.

Every site has its own order: title first or date first, authors below the abstract or above. A page keeps to one, so
the order that explains it with the fewest records is taken.
"""

from __future__ import annotations

import re
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from pubclean.lexicons import lexicon
from pubclean.page import BOILERPLATE, Label, Record
from pubclean.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pubclean.page import Block

PART = {Label.TITLE: "T", Label.PERSON: "P", Label.ABSTRACT: "A", Label.DATE: "D", Label.VENUE: "V"}
_LETTER = dict.fromkeys(Label, ".") | dict.fromkeys(BOILERPLATE, "n") | PART
_LETTER |= {Label.SECTION: "s", Label.PROSE: "/", Label.CITATION: "/", Label.OTHER: "o"}
_MET = re.compile("[TPADV/so]|nnn")  # so much furniture in a row parts records
# what a page may list in which order; the first that explains it best is taken
ORDERS = (
    "TPADV", "TPAVD", "TPVDA", "TPDVA", "TDPVA", "TVPDA", "TVDPA", "TDVPA", "TADVP", "TDAPV", "TAPDV", "TAPVD",
    "DTPVA", "DTPAV", "DVTPA", "VTPDA", "VTPADV", "VTPVDA", "VDTPA", "DPTVA", "PTVDA", "PTADV", "PTDVA", "PTAVD",
    "TPDPA", "TPVPA", "TPDPVA",
)  # fmt: skip
LONGEST_ASIDE = 200  # characters of a line inside a record that is none of its parts: an affiliation, keywords


def group_records(blocks: Sequence[Block]) -> tuple[Record, ...]:
    """Return the publications of a page in its order, each with the blocks it is made of.

    >>> from pubclean.page import Block
    >>> lines = [("Tides", Label.TITLE), ("Li Wei", Label.PERSON), ("We measure tides.", Label.ABSTRACT)]
    >>> group_records([Block(0, 1, text, label) for text, label in lines])[0][:3]
    ('Tides', ('Li Wei',), 'We measure tides.')
    """
    parts, places = _parts(blocks)
    best = min(map(_pattern, ORDERS), key=lambda pattern: sum(map(_COSTS.__getitem__, pattern.findall(parts))))
    groups = [(group[0], places[group.start() : group.end()]) for group in best.finditer(parts)] if parts else []
    found = [_record(blocks, letters, of) for letters, of in groups if letters]
    records = [record for record in found if _is_publication(record)]
    records += [
        Record(citation=block.text, blocks=(i,)) for i, block in enumerate(blocks) if block.label is Label.CITATION
    ]
    return tuple(sorted(records, key=attrgetter("blocks")))


def _parts(blocks: Sequence[Block]) -> tuple[str, list[int]]:
    """Return the parts of records on a page, a letter each, "/" between what belongs apart; and the block of each."""
    letters, places = [], []
    for met in _MET.finditer("".join([_LETTER[block.label] for block in blocks])):
        letter, i = met[0], met.start()
        if letter in "so" and not _parts_records(blocks[i]):
            continue
        letters.append(letter if letter in "TPADV" else "/")
        places.append(i)
    return "".join(letters), places


def _parts_records(block: Block) -> bool:
    """Say whether records end before a heading, or a line that is none of their parts."""
    if block.label is Label.SECTION:  # "Abstract" heads a part of a record, "2019" the next ones
        return not any(kind.endswith(".labels") for kind in lexicon().line(fold(block.text[:80])))
    return len(block.text) > LONGEST_ASIDE


@cache
def _pattern(order: str) -> re.Pattern[str]:
    """Return what finds records among parts: a new one begins where a part cannot follow in the order."""
    following = "".join(part + ("?" if part in "TA" else "*") for part in order)
    missing = "".join(part for part in PART.values() if part not in order)
    return re.compile(f"[{missing}]{order[-1]}?|{following}" if missing else following)


class _Costs(dict[str, int]):
    """How badly some parts make a record."""

    def __missing__(self, parts: str) -> int:
        kinds = set(parts)
        cost = 2 + 2 * kinds.isdisjoint("TA") + (kinds == {"T"}) + (kinds == {"T", "D"})
        if len(parts) < 8:  # so that they are few
            self[parts] = cost
        return cost


_COSTS = _Costs({"": 0})


def _record(blocks: Sequence[Block], parts: str, places: Sequence[int]) -> Record:
    def first(part: str) -> str | None:
        at = parts.find(part)
        return None if at < 0 else blocks[places[at]].text

    authors = tuple(blocks[i].text for part, i in zip(parts, places, strict=True) if part == "P")
    return Record(first("T"), authors, first("A"), first("D"), first("V"), blocks=tuple(places))


def _is_publication(record: Record) -> bool:
    return record.abstract is not None or (record.title is not None and bool(record.authors or record.venue))
