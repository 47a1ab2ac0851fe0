"""Where a block stands: its neighbours' labels, its place on the page, and the page itself, as columns of features.

A column gives each block of a page one of its values; each value has a name, and a row in the table of weights. The
kernel reads the same columns; this is its twin, and here is where they are named.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from pubclean.features import FEATURES, TELLING
from pubclean.page import BOILERPLATE, Label
from pubclean.sights import HEADING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from pubclean.sights import Sights

LABELS = tuple(Label)
EDGE = len(LABELS)  # the neighbour of the first and the last block
LEADS = 5  # by how much a label leads the second best, in steps
LONG = 100  # characters of a text that shows where a page's content is
CONTENT_TEXT = (Label.ABSTRACT, Label.PROSE, Label.CITATION)
PAPERS = (Label.ABSTRACT, Label.CITATION, Label.VENUE)
HEADED = (Label.SECTION, Label.RELATED, Label.COMMENTS, Label.NEWSLETTER, Label.CONSENT, Label.SHARE)

TOLD = 4  # telling features of a block, the first of all it has, that are read together with where it stands
TOLD_FEATURES = tuple(sorted(TELLING))
BIAS = len(FEATURES)  # the row of what every block has
_STEPS = (1, 3, 8, 20)
_PLACES = (
    *(f"before the text {step}" for step in range(5)),
    "amid the text",
    *(f"after the text {step}" for step in range(5)),
)
_NAMED = {
    "label": tuple(label.value for label in LABELS),
    "end": (*(label.value for label in LABELS), "edge"),
    "lead": tuple(map(str, range(LEADS))),
    "place": _PLACES,
    "head": ("nothing", *(label.value for label in LABELS)),
    "far": ("near", "far"),
    "told": TOLD_FEATURES,
}
# every column: how a value of it is called, and what the value is made of: a number stands for as many steps
_COLUMNS: tuple[tuple[str, tuple[str | int, ...]], ...] = (
    ("page of {}", (7,)),
    ("page papers {}", (5,)),
    ("page long {}", (5,)),
    ("page boilerplate {}", (6,)),
    ("page consent {} {}", (4, 4)),
    ("page markers {}", (4,)),
    ("so far {}", ("label",)),
    ("so far {} {}", ("label", "lead")),
    ("above {}", ("end",)),
    ("below {}", ("end",)),
    ("2 above {}", ("end",)),
    ("2 below {}", ("end",)),
    ("{}, above {}", ("label", "end")),
    ("{}, below {}", ("label", "end")),
    ("{} above {}", ("end", "end")),
    ("{} below {}", ("end", "end")),
    ("above {} {}", ("end", "lead")),
    ("below {} {}", ("end", "lead")),
    ("boilerplate above {} of {}", (5, 5)),
    ("boilerplate below {} of {}", (5, 5)),
    ("consent round {}", (5,)),
    ("{}", ("place",)),
    ("{} {}", ("label", "place")),
    ("under {}, {}", ("head", "far")),
    ("repeated, short", ()),
    ("repeated, long", ()),
    ("amid consent", ()),
    ("as long as above", ()),
    ("{}, above {}", ("told", "end")),
    ("{}, below {}", ("told", "end")),
    ("{}, {}", ("told", "place")),
)
_SHORT_AGAIN = next(i for i, (pattern, _) in enumerate(_COLUMNS) if pattern == "repeated, short")
NONE = -1  # the row of a block that has no value in a column


def _choices(column: int) -> list[Sequence[object]]:
    return [_NAMED[of] if isinstance(of, str) else range(of) for of in _COLUMNS[column][1]]


def _starts() -> tuple[int, ...]:
    """Return the first row of every column, and behind them where they end."""
    starts = [BIAS + 1 + 2 * len(TOLD_FEATURES)]
    for column in range(len(_COLUMNS)):
        size = 1
        for values in _choices(column):
            size *= len(values)
        starts.append(starts[-1] + size)
    return tuple(starts)


_START = _starts()
ROWS = _START[-1]


@cache
def names() -> tuple[str, ...]:
    """Name every row of the table of weights: looks, the bias, the neighbours' telling looks, and the columns.

    >>> len(names()) == len(set(names())) == ROWS, names()[BIAS]
    (True, 'bias')
    """
    found = [*FEATURES, "bias", *(f"{side} {name}" for side in ("above", "below") for name in TOLD_FEATURES)]
    for column, (pattern, _) in enumerate(_COLUMNS):
        found += [pattern.format(*values) for values in product(*_choices(column))]
    return tuple(found)


def surroundings(seen: Sights, labels: NDArray[np.intp], leads: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return the columns of a page whose blocks have the given labels, each with its lead (0 to 4), as rows by block.

    A column of one row is that of all blocks.
    """
    count = len(labels)
    padded = np.concatenate(([EDGE, EDGE], labels, [EDGE, EDGE]))
    above, below, ends = padded[1 : count + 1], padded[3 : count + 3], EDGE + 1
    lead_above, lead_below = np.concatenate(([0], leads[:-1])), np.concatenate((leads[1:], [0]))
    place = _place(seen, labels)
    values = [
        *_page(seen, labels),
        labels,
        labels * LEADS + leads,
        above,
        below,
        padded[:count],
        padded[4 : count + 4],
        labels * ends + above,
        labels * ends + below,
        padded[:count] * ends + above,
        padded[4 : count + 4] * ends + below,
        above * LEADS + lead_above,
        below * LEADS + lead_below,
        *_crowd(labels),
        place,
        labels * len(_PLACES) + place,
        _under(seen, labels),
    ]
    found = [value + start for value, start in zip(values, _START, strict=False)]
    ones = (seen.repeated == 1, seen.repeated == 2, _amid_consent(labels), _as_long(seen))
    found += [np.where(one, start, NONE) for one, start in zip(ones, _START[_SHORT_AGAIN:], strict=False)]
    return [*found, *_told(seen, above, below, place)]


def _told(
    seen: Sights, above: NDArray[np.intp], below: NDArray[np.intp], place: NDArray[np.intp]
) -> Iterator[NDArray[np.intp]]:
    for told in seen.first_told(TOLD).T:
        for start, end, size in zip(
            _START[-4:], (above, below, place), (EDGE + 1, EDGE + 1, len(_PLACES)), strict=False
        ):
            yield np.where(told < 0, NONE, start + told * size + end)


def _is(labels: NDArray[np.intp], wanted: Iterable[Label]) -> NDArray[np.bool_]:
    table = np.zeros(len(LABELS), np.bool_)
    table[[LABELS.index(label) for label in wanted]] = True
    found: NDArray[np.bool_] = table[labels]
    return found


def _page(seen: Sights, labels: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    count = len(labels)
    consent = int(_is(labels, [Label.CONSENT]).sum())

    def step(steps: Sequence[int], value: int) -> int:
        return sum(value >= step for step in steps)

    def share(percents: Sequence[int], part: int) -> int:
        return sum(100 * part >= percent * count for percent in percents)

    found = (
        step((2, 6, 15, 40, 100, 300), count),
        step((1, 2, 4, 10), int(_is(labels, PAPERS).sum())),
        share((5, 15, 30, 60), int((seen.lengths > LONG).sum())),
        share((10, 30, 50, 70, 90), int(_is(labels, BOILERPLATE).sum())),
        step((1, 3, 8), consent) * 4 + share((10, 30, 60), consent),
        step((1, 2, 4), int(seen.marked.sum())),
    )
    return [np.array([value], np.intp) for value in found]


def within(hits: NDArray[np.bool_], before: int, after: int) -> NDArray[np.intp]:
    """Count the hits from so many blocks before each to so many after it, itself included."""
    count = len(hits)
    sums = np.concatenate(([0], np.cumsum(hits)))
    at = np.arange(count)
    found: NDArray[np.intp] = sums[np.clip(at + after + 1, 0, count)] - sums[np.clip(at - before, 0, count)]
    return found


def _crowd(labels: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    boilerplate, consent = _is(labels, BOILERPLATE), _is(labels, [Label.CONSENT])
    room_above = np.minimum(np.arange(len(labels)), 4)
    return [
        within(boilerplate, 4, -1) * 5 + room_above,
        within(boilerplate, -1, 4) * 5 + room_above[::-1],
        np.minimum(within(consent, 3, 3), 4),
    ]


def _amid_consent(labels: NDArray[np.intp]) -> NDArray[np.bool_]:
    consent = _is(labels, [Label.CONSENT])
    amid: NDArray[np.bool_] = (within(consent, 5, -1) > 0) & (within(consent, -1, 5) > 0)
    return amid


def _place(seen: Sights, labels: NDArray[np.intp]) -> NDArray[np.intp]:
    texts = np.flatnonzero(_is(labels, CONTENT_TEXT) & (seen.lengths > LONG))
    count = len(labels)
    first, last = (texts[0], texts[-1]) if len(texts) else (count, count)
    at = np.arange(count)
    before = np.searchsorted(_STEPS, first - at, side="right")
    after = 6 + np.searchsorted(_STEPS, at - last, side="right")
    return np.where(at < first, before, np.where(at > last, after, 5)).astype(np.intp)


def _under(seen: Sights, labels: NDArray[np.intp]) -> NDArray[np.intp]:
    count = len(labels)
    at = np.arange(count)
    heads = np.where(_is(labels, HEADED) & (seen.lengths < HEADING), at, -1)
    last = np.concatenate(([-1], np.maximum.accumulate(heads)[:-1])) if count else heads
    head = np.where(last < 0, 0, labels[last] + 1)
    found: NDArray[np.intp] = head * 2 + (at - last >= 6)
    return found


def _as_long(seen: Sights) -> NDArray[np.bool_]:
    steps = seen.lengths // 8
    same = np.zeros(len(steps), np.bool_)
    same[1:] = steps[1:] == steps[:-1]
    return same
