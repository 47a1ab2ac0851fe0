"""What an engine is told to do: the method, its shingles, its slots, its threshold.

The numbers are one table for `native` and `reference`; both take a `Plan` apart in the same way.
"""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLOTS, SEED = 128, 1
# Proposing costs what its slots cost and the exact check is cheap, so half the slots serve: at .8 twelve
# bands of five propose 99.2 % of the pairs that stand exactly at the threshold, and more above it.
BUDGET, RECALL = 64, 0.99
JACCARD_WORDS, COPIES_WORDS = 5, 3


class Plan(NamedTuple):
    """The settings of an engine; `a` and `b` are the affine permutations, uint32, one per slot in use."""

    copies: bool
    words: int
    bands: int
    rows: int
    threshold: float
    a: NDArray[np.uint32]
    b: NDArray[np.uint32]


def permutations(slots: int = SLOTS, seed: int = SEED) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the permutations of datasketch 2's `affine32` scheme: x → a·x + b mod 2^32, each a odd.

    >>> a, b = permutations(2)
    >>> a.dtype, bool((a % 2).all())
    (dtype('uint32'), True)
    """
    drawn = np.array(_drawn(seed, 2 * slots), np.uint32)
    return drawn[:slots] * np.uint32(2) + np.uint32(1), drawn[slots:]


def _drawn(seed: int, count: int) -> list[int]:
    """Draw as NumPy's `RandomState` does, without the time it takes to import `numpy.random`: 32 bits each."""
    if not 0 <= seed < 1 << 32:
        raise ValueError(f"seed is from 0 to 2^32 - 1, not {seed}")
    state = [seed]
    for i in range(1, 624):
        state.append((0x6C078965 * (state[-1] ^ state[-1] >> 30) + i) & 0xFFFFFFFF)
    twister = Random()  # noqa: S311 no secret
    twister.setstate((3, (*state, 624), None))
    return [twister.getrandbits(32) for _ in range(count)]


def banding(threshold: float) -> tuple[int, int]:
    """Return bands and rows: the longest rows whose bands still propose 99 % at the threshold.

    >>> banding(0.8)
    (12, 5)
    """
    best = (SLOTS, 1)
    for rows in range(1, 33):
        share = threshold**rows
        if share < 1 / SLOTS**2:  # far more bands than slots, and soon more than a float can count
            break
        bands = 1 if share >= RECALL else math.ceil(math.log(1 - RECALL) / math.log1p(-share))
        if bands * rows <= (BUDGET if best != (SLOTS, 1) else SLOTS):
            best = (bands, rows)
    return best


def jaccard_plan(threshold: float) -> Plan:
    """Plan for exact Jaccard over five-word shingles, proposed by bands."""
    bands, rows = banding(threshold)
    a, b = permutations()
    return Plan(False, JACCARD_WORDS, bands, rows, threshold, a[: bands * rows], b[: bands * rows])


def signing_plan(slots: int, seed: int) -> Plan:
    """Return the plan of an engine that only signs: five-word shingles, datasketch's permutations for the seed."""
    return Plan(False, JACCARD_WORDS, 0, 0, 1.0, *permutations(slots, seed))


def copies_plan(threshold: float) -> Plan:
    """Plan for copies: three-word shingles, proposed by anchors."""
    none = np.empty(0, np.uint32)
    return Plan(True, COPIES_WORDS, 0, 0, threshold, none, none)
