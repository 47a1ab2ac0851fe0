"""The furniture of a site: the short blocks that stand on many of its pages, in their place round the content."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from pubclean.page import Label
from pubclean.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pubclean.page import Page

LEAST_PAGES = 3  # on fewer pages a block is no habit of the site
LEAST_SHARE = 0.4  # of the pages of a site, for a block to be its furniture
LONGEST = 200  # characters; what is longer and stands on many pages is a text to keep once
SHORTEST = 40  # characters of a text that tells where the content of a page begins and ends
BEYOND = 0.8  # of the pages it stands on, where it must stand outside the content
NEVER = frozenset({Label.ABSTRACT, Label.CITATION, Label.VENUE, Label.DATE})
TEXTS = frozenset({Label.ABSTRACT, Label.PROSE, Label.CITATION})


class _Standing(NamedTuple):
    """How a text stands on one page: its labels there, and whether always beyond the content."""

    labels: frozenset[Label]
    beyond: bool


def furniture_of(pages: Iterable[Page]) -> dict[str, Label]:
    r"""Return the folded texts that are furniture of the site the pages are from, each with its label.

    Such a text is short, stands on two pages in five or more and outside their content, and is no part of a
    publication on any of them; or most of the pages call it boilerplate by themselves.

    >>> from pubclean import parse
    >>> page = "Tides of lake {0} are low, as we have shown with {0} gauges over two years.\n\nHarbour office, pier 4"
    >>> furniture_of(parse(page.format(number)) for number in (3, 5, 7))
    {'harbour office, pier 4': <Label.NAV: 'nav'>}
    """
    stands: dict[str, list[_Standing]] = {}
    count = 0
    for page in pages:
        count += 1
        for folded, standing in _standings(page).items():
            stands.setdefault(folded, []).append(standing)
    least = max(LEAST_PAGES, LEAST_SHARE * count)
    judged = ((folded, _judged(found)) for folded, found in stands.items() if len(found) >= least)
    return {folded: label for folded, label in sorted(judged) if label is not None}


def _standings(page: Page) -> dict[str, _Standing]:
    """Return how each short text of a page stands on it."""
    recorded = {i for record in page.records for i in record.blocks}
    content = [
        i
        for i, block in enumerate(page.blocks)
        if i in recorded or (block.label in TEXTS and len(block.text) >= SHORTEST)
    ]
    first, last = (content[0], content[-1]) if content else (0, -1)
    found: dict[str, _Standing] = {}
    for i, block in enumerate(page.blocks):
        if len(block.text) > LONGEST:
            continue
        labels, beyond = frozenset({block.label}), not first <= i <= last
        folded = fold(block.text)
        before = found.get(folded, _Standing(labels, beyond))
        found[folded] = _Standing(before.labels | labels, before.beyond and beyond)
    return found


def _judged(stands: list[_Standing]) -> Label | None:
    """Return the label of a text by how it stands on the pages of a site; None if it is not furniture."""
    called = Counter(label for standing in stands for label in sorted(standing.labels) if label.is_boilerplate)
    label = min(called, key=lambda label: (-called[label], label)) if called else Label.NAV
    if called.total() * 2 > len(stands):
        return label
    if any(standing.labels & NEVER for standing in stands):
        return None
    return label if sum(standing.beyond for standing in stands) >= BEYOND * len(stands) else None
