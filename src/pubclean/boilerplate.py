"""Label the blocks of a page: each alone, then by its neighbours' labels, then once more with better ones.

How a block looks and where it stands are features with names; a linear model says what each weighs for each label,
and the heaviest features of a label are its evidence. Without the model, rules of one feature each stand in its place.
"""

from __future__ import annotations

from array import array
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from pubclean import judging
from pubclean.features import FEATURES
from pubclean.furniture import LEVEL, Furniture, furniture
from pubclean.guards import GUARDED, TRAITS
from pubclean.kernel import native
from pubclean.page import BOILERPLATE, Reason
from pubclean.rules import ruled
from pubclean.sights import MADE, MARKER, TOLD
from pubclean.surroundings import CONTENT_TEXT, HEADED, LABELS, PAPERS, ROWS, names
from pubclean.weights import UNIT, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pubclean.judging import Judge
    from pubclean.looks import Looks


class Sheet:
    """The blocks of a page, looked at once, to be labelled all together or, later, what is left of them.

    Args:
        seen: how the blocks look.
        model: ask the weights that were learned; else a few rules: lines that a table of phrases lists whole.
        caution: how much more boilerplate must weigh than content, as `Reason.weight` counts.

    >>> from pubclean.looks import look_at
    >>> sheet = Sheet(look_at(["We use cookies to improve your experience. You can refuse them."], [False], [False]))
    >>> LABELS[sheet.label()[0]], [reason.rule for reason in sheet.reasons()[0]][:2]
    (<Label.CONSENT: 'consent'>, ['reads like furniture', 'says consent.topic'])
    """

    def __init__(self, seen: Looks, *, model: bool = True, caution: float = 0.0) -> None:
        self._seen = seen
        self._model = model
        self._caution = round(max(-_MOST_CAUTION, min(_MOST_CAUTION, caution)) * UNIT) if model else 0

    def label(self, alive: Sequence[int] | None = None, *, reread: bool = False) -> bytes:
        """Label the blocks, or those `alive`, as if they were the page; return the places of their labels in `LABELS`.

        `reread` forgets what was taken out of them, as a page made of their texts would.
        """
        return self._judged(alive, reread=reread, tell=False)[0]

    def reasons(self, alive: Sequence[int] | None = None, *, reread: bool = False) -> list[tuple[Reason, ...]]:
        """Return why `label` gives each block its label: what it is (two reasons), and where it stands (one).

        They are cells of the last table, row × labels + label, the heaviest first; -1 where fewer speak for the label.
        """
        cells = memoryview(self._judged(alive, reread=reread, tell=True)[1]).cast("i")
        told = map(_told(model=self._model).__getitem__, cells.tolist())
        triples = zip(told, told, told, strict=True)
        return [
            triple if triple[2] is not _NOTHING else tuple(told for told in triple if told is not _NOTHING)
            for triple in triples
        ]

    def _judged(self, alive: Sequence[int] | None, *, reread: bool, tell: bool) -> tuple[bytes, bytes]:
        some = None if alive is None else array("i", alive)
        return _judge(model=self._model).judge(self._seen, some, self._caution, reread, tell)


_MOST_CAUTION = 10.0**5  # more than any block weighs


def judge_by(
    asked: Sequence[NDArray[np.int16]],
    learned: Furniture | None,
    *,
    centred: bool,
    compiled: bool = native is not None,
) -> Judge:
    """Make a judge of tables of weights, one a pass, and of how furniture reads.

    It is the compiled one where that was built, its twin elsewhere.
    """
    given = tuple(table.tobytes() for table in asked)
    kind: Callable[..., Judge] = native.Judge if compiled else judging.Judge
    return kind(given, _traits().tobytes(), _kinds(), bytes(map(LABELS.index, GUARDED)), centred, learned)


@cache
def _judge(*, model: bool) -> Judge:
    return judge_by(tables() if model else (ruled(),), furniture() if model else None, centred=model)


def _traits() -> NDArray[np.uint32]:
    """Return what the kernel must know of a feature, in bits: what guards ask, if it is made, and if it is telling."""
    traits = TRAITS | np.uint32(1 << 9) * (np.arange(len(FEATURES)) == MARKER) | np.uint32(1 << 10) * MADE
    found: NDArray[np.uint32] = traits | (TOLD + 1).astype(np.uint32) << np.uint32(16)
    return found


def _kinds() -> bytes:
    """Return what the kernel must know of a label, in bits."""
    kinds = (BOILERPLATE, CONTENT_TEXT, PAPERS, HEADED)
    return bytes(sum((label in kind) << bit for bit, kind in enumerate(kinds)) for label in LABELS)


_NOTHING = Reason("", 0.0)


class _Told(dict[int, Reason]):
    """The reasons by their cell, each made when it is first asked for."""

    def __init__(self, weights: NDArray[np.int32]) -> None:
        super().__init__({-1: _NOTHING})
        self._weights = weights

    def __missing__(self, cell: int) -> Reason:
        row, label = divmod(cell, len(LABELS))
        if row < ROWS:
            reason = Reason(names()[row], round(int(self._weights[row, label]) / UNIT, 2))
        else:
            kind = "furniture" if LABELS[label].is_boilerplate else "content"
            reason = Reason(f"reads like {kind}", round((row - ROWS) * LEVEL / UNIT, 2))
        self[cell] = reason
        return reason


@cache
def _told(*, model: bool) -> _Told:
    return _Told(judging.telling(tables()[-1] if model else ruled(), centred=model))
