"""The n-grams of a block, of one word and of two, as numbers; and how they pull it towards furniture or content.

A word alone is known by its hash, and so are two in a row, the first with the block's beginning, the last with its end.
The kernel does the same with the tokens it has at hand; this is its twin, and what weights are learned with.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pubclean.lexicons import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_WORDS = 80  # of a block; what it is shows by then
LONGEST_WORD = 24  # characters; longer ones are addresses, or text without spaces
_64_BITS = (1 << 64) - 1
_EDGE, _LONG, _NUMBER, _FOUR_DIGITS = (kind << 32 for kind in (1, 2, 3, 4))  # stand for what has no hash of its own


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    if len(word) > LONGEST_WORD:
        return _LONG
    if word.isascii() and word.isdigit():
        return _FOUR_DIGITS if len(word) == 4 else _NUMBER
    found = 0x243F6A8885A308D3
    for character in word:
        found = (found ^ ord(character)) * 0x9E3779B97F4A7C15 & _64_BITS
        found ^= found >> 32
    return found


def _pair(first: int, second: int) -> int:
    found = (first ^ ((second << 23 | second >> 41) & _64_BITS)) * 0xD6E8FEB86659FD93 & _64_BITS
    return found ^ found >> 29


def grams_of(folded: str) -> set[int]:
    """Return the n-grams of a folded text, each a number of 32 bits; one that comes again counts once.

    >>> len(grams_of("read more about reeds")), grams_of("read more") == grams_of("read: more")
    (9, True)
    """
    words = [_hash(word) for word in TOKEN.findall(folded)[:MOST_WORDS]]
    edged = [_EDGE, *words, _EDGE]
    return {word >> 32 for word in words} | {_pair(*pair) >> 32 for pair in pairwise(edged)}


def pull_of(grams: Iterable[int], weights: Mapping[int, int]) -> int:
    """Return the sum of what n-grams weigh.

    >>> pull_of(grams_of("read more"), {min(grams_of("read")): 3})
    3
    """
    return sum(weights.get(gram, 0) for gram in grams)
