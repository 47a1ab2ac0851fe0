"""Group titles, authors, abstracts, dates and venues into the publications a page lists.

Every site has its own order: title first or date first, authors below the abstract or above. A page keeps to one, so
the order that explains it with the fewest records is taken.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

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
_ABSTRACTS_LAST = re.compile("[^A]*+[^T]*+")  # no title follows one
# what a page may list in which order; the first that explains it best is taken
ORDERS = (
    "TPADV", "TPAVD", "TPVDA", "TPDVA", "TDPVA", "TVPDA", "TVDPA", "TDVPA", "TADVP", "TDAPV", "TAPDV", "TAPVD",
    "DTPVA", "DTPAV", "DVTPA", "VTPDA", "VTPADV", "VTPVDA", "VDTPA", "DPTVA", "PTVDA", "PTADV", "PTDVA", "PTAVD",
    "TPDPA", "TPVPA", "TPDPVA", "PTPDA",
)  # fmt: skip
NEARBY = 6  # blocks
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
    groups = [_Group(group[0], places[group.start() : group.end()]) for group in best.finditer(parts) if group[0]]
    found = [_record(blocks, *group) for group in _with_far_abstracts(_with_both_titles(groups))]
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


class _Group(NamedTuple):
    """Parts that make a record: a letter each, and the block of each."""

    letters: str
    places: list[int]

    def __add__(self, other: _Group) -> _Group:  # type: ignore[override]
        return _Group(self.letters + other.letters, self.places + other.places)


def _with_both_titles(groups: list[_Group]) -> list[_Group]:
    """Join a title to the record right below it, where most of a page's publications have one in two languages."""
    publications = sum(_is_titled(group) for group in groups)
    lone = {
        i
        for i, (group, below) in enumerate(pairwise(groups))
        if group.letters == "T"
        and below.letters[0] == "T"
        and _is_titled(below)
        and group.places[0] + 1 == below.places[0]
    }
    if 2 * len(lone) <= publications:
        return groups
    joined: list[_Group] = []
    for i, group in enumerate(groups):
        if i - 1 in lone:
            joined[-1] += group
        else:
            joined.append(group)
    return joined


def _is_titled(group: _Group) -> bool:
    """Say whether there is a title, and authors or an abstract to it."""
    return "T" in group.letters and not {"P", "A"}.isdisjoint(group.letters)


def _with_far_abstracts(groups: list[_Group]) -> list[_Group]:
    """Join an abstract that has no title to the record above it that has no abstract, and what lies between to both.

    On a page of one publication that is the first with authors, however far above; else the last, and nearby.
    """
    joined: list[_Group] = []
    alone = _ABSTRACTS_LAST.fullmatch("".join([group.letters for group in groups]))
    for group in groups:
        lacking = [] if "T" in group.letters or "A" not in group.letters else _lacking_abstracts(joined)
        authored = [i for i in lacking if alone and "P" in joined[i].letters]
        if lacking and (alone or group.places[0] - joined[lacking[-1]].places[-1] <= NEARBY):
            at = (authored or lacking[-1:])[0]
            record, between = joined[at], joined[at + 1 :]
            del joined[at:]
            joined.append(sum([other for other in between if "T" not in other.letters], record) + group)
            joined += [other for other in between if "T" in other.letters]
        else:
            joined.append(group)
    return joined


def _lacking_abstracts(groups: Sequence[_Group]) -> list[int]:
    """Return which of the groups after the last abstract have a title."""
    last = max((i for i, group in enumerate(groups) if "A" in group.letters), default=-1)
    return [i for i in range(last + 1, len(groups)) if "T" in groups[i].letters]


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
