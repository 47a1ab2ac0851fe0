"""The scorer that serves: the compiled one where it was built, its twin elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pubclean.kernel import native
from pubclean.kernel.language_reference import LANES
from pubclean.kernel.language_reference import score_languages as score_in_numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pubclean.kernel.language_reference import LanguageTable

__all__ = ["score_languages"]

WORDS, WORD_BYTES = 4096, 16 + 2 * LANES
_remembered: list[tuple[LanguageTable, bytearray]] = []


def score_languages(
    texts: list[str], table: LanguageTable, allowed: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Score each text in the lanes of its script, the one of those in the bit set `allowed` that prevails.

    Returns:
        Scores, int32 [n, 48], in steps of the table, and facts, int32 [n, 2]: the script
        (0: no letters) and how many of its letters were read.
    """
    if native is None:
        return score_in_numpy(texts, table, allowed)
    scores, facts = np.empty((len(texts), LANES), np.int32), np.empty((len(texts), 2), np.int32)
    native.score_languages(texts, tuple(table), allowed, _words_of(table), scores, facts)
    return scores, facts


def _words_of(table: LanguageTable) -> bytearray:
    """Return where the kernel remembers the words it scored by a table, empty when the table is another one."""
    if not _remembered or _remembered[0][0] is not table:
        _remembered[:] = [(table, bytearray(WORDS * WORD_BYTES))]
    return _remembered[0][1]
