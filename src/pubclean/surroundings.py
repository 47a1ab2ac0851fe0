"""Where a block stands: its neighbours' labels, its place on the page, and the page itself, as columns of named values.

A column gives each block of a page one value; a value's name is a feature, as those of a look are.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pubclean.looks import TELLING
from pubclean.page import BOILERPLATE, Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from pubclean.looks import Look

LABELS = tuple(Label)
EDGE = len(LABELS)  # the neighbour of the first and the last block
LEADS = 5  # by how much a label leads the second best, in steps
LONG = 100  # characters of a text that shows where a page's content is
HEADING = 60  # characters of a line that may head what follows
CONTENT_TEXT = (Label.ABSTRACT, Label.PROSE, Label.CITATION)
PAPERS = (Label.ABSTRACT, Label.CITATION, Label.VENUE)
HEADED = (Label.SECTION, Label.RELATED, Label.COMMENTS, Label.NEWSLETTER, Label.CONSENT, Label.SHARE)

TOLD = 4  # telling features of a block that are read together with where it stands
_NUMBER = {feature: number for number, feature in enumerate(sorted(TELLING))}
_STEPS = (1, 3, 8, 20)
_PLACES = (
    *(f"before the text {step}" for step in range(5)),
    "amid the text",
    *(f"after the text {step}" for step in range(5)),
)


class Column(NamedTuple):
    """A value for every block, or one for all of them, and the names of the values ("" is no feature)."""

    names: tuple[str, ...]
    values: NDArray[np.intp]


class Lines(NamedTuple):
    """What is told of the blocks of a page once, whatever their labels: arrays of one value a block."""

    lengths: NDArray[np.int64]
    repeated: NDArray[np.intp]
    marked: NDArray[np.bool_]
    telling: NDArray[np.intp]

    def of(self, alive: NDArray[np.intp], looks: Sequence[Look]) -> Lines:
        """Return the same for some of the blocks, as if they were a page of their own."""
        again = repeated([looks[i] for i in alive.tolist()])
        return Lines(self.lengths[alive], again, self.marked[alive], self.telling[alive])


def lines(looks: Sequence[Look]) -> Lines:
    """Return what is told of the blocks of a page whatever their labels."""
    lengths = np.fromiter((look.length for look in looks), np.int64, len(looks))
    marked = np.fromiter(("marker" in look.features[-2:] for look in looks), np.bool_, len(looks))
    return Lines(lengths, repeated(looks), marked, _telling(looks))


def _telling(looks: Sequence[Look]) -> NDArray[np.intp]:
    """Return up to `TOLD` telling features of each block, by number, shape (blocks, TOLD)."""
    rows = []
    for look in looks:
        found = [_NUMBER[feature] for feature in look.features if feature in _NUMBER][:TOLD]
        rows.append(found + [len(_NUMBER)] * (TOLD - len(found)))
    return np.array(rows, np.intp).reshape(len(looks), TOLD)


def repeated(looks: Sequence[Look]) -> NDArray[np.intp]:
    """Return 0 for a text that stands once, 1 for a short and 2 for a long one that stands again."""
    counts: dict[str, int] = {}
    for look in looks:
        counts[look.folded] = counts.get(look.folded, 0) + 1
    values = ((0 if counts[look.folded] == 1 else 1 if look.length < HEADING else 2) for look in looks)
    return np.fromiter(values, np.intp, len(looks))


@cache
def _named(pattern: str, *sizes: str) -> tuple[str, ...]:
    """Name all values of a column: size `L` stands for the labels, `E` for them and the edge, a number for so many."""
    choices: list[Sequence[object]] = []
    for size in sizes:
        labels = [label.value for label in LABELS]
        choices.append(labels if size == "L" else [*labels, "edge"] if size == "E" else range(int(size)))
    return tuple(pattern.format(*values) for values in product(*choices))


def surroundings(seen: Lines, labels: NDArray[np.intp], leads: NDArray[np.intp]) -> list[Column]:
    """Return the columns of a page whose blocks have the given labels, each with its lead (0 to 4)."""
    count = len(labels)
    padded = np.concatenate(([EDGE, EDGE], labels, [EDGE, EDGE]))
    above, below = padded[1 : count + 1], padded[3 : count + 3]
    lead_above, lead_below = np.concatenate(([0], leads[:-1])), np.concatenate((leads[1:], [0]))
    place = _place(seen, labels)
    return [
        *_page(seen, labels),
        Column(_named("so far {}", "L"), labels),
        Column(_named("so far {} {}", "L", "5"), labels * LEADS + leads),
        Column(_named("above {}", "E"), above),
        Column(_named("below {}", "E"), below),
        Column(_named("2 above {}", "E"), padded[:count]),
        Column(_named("2 below {}", "E"), padded[4 : count + 4]),
        Column(_named("{}, above {}", "L", "E"), labels * (EDGE + 1) + above),
        Column(_named("{}, below {}", "L", "E"), labels * (EDGE + 1) + below),
        Column(_named("{} above {}", "E", "E"), padded[:count] * (EDGE + 1) + above),
        Column(_named("{} below {}", "E", "E"), padded[4 : count + 4] * (EDGE + 1) + below),
        Column(_named("above {} {}", "E", "5"), above * LEADS + lead_above),
        Column(_named("below {} {}", "E", "5"), below * LEADS + lead_below),
        *_crowd(labels),
        Column(_PLACES, place),
        Column(_with_places(), labels * len(_PLACES) + place),
        Column(("", "repeated, short", "repeated, long"), seen.repeated),
        _under(seen, labels),
        Column(("", "as long as above"), _as_long(seen)),
        *_told(seen, above, below, place),
    ]


def _told(seen: Lines, above: NDArray[np.intp], below: NDArray[np.intp], place: NDArray[np.intp]) -> Iterator[Column]:
    for column in seen.telling.T:
        yield Column(_told_names("above", EDGE + 1), column * (EDGE + 1) + above)
        yield Column(_told_names("below", EDGE + 1), column * (EDGE + 1) + below)
        yield Column(_told_names("", len(_PLACES)), column * len(_PLACES) + place)


@cache
def _told_names(side: str, size: int) -> tuple[str, ...]:
    """Name a telling feature together with the neighbour on one side, or with the place; nothing where it has none."""
    ends = [f"{side} {name}" for name in (*(label.value for label in LABELS), "edge")] if side else list(_PLACES)
    return (*(f"{feature}, {end}" for feature in _NUMBER for end in ends), *([""] * size))


def _is(labels: NDArray[np.intp], wanted: Iterable[Label]) -> NDArray[np.bool_]:
    table = np.zeros(len(LABELS), np.bool_)
    table[[LABELS.index(label) for label in wanted]] = True
    found: NDArray[np.bool_] = table[labels]
    return found


def _page(seen: Lines, labels: NDArray[np.intp]) -> list[Column]:
    count = len(labels)
    consent = int(_is(labels, [Label.CONSENT]).sum())

    def one(pattern: str, steps: Sequence[float], value: float) -> Column:
        return Column(_named(pattern, str(len(steps) + 1)), np.searchsorted(steps, [value], side="right"))

    shares = np.searchsorted((0.1, 0.3, 0.6), [consent / count], side="right")
    return [
        one("page of {}", (2, 6, 15, 40, 100, 300), count),
        one("page papers {}", (1, 2, 4, 10), int(_is(labels, PAPERS).sum())),
        one("page long {}", (0.05, 0.15, 0.3, 0.6), float((seen.lengths > LONG).mean())),
        one("page boilerplate {}", (0.1, 0.3, 0.5, 0.7, 0.9), float(_is(labels, BOILERPLATE).mean())),
        Column(_named("page consent {} {}", "4", "4"), np.searchsorted((1, 3, 8), [consent], "right") * 4 + shares),
        one("page markers {}", (1, 2, 4), int(seen.marked.sum())),
    ]


def within(hits: NDArray[np.bool_], before: int, after: int) -> NDArray[np.intp]:
    """Count the hits from so many blocks before each to so many after it, itself included."""
    count = len(hits)
    sums = np.concatenate(([0], np.cumsum(hits)))
    at = np.arange(count)
    found: NDArray[np.intp] = sums[np.clip(at + after + 1, 0, count)] - sums[np.clip(at - before, 0, count)]
    return found


def _crowd(labels: NDArray[np.intp]) -> list[Column]:
    count = len(labels)
    boilerplate, consent = _is(labels, BOILERPLATE), _is(labels, [Label.CONSENT])
    room_above = np.minimum(np.arange(count), 4)
    room_below = room_above[::-1]
    amid = (within(consent, 5, -1) > 0) & (within(consent, -1, 5) > 0)
    names = _named("boilerplate above {} of {}", "5", "5"), _named("boilerplate below {} of {}", "5", "5")
    return [
        Column(names[0], within(boilerplate, 4, -1) * 5 + room_above),
        Column(names[1], within(boilerplate, -1, 4) * 5 + room_below),
        Column(_named("consent round {}", "5"), np.minimum(within(consent, 3, 3), 4)),
        Column(("", "amid consent"), amid.astype(np.intp)),
    ]


def _place(seen: Lines, labels: NDArray[np.intp]) -> NDArray[np.intp]:
    texts = np.flatnonzero(_is(labels, CONTENT_TEXT) & (seen.lengths > LONG))
    count = len(labels)
    first, last = (texts[0], texts[-1]) if len(texts) else (count, count)
    at = np.arange(count)
    before = np.searchsorted(_STEPS, first - at, side="right")
    after = 6 + np.searchsorted(_STEPS, at - last, side="right")
    return np.where(at < first, before, np.where(at > last, after, 5)).astype(np.intp)


@cache
def _with_places() -> tuple[str, ...]:
    return tuple(f"{label.value} {place}" for label in LABELS for place in _PLACES)


@cache
def _heads() -> tuple[str, ...]:
    heads = ("nothing", *(label.value for label in LABELS))
    return tuple(f"under {head}, {far}" for head in heads for far in ("near", "far"))


def _under(seen: Lines, labels: NDArray[np.intp]) -> Column:
    count = len(labels)
    at = np.arange(count)
    heads = np.where(_is(labels, HEADED) & (seen.lengths < HEADING), at, -1)
    last = np.concatenate(([-1], np.maximum.accumulate(heads)[:-1])) if count else heads
    head = np.where(last < 0, 0, labels[last] + 1)
    return Column(_heads(), head * 2 + (at - last >= 6))


def _as_long(seen: Lines) -> NDArray[np.intp]:
    steps = seen.lengths // 8
    same = np.zeros(len(steps), np.intp)
    same[1:] = steps[1:] == steps[:-1]
    return same
