"""The exact check of a proposed pair; both methods give 0 for no match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

from pubclean.kernel.reference.sketching import CHECKED, CHECKED_COPIES

if TYPE_CHECKING:
    from pubclean.kernel.plan import Plan
    from pubclean.kernel.reference.sketching import Sketch

CONTAINED, CUT = 0.85, 0.90  # the share of shingles, and the ratio to a piece of equal length, that make a copy
FLOOR, SHORT = 12, 25  # words: below the floor containment says nothing; titles are short
SHORT_JACCARD, SHORT_RATIO = 0.70, 0.95
NUMBERS, FEW = 0.5, 3  # texts with this many numbers each share at least half of the fewer
TRACE = 0.10  # texts with fewer shingles in common than this are not worth an edit ratio
LONG = 4096  # code points: past these the edit ratio, which is quadratic, is left to the shingles


def same_as(new: Sketch, old: Sketch, plan: Plan) -> float:
    """Return how far `new` repeats `old`, 0 when it does not; the answer is the same the other way round."""
    mask = CHECKED_COPIES if plan.copies else CHECKED
    mine, its = set((new.shingles & mask).tolist()), set((old.shingles & mask).tolist())
    shared = len(mine & its)
    if not plan.copies:
        jaccard = shared / (len(mine) + len(its) - shared)
        return jaccard if jaccard >= plan.threshold else 0.0
    if shared == len(mine) == len(its):
        return 1.0
    short, long = (new, old) if len(new.text) <= len(old.text) else (old, new)
    contained = shared / min(len(mine), len(its))
    together = shared / (len(mine) + len(its) - shared)
    if min(new.words, old.words) < SHORT:
        return _short(short, long, contained, together, plan.threshold)
    if contained < TRACE or _numbers_differ(new, old, FEW):
        return 0.0
    if contained >= max(CONTAINED, plan.threshold):
        return contained
    return _edited(short, long, plan.threshold) or _cut(short, long, plan.threshold)


def _short(short: Sketch, long: Sketch, contained: float, together: float, threshold: float) -> float:
    """Judge titles and other texts too short for the rules of prose."""
    if _numbers_differ(short, long, 1):
        return 0.0
    score = together if together >= max(SHORT_JACCARD, threshold) else 0.0
    if min(short.words, long.words) >= FLOOR:
        if contained >= max(CONTAINED, threshold):
            score = max(score, contained)
        score = max(score, _cut(short, long, threshold))
    if set(short.numbers) == set(long.numbers):
        score = max(score, _edited(short, long, max(SHORT_RATIO, threshold)))
    return score


def _numbers_differ(one: Sketch, other: Sketch, few: int) -> bool:
    a, b = set(one.numbers.tolist()), set(other.numbers.tolist())
    return min(len(a), len(b)) >= few and len(a & b) < NUMBERS * min(len(a), len(b))


def _edited(short: Sketch, long: Sketch, least: float) -> float:
    """Return the Indel ratio of two texts, 0 below `least`."""
    a, b = short.text.decode(), long.text.decode()
    smaller, both = min(len(a), len(b)), len(a) + len(b)
    if smaller > LONG or 2 * smaller < least * both:
        return 0.0
    ratio = 2 * LCSseq.similarity(a, b) / both
    return ratio if ratio >= least else 0.0


def _cut(short: Sketch, long: Sketch, threshold: float) -> float:
    """Return the better ratio of the shorter text to the beginning or the end of the other, 0 below CUT."""
    a, b = short.text.decode(), long.text.decode()
    a, b = (a, b) if len(a) <= len(b) else (b, a)
    if len(a) > LONG:
        return 0.0
    same = max(LCSseq.similarity(a, b[: len(a)]), LCSseq.similarity(a, b[len(b) - len(a) :]))
    ratio = same / len(a)
    return ratio if ratio >= max(CUT, threshold) else 0.0
