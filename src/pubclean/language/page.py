"""The languages of the blocks of one page: each block alone, then by its neighbours.

A short block leans on the blocks around it, near ones more than far ones; a block that is clear in itself
does not move, so that English abstracts on a French page stay English.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from pubclean.kernel import native
from pubclean.kernel.language import score_languages
from pubclean.language.detection import NAMES
from pubclean.language.posterior import (
    FAR,
    FLOORS,
    NAT,
    ONE,
    exponentials,
    factors,
    handicaps,
    likelihoods,
    merged_columns,
)
from pubclean.language.table import SCRIPTS, UND, lane_columns, load_table
from pubclean.page import UNDETERMINED, Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pubclean.language.posterior import Likelihoods

STRETCH: Final = 2048  # blocks judged at once, with those within reach on each side
ROUNDS: Final = 2  # neighbours vote as what they are alone, then as what their own neighbours made of them
NEARNESS: Final = tuple(round(256 * 0.45**away) for away in range(1, 7))  # the vote of a block, by distance
MOST_NAMED: Final = 1 << 14  # languages remembered, so that blocks share them
OTHER_SCRIPT: Final = 12 * NAT  # how unlikely a language is that is not written in the script of the block

# A language that no neighbour is in is not impossible; the neighbours count 1.8 times. Both, and the nearness, were
# chosen on pages put together from the translations of Django's interface (in one language, with runs of English,
# with lone English blocks, which a smaller floor or a stronger pull would turn), among the settings that also
# read five real pages right: there "Cookies analyse" between French lines wants a stronger pull than the rest.
_FLOOR: Final = 0.002
_STRENGTH: Final = 1.8
_PARTS: Final = 4096  # of a whole vote
_LONG: Final = 150  # letters from which on a block's vote grows no more


@cache
def priors() -> NDArray[np.int64]:
    """What the neighbours' votes add to a language, in 1/NAT nat, by its share of them in 1/_PARTS."""
    share = np.arange(_PARTS + 1) / _PARTS
    found: NDArray[np.int64] = np.rint(_STRENGTH * NAT * np.log(_FLOOR + (1 - _FLOOR) * share)).astype(np.int64)
    return found


@cache
def voices() -> NDArray[np.int64]:
    """The weight of a block's vote by its letters: their root, in sixteenths."""
    found: NDArray[np.int64] = np.rint(16 * np.sqrt(np.arange(_LONG + 1))).astype(np.int64)
    return found


def page_languages(texts: Sequence[str], weights: Sequence[float] | None = None) -> list[Language]:
    """Judge the blocks of a page, `STRETCH` at a time; the face says what comes of it."""
    reach = ROUNDS * len(NEARNESS)
    found: list[Language] = []
    for begin in range(0, len(texts), STRETCH):
        low, high = max(0, begin - reach), begin + STRETCH + reach
        stretch = list(texts[low:high])
        if native is None or weights is not None:
            judged = lean_in_numpy(stretch, None if weights is None else weights[low:high])
        else:
            judged = lean_in_kernel(stretch)
        found += _named(judged)[begin - low : begin - low + STRETCH]
    return found


class Leaning(NamedTuple):
    """What n blocks of a page are taken for: columns of `NAMES`, and how much all shares are beside it, `ONE`."""

    best: NDArray[np.int32]
    whole: NDArray[np.int64]
    second: NDArray[np.bool_]  # of two written forms the second is the likelier
    script: NDArray[np.int32]


@cache
def _lean_tables() -> tuple[tuple[NDArray[np.int32], ...], tuple[int, ...]]:
    """Return the tables of the kernel, and its numbers."""
    floors = np.zeros((len(SCRIPTS), 2), np.int32)
    for script, floor in FLOORS.items():
        floors[script] = floor
    tables = (lane_columns(), handicaps(), floors, factors(), voices(), exponentials(), priors(), np.array(NEARNESS))
    narrow = tuple(np.ascontiguousarray(table, np.int32) for table in tables)
    return narrow, (FAR, _LONG, UND + 1, -OTHER_SCRIPT)


def lean_in_kernel(texts: list[str]) -> Leaning:
    """Judge the blocks of a page in the kernel."""
    scores, facts = score_languages(texts, load_table(), (1 << len(SCRIPTS)) - 1)
    count = len(texts)
    best, whole, second = np.empty(count, np.int32), np.empty(count, np.int64), np.empty(count, np.bool_)
    native.lean(scores, facts, *_lean_tables(), best, whole, second)
    return Leaning(best, whole, second, facts[:, 0])


def lean_in_numpy(texts: list[str], weights: Sequence[float] | None = None) -> Leaning:
    """Do what the kernel does, without it; both find the same."""
    judged = likelihoods(texts)
    voice = voices()[np.minimum(judged.letters, _LONG)]
    if weights is not None:
        voice = voice * np.rint(16 * np.asarray(weights, float)).astype(np.int64)
    shares = _lean(judged, voice)
    return Leaning(shares.argmax(axis=1).astype(np.int32), shares.sum(axis=1), judged.second, judged.script)


def _lean(judged: Likelihoods, voice: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add to the log-likelihoods of each block what its neighbours make likely; return the shares of each language."""
    columns, speaks = merged_columns()[judged.script], judged.script > 0
    alone = np.full((len(voice), UND + 2), -OTHER_SCRIPT, np.int64)
    np.put_along_axis(alone, columns, judged.logs, axis=1)
    shares = np.zeros_like(alone)
    np.put_along_axis(shares, columns, judged.shares, axis=1)
    alone, shares = alone[:, : UND + 1], shares[:, : UND + 1]
    logs = alone
    for _ in range(ROUNDS):
        votes = shares * _PARTS // np.maximum(1, shares.sum(axis=1, keepdims=True))
        logs = alone + _prior(votes * (voice * speaks)[:, None])
        shares = exponentials()[np.minimum(logs.max(axis=1, keepdims=True) - logs, FAR)].astype(np.int64)
    return shares


def _prior(votes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what the votes of the neighbours of each block add to each language; nothing where none has a vote."""
    heard = np.zeros_like(votes)
    for away, near in enumerate(NEARNESS, 1):
        heard[away:] += votes[:-away] * near
        heard[:-away] += votes[away:] * near
    whole = heard.sum(axis=1, keepdims=True)
    return np.where(whole > 0, priors()[heard * _PARTS // np.maximum(1, whole)], 0)


def _named(judged: Leaning) -> list[Language]:
    """Return the languages found; blocks without letters stay undetermined."""
    best = np.where(judged.script == 0, UND, judged.best).astype(np.int64)
    return list(map(_NAMED.__getitem__, (judged.whole << 7 | best << 1 | judged.second).tolist()))


class _Named(dict[int, Language]):
    """Languages by the sum of all shares, the column and the form: most blocks of a page share a few of them."""

    def __missing__(self, key: int) -> Language:
        code = NAMES[key >> 1 & 63]
        if code == UNDETERMINED.code:
            return UNDETERMINED
        found = Language("zh-Hant" if code == "zh-Hans" and key & 1 else code, ONE / (key >> 7))
        if len(self) < MOST_NAMED:
            self[key] = found
        return found


_NAMED: Final = _Named()


def content_language(languages: Sequence[Language], sizes: Sequence[int]) -> Language:
    """Weigh the languages of content blocks by their sizes; the share of the winner is the confidence."""
    weighed: dict[str, float] = {}
    whole = 0
    for language, size in zip(languages, sizes, strict=True):
        if language.code != UNDETERMINED.code:
            weighed[language.code] = weighed.get(language.code, 0.0) + language.confidence * size
            whole += size
    if not whole:
        return UNDETERMINED
    best = max(weighed, key=weighed.__getitem__)
    return Language(best, weighed[best] / whole)
