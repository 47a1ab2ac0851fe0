"""The languages of the blocks of one page: each block alone, then by its neighbours.

A short block leans on the blocks around it, near ones more than far ones; a block that is clear in itself
does not move, so that English abstracts on a French page stay English.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pubclean.language.detection import NAMES
from pubclean.language.posterior import FAR, NAT, ONE, Likelihoods, exponentials, likelihoods, merged_columns
from pubclean.language.table import UND
from pubclean.page import UNDETERMINED, Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

STRETCH: Final = 2048  # blocks judged at once, with REACH more on each side
REACH: Final = 8  # how far away a neighbour still counts
# What a sure neighbour adds, in 1/NAT nat, by distance. Fitted to pages put together from interface texts.
PULL: Final = tuple(round(1.6 * NAT * 0.8**away) for away in range(REACH + 1))
OTHER_SCRIPT: Final = 12 * NAT  # how unlikely a language is that is not written in the script of the block


def page_languages(texts: Sequence[str], weights: Sequence[float] | None = None) -> list[Language]:
    """Judge the blocks of a page, `STRETCH` at a time; the face says what comes of it."""
    sway = (
        np.full(len(texts), 256)
        if weights is None
        else np.rint(np.asarray(weights, float) * 256).astype(np.int64)
    )
    found: list[Language] = []
    for begin in range(0, len(texts), STRETCH):
        low, high = max(0, begin - REACH), begin + STRETCH + REACH
        languages = _lean(likelihoods(list(texts[low:high])), sway[low:high])
        found += languages[begin - low : begin - low + STRETCH]
    return found


def _lean(judged: Likelihoods, sway: NDArray[np.int64]) -> list[Language]:
    """Add to the log-likelihoods of each block what its neighbours are, and choose."""
    columns, count = merged_columns()[judged.script], len(sway)
    logs = np.full((count, UND + 2), -OTHER_SCRIPT, np.int64)
    np.put_along_axis(logs, columns, judged.logs, axis=1)
    logs[judged.script == 0] = 0
    votes = np.zeros((count, UND + 2), np.int64)
    np.put_along_axis(votes, columns, judged.shares, axis=1)
    votes[:, UND + 1] = 0
    votes[judged.script == 0] = 0
    votes = votes * 256 // np.maximum(1, votes.sum(axis=1, keepdims=True)) * sway[:, None]
    for away, pull in enumerate(PULL[1:], 1):
        logs[away:] += votes[:-away] * pull >> 16
        logs[:-away] += votes[away:] * pull >> 16
    logs = logs[:, : UND + 1]
    return choose(logs, judged)


def choose(logs: NDArray[np.int64], judged: Likelihoods) -> list[Language]:
    """Return the likeliest language of each row; blocks without letters stay undetermined."""
    best = logs.argmax(axis=1)
    shares = exponentials()[np.minimum(logs.max(axis=1, keepdims=True) - logs, FAR)]
    confidence = ONE / shares.sum(axis=1)
    names = NAMES[best]
    names[(names == "zh-Hans") & judged.second] = "zh-Hant"
    names[judged.script == 0] = "und"
    confidence[names == "und"] = 0.0
    return list(map(Language, names.tolist(), confidence.tolist()))


def content_language(languages: Sequence[Language], sizes: Sequence[int]) -> Language:
    """Weigh the languages of content blocks by their sizes; the share of the winner is the confidence."""
    weighed: dict[str, float] = {}
    for language, size in zip(languages, sizes, strict=True):
        if language.code != UNDETERMINED.code:
            weighed[language.code] = weighed.get(language.code, 0.0) + language.confidence * size
    whole = sum(
        size for language, size in zip(languages, sizes, strict=True) if language.code != UNDETERMINED.code
    )
    if not whole:
        return UNDETERMINED
    best = max(weighed, key=weighed.__getitem__)
    return Language(best, weighed[best] / whole)
