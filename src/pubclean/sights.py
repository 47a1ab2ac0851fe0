"""A page at a glance: how all its blocks look, in arrays, whatever their labels."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pubclean.features import FEATURES, TELLING
from pubclean.looks import Looks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

HEADING = 60  # characters of a line that may head what follows
_NUMBER = {feature: number for number, feature in enumerate(FEATURES)}
MADE = np.array([feature in {"marker", "wrapped"} for feature in FEATURES])
MARKER = _NUMBER["marker"]
TOLD = np.full(len(FEATURES), -1, np.intp)
TOLD[[_NUMBER[feature] for feature in sorted(TELLING)]] = np.arange(len(TELLING))


class Sights:
    """The looks of the blocks of a page, or of some of them, and what is read off them.

    >>> from pubclean.looks import look_at
    >>> sights = Sights(look_at(["Small lakes", "Tides", "Small lakes"], [False] * 3, [False] * 3))
    >>> len(sights), sights.repeated.tolist()
    (3, [1, 0, 1])
    """

    def __init__(self, seen: Looks) -> None:
        self.seen = seen
        self.lengths = seen.lengths

    def __len__(self) -> int:
        return len(self.lengths)

    def of(self, alive: NDArray[np.intp]) -> Sights:
        """Return the sights of some of the blocks, as if they were a page of their own."""
        numbers, starts, lengths, same, pulls = self.seen
        counts = np.diff(starts)[alive]
        ends = np.concatenate(([0], np.cumsum(counts)))
        at = np.arange(ends[-1]) + np.repeat(starts[:-1][alive] - ends[:-1], counts)
        _, first, again = np.unique(same[alive], return_index=True, return_inverse=True)
        firsts = first[again].astype(np.int32)
        return Sights(Looks(numbers[at], ends.astype(np.int32), lengths[alive], firsts, pulls[alive]))

    def plain(self) -> Sights:
        """Return the same as if nothing had been taken out of the texts."""
        staying = ~MADE[self.seen.numbers]
        starts = np.concatenate(([0], np.cumsum(staying)))[self.seen.starts].astype(np.int32)
        return Sights(self.seen._replace(numbers=self.seen.numbers[staying], starts=starts))

    def each(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.int16]]]:
        """Yield the first feature of every block that has one, with the blocks; then the second; and so on."""
        counts = np.diff(self.seen.starts)
        for place in range(int(counts.max(initial=0))):
            blocks = np.flatnonzero(counts > place)
            yield blocks, self.seen.numbers[self.seen.starts[blocks] + place]

    @cached_property
    def marked(self) -> NDArray[np.bool_]:
        """Which blocks had a marker taken out."""
        found = np.zeros(len(self), np.bool_)
        for blocks, numbers in self.each():
            found[blocks] |= numbers == MARKER
        return found

    @cached_property
    def told(self) -> NDArray[np.bool_]:
        """Which telling features each block has, shape (blocks, telling features)."""
        found = np.zeros((len(self), len(TELLING)), np.bool_)
        for blocks, numbers in self.each():
            told = TOLD[numbers]
            found[blocks[told >= 0], told[told >= 0]] = True
        return found

    def first_told(self, most: int) -> NDArray[np.intp]:
        """Return the first telling features of each block, by number, -1 where there are fewer: (blocks, most)."""
        first = np.argsort(~self.told, axis=1, kind="stable")[:, :most]
        return np.where(np.take_along_axis(self.told, first, axis=1), first, -1)

    @cached_property
    def repeated(self) -> NDArray[np.intp]:
        """0 for a text that stands once, 1 for a short and 2 for a long one that stands again."""
        again = np.bincount(self.seen.same, minlength=1)[self.seen.same] > 1
        return np.where(again, np.where(self.lengths < HEADING, 1, 2), 0)
