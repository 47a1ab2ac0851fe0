"""Label the blocks of a page: each alone, then by its neighbours' labels, then once more with better ones.

How a block looks and where it stands are features with names; a linear model says what each weighs for each label.
Scores are sums of whole numbers, the same on every machine, and the heaviest features of a label are its evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pubclean.guards import adrift, drawn_in, marks, unfounded
from pubclean.looks import TELLING, plain
from pubclean.page import Label
from pubclean.surroundings import LABELS, LEADS, lines, surroundings
from pubclean.weights import PASSES, UNIT, weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from pubclean.guards import Marks
    from pubclean.looks import Look
    from pubclean.surroundings import Column, Lines


class Reason(NamedTuple):
    """A feature that speaks for a label, and how loud: 1.0 makes the label e times as likely."""

    feature: str
    weight: float


class Labels(NamedTuple):
    """The labels of some blocks of a page, and the columns they were read from."""

    found: NDArray[np.intp]
    columns: list[Column]


class Sheet:
    """The blocks of a page, looked at once, to be labelled all together or, later, what is left of them.

    >>> from pubclean.looks import look
    >>> sheet = Sheet([look("We use cookies to improve your experience. You can refuse them.")])
    >>> LABELS[sheet.label().found[0]]
    <Label.CONSENT: 'consent'>
    """

    def __init__(self, looks: Sequence[Look]) -> None:
        self._looks = looks
        self._lines = lines(looks)
        self._marks = marks(looks)
        self._own = _Own(looks)
        self._plain: tuple[_Own, Lines] | None = None

    def label(self, alive: NDArray[np.intp] | None = None, *, reread: bool = False) -> Labels:
        """Label the blocks, or those `alive`, as if they were the page.

        `reread` forgets what was taken out of them, as a page made of their texts would.
        """
        if not self._looks or (alive is not None and not len(alive)):
            return Labels(np.zeros(0, np.intp), [])
        own, seen, spoken = self._own, self._lines, self._marks
        if reread:
            plains = [plain(look) for look in self._looks] if self._plain is None else []
            own, seen = self._plain = self._plain or (_Own(plains), lines(plains))
        if alive is not None:
            own, seen, spoken = own.of(alive), seen.of(alive, self._looks), spoken.of(alive)
        return _in_passes(own, seen, spoken)

    def reasons(self, labels: Labels, alive: Sequence[int]) -> list[tuple[Reason, ...]]:
        """Return why each of the blocks labelled has its label: what it is (two reasons), and where it stands (one)."""
        if not labels.columns:
            return []
        model = weights(PASSES[-1])
        centred = [model.centred(column.names)[column.values, labels.found] for column in labels.columns]
        told = np.array(centred, np.int32).argmax(axis=0)
        own: dict[tuple[int, int], list[tuple[int, str]]] = {}
        found = []
        for at, (i, label, number) in enumerate(zip(alive, labels.found.tolist(), told.tolist(), strict=True)):
            key = id(self._looks[i]), label
            if key not in own:
                mine = [(model.weight(feature, label), feature) for feature in self._looks[i].features]
                own[key] = sorted(mine, reverse=True)[:2]
            column = labels.columns[number]
            place = column.names[column.values[at if len(column.values) > 1 else 0]]
            heaviest = sorted([*own[key], (int(centred[number][at]), place)], reverse=True)
            found.append(tuple(Reason(name, round(weight / UNIT, 2)) for weight, name in heaviest if weight > 0))
        return found


class _Own:
    """The scores of every pass that come from looks alone; those of the neighbours' looks apart."""

    def __init__(self, looks: Sequence[Look]) -> None:
        telling = [[feature for feature in look.features if feature in TELLING] for look in looks]
        self.sums = [weights(name).sums(look.features for look in looks) for name in PASSES]
        self.above = [weights(name).sums([f"above {name_}" for name_ in found] for found in telling) for name in PASSES]
        self.below = [weights(name).sums([f"below {name_}" for name_ in found] for found in telling) for name in PASSES]

    def of(self, alive: NDArray[np.intp]) -> _Own:
        part = _Own.__new__(_Own)
        part.sums = [table[alive] for table in self.sums]
        part.above = [table[alive] for table in self.above]
        part.below = [table[alive] for table in self.below]
        return part

    def scores(self, number: int) -> NDArray[np.int32]:
        scores: NDArray[np.int32] = self.sums[number] + weights(PASSES[number]).bias
        if number:
            scores[1:] += self.above[number][:-1]
            scores[:-1] += self.below[number][1:]
        return scores


def _in_passes(own: _Own, seen: Lines, spoken: Marks) -> Labels:
    scores = own.scores(0)
    columns: list[Column] = []
    for number, name in enumerate(PASSES[1:], 1):
        columns = surroundings(seen, *best(scores))
        scores = own.scores(number)
        for column in columns:
            scores += weights(name).column(column.names)[column.values]
    return Labels(decide(scores, spoken), columns)


def decide(scores: NDArray[np.int32], spoken: Marks) -> NDArray[np.intp]:
    """Return the label of every block; one that the guards find unfounded is given up for the next best."""
    scores = scores.copy()
    found = _heaviest(scores)
    doubtful = unfounded(found, spoken)
    if doubtful.any():
        scores[doubtful, found[doubtful]] = _NEVER
        found = _heaviest(scores)
    found[drawn_in(found, spoken)] = LABELS.index(Label.CONSENT)
    lost = adrift(_BOILERPLATE[found], spoken)
    if lost.any():
        scores[np.ix_(lost, _BOILERPLATE)] = _NEVER
        found[lost] = _heaviest(scores[lost])
    return found


def _heaviest(scores: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return the heaviest label: first whether it is boilerplate, by what all such labels weigh together.

    A line may be navigation or a share button, who knows, and yet surely no content.
    """
    behind = np.minimum(scores.max(axis=1, keepdims=True) - scores, len(_ODDS) - 1)
    odds = _ODDS[behind]
    is_boilerplate = odds[:, _BOILERPLATE].sum(axis=1) > CAUTION * odds[:, ~_BOILERPLATE].sum(axis=1)
    wrong = is_boilerplate[:, None] != _BOILERPLATE[None, :]
    found: NDArray[np.intp] = np.where(wrong, 2 * _NEVER, scores).argmax(axis=1)
    return found


def _falling(start: int) -> Iterator[int]:
    """Yield a whole number and how it falls with every unit of score: by e with each `UNIT`, rounded down."""
    while start:
        yield start
        start = start * 64_520 >> 16  # e ** (-1 / 64), in 1 / 65,536
    yield 0


_NEVER = -(10**8)
CAUTION = 1  # how many times likelier than content a block must be to be taken for boilerplate
_ODDS = np.array(list(_falling(1 << 30)), np.int64)
_BOILERPLATE = np.array([label.is_boilerplate for label in LABELS])


def best(scores: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the best label of every block, and by how many units, at most 4, it leads the second."""
    ordered = np.partition(scores, -2, axis=1)
    leads = np.minimum((ordered[:, -1] - ordered[:, -2]) // UNIT, LEADS - 1)
    return scores.argmax(axis=1), leads.astype(np.intp)
