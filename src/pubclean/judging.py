"""Features to labels, in NumPy: the twin of the kernel's judge, which serves where that one was not built.

Scores are sums of whole numbers, the same on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pubclean.furniture import LEVEL, Furniture, readings
from pubclean.guards import adrift, below_banner, drawn_in, marks, unfounded
from pubclean.page import Label
from pubclean.sights import Sights
from pubclean.surroundings import BIAS, LABELS, LEADS, ROWS, TOLD_FEATURES, surroundings
from pubclean.weights import UNIT

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pubclean.guards import Marks
    from pubclean.looks import Looks

_NEVER = -(10**8)
_BOILERPLATE = np.array([label.is_boilerplate for label in LABELS])


def telling(table: NDArray[np.int16], *, centred: bool) -> NDArray[np.int32]:
    """Return how loud every cell of a table speaks for its label, in `UNIT`ths.

    `centred` is what a feature weighs for a label less what it weighs for all labels on average.
    """
    weights = table.astype(np.int32)
    average = np.trunc(weights.sum(axis=1, keepdims=True) / len(LABELS)).astype(np.int32)
    told: NDArray[np.int32] = weights - average * np.int32(centred)
    return told


class Judge:
    """The tables of weights, one a pass, by which blocks get their labels; made and asked as the kernel's judge is."""

    def __init__(
        self,
        tables: tuple[bytes, ...],
        _traits: bytes,
        _kinds: bytes,
        _guarded: bytes,
        centred: bool,  # noqa: FBT001 - made as the kernel's
        learned: Furniture | None,
    ) -> None:
        given = [np.frombuffer(table, np.int16).reshape(-1, len(LABELS)) for table in tables]
        nothing = np.zeros((1, len(LABELS)), np.int32)
        self._tables = [np.vstack([table, nothing]) for table in given]
        self._learned = learned
        self._told = np.vstack([telling(given[-1], centred=centred), nothing])

    def judge(
        self,
        looks: Looks,
        alive: array[int] | None,
        caution: int,
        reread: bool,  # noqa: FBT001 - called as the kernel's
        tell: bool = True,  # noqa: FBT001, FBT002 - likewise
    ) -> tuple[bytes, bytes]:
        """Label the blocks of a page, or those alive; boilerplate must lead content by `caution`, in `UNIT`ths.

        The cells say why, three a block; they are none where they are not to be told.
        """
        seen = Sights(looks)
        seen = seen.plain() if reread else seen
        seen = seen if alive is None else seen.of(np.array(alive, np.intp))
        if not len(seen):
            return b"", b""
        scores = self._own(seen, 0)
        columns: list[NDArray[np.intp]] = []
        for number in range(1, len(self._tables)):
            columns = surroundings(seen, *best(scores))
            scores = self._own(seen, number) + self._neighbours(seen, number)
            for column in columns:
                scores += self._tables[number][column]
        read = np.zeros(len(seen), np.int32)
        if self._learned is not None:
            read = readings(self._learned, self._pulls(seen, self._learned.features), seen.lengths)
        found = decide(scores, marks(seen), caution, read)
        cells = self._cells(seen, columns, read, found).tobytes() if tell else b""
        return found.astype(np.uint8).tobytes(), cells

    def _own(self, seen: Sights, number: int) -> NDArray[np.int32]:
        table = self._tables[number]
        scores = np.tile(table[BIAS], (len(seen), 1))
        for blocks, features in seen.each():
            scores[blocks] += table[features]
        return scores

    def _neighbours(self, seen: Sights, number: int) -> NDArray[np.int32]:
        told = seen.told.astype(np.int64)
        above, below = np.split(self._tables[number][BIAS + 1 : BIAS + 1 + 2 * len(TOLD_FEATURES)], 2)
        scores: NDArray[np.int32] = np.zeros((len(seen), len(LABELS)), np.int32)
        scores[1:] += (told[:-1] @ above).astype(np.int32)
        scores[:-1] += (told[1:] @ below).astype(np.int32)
        return scores

    def _pulls(self, seen: Sights, features: NDArray[np.int8]) -> NDArray[np.int32]:
        """Return how the words of every block and its look pull it towards furniture."""
        found = seen.seen.pulls.astype(np.int32)
        for blocks, numbers in seen.each():
            found[blocks] += features[numbers]
        return found

    def _cells(
        self, seen: Sights, columns: list[NDArray[np.intp]], read: NDArray[np.int32], found: NDArray[np.intp]
    ) -> NDArray[np.int32]:
        """Return why: two features of the block itself, one of where it stands; of equals the one of the first row."""
        count, rows = len(seen), np.int64(1 << 32)
        nothing = np.full(count, -1, np.int64)

        def heard(features: NDArray[np.integer], blocks: NDArray[np.intp]) -> NDArray[np.int64]:
            told = self._told[features, found[blocks]].astype(np.int64)
            return np.where(told > 0, told * rows + (rows - 1 - features), -1)

        first, second, third = nothing.copy(), nothing.copy(), nothing.copy()
        for blocks, features in seen.each():
            new = heard(features, blocks)
            second[blocks] = np.maximum(second[blocks], np.minimum(first[blocks], new))
            first[blocks] = np.maximum(first[blocks], new)
        everywhere = np.arange(count)
        for column in columns:
            third = np.maximum(third, heard(np.broadcast_to(column, count), everywhere))
        levels = np.maximum(np.where(_BOILERPLATE[found], read, -read) // LEVEL, 0).astype(np.int64)
        spoken = levels * LEVEL * rows + (rows - 1 - ROWS - levels)
        third = np.where(levels > 0, np.maximum(third, spoken), third)
        told = -np.sort(-np.stack([first, second, third], axis=1), axis=1)
        cells = (rows - 1 - told % rows) * len(LABELS) + found[:, None]
        return np.where(told < 0, -1, cells).astype(np.int32)


def decide(scores: NDArray[np.int32], spoken: Marks, caution: int, read: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return the label of every block; one that the guards find unfounded is given up for the next best.

    Boilerplate must lead content by `caution`, less how much each block reads like it; what is below a banner is noted
    in `read`.
    """
    scores = scores.copy()
    found = _heaviest(scores, caution - read.astype(np.int64))
    below = below_banner(found, spoken)
    read[below] = np.minimum(read[below], 0)
    lead = caution - read.astype(np.int64)
    found = _heaviest(scores, lead)
    doubtful = unfounded(found, spoken)
    if doubtful.any():
        scores[doubtful, found[doubtful]] = _NEVER
        found = _heaviest(scores, lead)
    found[drawn_in(found, spoken)] = LABELS.index(Label.CONSENT)
    lost = adrift(_BOILERPLATE[found], spoken)
    if lost.any():
        scores[np.ix_(lost, _BOILERPLATE)] = _NEVER
        found[lost] = _heaviest(scores[lost], lead[lost])
    return found


def _heaviest(scores: NDArray[np.int32], caution: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the heaviest label: first whether it is boilerplate, by what all such labels weigh together.

    A line may be navigation or a share button, who knows, and yet surely no content.
    """
    best, odds = [], []
    for kind in (_BOILERPLATE, ~_BOILERPLATE):
        best.append(scores[:, kind].max(axis=1).astype(np.int64))
        odds.append(_falling(best[-1][:, None] - scores[:, kind]).sum(axis=1))
    lead = best[0] - best[1] - caution
    is_boilerplate = odds[0] * _falling(-lead) > odds[1] * _falling(lead)
    wrong = is_boilerplate[:, None] != _BOILERPLATE[None, :]
    found: NDArray[np.intp] = np.where(wrong, 2 * _NEVER, scores).argmax(axis=1)
    return found


def _steps() -> Iterator[int]:
    """Yield a whole number and how it falls with every unit of score: by e with each `UNIT`, rounded down."""
    start = 1 << 28
    while start:
        yield start
        start = start * 64_520 >> 16  # e ** (-1 / 64), in 1 / 65,536
    yield 0


_ODDS = np.array(list(_steps()), np.int64)


def _falling(behind: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the odds of a score that is so far behind; one ahead has those of one that is even."""
    found: NDArray[np.int64] = _ODDS[np.clip(behind, 0, len(_ODDS) - 1)]
    return found


def best(scores: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the best label of every block, and by how many units, at most 4, it leads the second."""
    ordered = np.partition(scores, -2, axis=1)
    leads = np.minimum((ordered[:, -1] - ordered[:, -2]) // UNIT, LEADS - 1)
    return scores.argmax(axis=1), leads.astype(np.intp)
