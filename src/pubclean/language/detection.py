"""Texts judged alone, each as if there were no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pubclean.kernel.language_reference import HAN
from pubclean.language.posterior import likelihoods
from pubclean.language.table import CODES, LANGUAGES, lane_columns
from pubclean.page import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIASES: Final = {"zh": ("zh-Hans", "zh-Hant"), "nb": ("no",), "nn": ("no",)}
BATCH: Final = 2048  # texts judged at once: what they need stays in the cache
NAMES: Final = np.array([*LANGUAGES, "und"], object)


def detect(texts: list[str], allowed: frozenset[str] | None) -> list[Language]:
    """Return the language of each text, in batches."""
    found: list[Language] = []
    for begin in range(0, len(texts), BATCH):
        found += _detect_batch(texts[begin : begin + BATCH], allowed)
    return found


def _detect_batch(texts: list[str], allowed: frozenset[str] | None) -> list[Language]:
    judged = likelihoods(texts, allowed)
    rows = np.arange(len(texts))
    best = judged.shares.argmax(axis=1)
    confidence = judged.shares[rows, best] / judged.shares.sum(axis=1)
    names = NAMES[lane_columns()[judged.script, best]]
    names[judged.second & (best == 1) & (judged.script == HAN)] = "zh-Hant"
    names[judged.script == 0] = "und"
    confidence[names == "und"] = 0.0
    return list(map(Language, names.tolist(), confidence.tolist()))


def known_codes(candidates: Iterable[str] | None) -> frozenset[str] | None:
    """Check codes and open the aliases among them.

    Raises:
        TypeError: `candidates` is one str.
        ValueError: a code is not known, or there is none.
    """
    if candidates is None:
        return None
    if isinstance(candidates, str):
        raise TypeError(f"candidates must be an iterable of codes, not the str {candidates!r}: write ({candidates!r},)")
    codes = {code for candidate in candidates for code in ALIASES.get(candidate, (candidate,))}
    unknown = sorted(map(str, codes - set(CODES)))
    if unknown:
        raise ValueError(f"unknown languages {', '.join(unknown)}: known are {', '.join([*CODES, *ALIASES])}")
    if not codes:
        raise ValueError("candidates is empty: leave it out to choose among all languages")
    return frozenset(codes)
