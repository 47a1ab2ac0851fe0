"""The blocks of a page looked at all together: in the kernel where it was built, by its twin `appearance` elsewhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pubclean.appearance import Look, look
from pubclean.features import FEATURES, TELLING
from pubclean.furniture import furniture
from pubclean.grams import grams_of, pull_of
from pubclean.kernel import native
from pubclean.lexicons import lexicon
from pubclean.shapes import date_words, joiners, surnames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["FEATURES", "TELLING", "Look", "Looks", "look", "look_at", "look_at_each"]


class Looks(NamedTuple):
    """The blocks of a page looked at, in arrays: what `look` says of each.

    The features of block i are `FEATURES[numbers[at]]` for `starts[i] <= at < starts[i + 1]`, in the order of
    `Look.features`: "marker" and "wrapped" come last.
    """

    numbers: NDArray[np.int16]
    starts: NDArray[np.int32]  # one more than blocks
    lengths: NDArray[np.int32]  # as `Look.length`
    same: NDArray[np.int32]  # the first block of the page with the same `Look.folded`, itself where there is none
    pulls: NDArray[np.int32]  # of its words, towards furniture: see `furniture`


_NUMBER = {feature: number for number, feature in enumerate(FEATURES)}


def look_at(texts: Sequence[str], marked: Sequence[int], wrapped: Sequence[int]) -> Looks:
    """Look at the texts of all blocks of a page; `marked` and `wrapped` say, 0 or 1, what was taken out of each.

    >>> seen = look_at(["Jeanne Dupont, Li Wei", "Small lakes", "SMALL LAKES"], [False] * 3, [False, True, False])
    >>> FEATURES[seen.numbers[seen.starts[2] - 1]], seen.same.tolist()
    ('wrapped', [0, 1, 1])
    """
    if native is None:
        return look_at_each(texts, marked, wrapped)
    numbers, *rows = _looker().look(list(texts), bytes(marked), bytes(wrapped))
    return Looks(np.frombuffer(numbers, np.int16), *(np.frombuffer(each, np.int32) for each in rows))


@cache
def _looker() -> Any:
    """Return what looks at blocks in the kernel: all phrases, and the numbers of features."""
    phrases = lexicon().phrases
    words = (*map(sorted, date_words()), list(joiners()), sorted(surnames()))
    learned = furniture()
    return native.Looker(phrases[:-1], words, _NUMBER, learned.grams.tobytes(), learned.pulls.tobytes())


@cache
def _pulls() -> dict[int, int]:
    learned = furniture()
    return dict(zip(learned.grams.tolist(), learned.pulls.tolist(), strict=True))


def look_at_each(texts: Sequence[str], marked: Sequence[int], wrapped: Sequence[int]) -> Looks:
    """Look at one text after the other: the twin of what the kernel does."""
    found = [look(text, marked=bool(m), wrapped=bool(w)) for text, m, w in zip(texts, marked, wrapped, strict=True)]
    numbers = [_NUMBER[feature] for seen in found for feature in seen.features]
    starts = np.cumsum([0, *(len(seen.features) for seen in found)])
    first: dict[str, int] = {}
    same = [first.setdefault(seen.folded, i) for i, seen in enumerate(found)]
    lengths, pulls = [seen.length for seen in found], [pull_of(grams_of(seen.folded), _pulls()) for seen in found]
    return Looks(np.array(numbers, np.int16), *(np.array(each, np.int32) for each in (starts, lengths, same, pulls)))
