"""Group titles, authors, abstracts, dates and venues into the publications a page lists.

Every site has its own order: title first or date first, authors below the abstract or above. A page keeps to one, so
the order that explains it with the fewest records is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubclean.lexicons import lexicon
from pubclean.page import BOILERPLATE, Label, Record
from pubclean.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pubclean.page import Block

PART = {Label.TITLE: "T", Label.PERSON: "P", Label.ABSTRACT: "A", Label.DATE: "D", Label.VENUE: "V"}
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
    runs = list(_runs(blocks))
    parts = [[(PART[blocks[i].label], i) for i in run] for run in runs]
    best = min(ORDERS, key=lambda order: sum(_cost(_split(run, order)) for run in parts))
    found = [_record(blocks, group) for run in parts for group in _split(run, best)]
    records = [record for record in found if _is_publication(record)]
    records += [
        Record(citation=block.text, blocks=(i,)) for i, block in enumerate(blocks) if block.label is Label.CITATION
    ]
    return tuple(sorted(records, key=lambda record: record.blocks))


def _runs(blocks: Sequence[Block]) -> Iterable[list[int]]:
    """Yield the stretches of blocks that may belong to records next to each other."""
    run: list[int] = []
    furniture = 0
    for i, block in enumerate(blocks):
        furniture = furniture + 1 if block.label in BOILERPLATE else 0
        if block.label in PART:
            run.append(i)
        elif furniture > 2 or _parts_records(block):
            if run:
                yield run
            run = []
    if run:
        yield run


def _parts_records(block: Block) -> bool:
    if block.label is Label.SECTION:  # "Abstract" heads a part of a record, "2019" the next ones
        return not any(kind.endswith(".labels") for kind in lexicon().line(fold(block.text[:80])))
    if block.label in (Label.PROSE, Label.CITATION):
        return True
    return block.label is Label.OTHER and len(block.text) > LONGEST_ASIDE


def _split(run: Sequence[tuple[str, int]], order: str) -> list[list[tuple[str, int]]]:
    """Cut a run into records: a new one begins where a part cannot follow in the order."""
    groups: list[list[tuple[str, int]]] = []
    at = len(order)
    for part, i in run:
        place = order.find(part, at)
        if place < 0 or (part in "TA" and groups and any(kind == part for kind, _ in groups[-1])):
            place = order.find(part)
            groups.append([])
        groups[-1].append((part, i))
        at = place
    return groups


def _cost(groups: Sequence[Sequence[tuple[str, int]]]) -> int:
    cost = 0
    for group in groups:
        kinds = {kind for kind, _ in group}
        cost += 2 + 2 * (not kinds & {"T", "A"}) + (kinds == {"T"}) + (kinds == {"T", "D"})
    return cost


def _record(blocks: Sequence[Block], group: Sequence[tuple[str, int]]) -> Record:
    def first(part: str) -> str | None:
        return next((blocks[i].text for kind, i in group if kind == part), None)

    authors = tuple(blocks[i].text for kind, i in group if kind == "P")
    return Record(first("T"), authors, first("A"), first("D"), first("V"), blocks=tuple(i for _, i in group))


def _is_publication(record: Record) -> bool:
    return record.abstract is not None or (record.title is not None and bool(record.authors or record.venue))
