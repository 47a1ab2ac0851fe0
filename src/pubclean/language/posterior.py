"""From scores to how likely each language is: whole numbers throughout, so that every machine agrees.

All of them fit 32 bits: a score is at most some 200 steps a letter, and the more letters, the less a step counts.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from pubclean.kernel.language import score_languages
from pubclean.kernel.language_reference import HAN, MOST_LETTERS
from pubclean.language.table import LANE_CODES, SCRIPTS, UND, UND_LANE, lane_columns, load_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAT: Final = 64  # log-likelihoods are counted in 1/64 nat
FAR: Final = 24 * NAT  # what is this much less likely has no chance
ONE: Final = 1 << 20  # a whole of probability

# Letters of a text are no independent witnesses: a step of the table counts 0.8 n**-0.38 of its 0.15 nats.
# Fitted to the translations of Django's interface, from one word to a paragraph, in the languages of the table.
_SHIFT: Final = 10
_FACTORS: Final = (0.8, 0.38, 0.15 * NAT * (1 << _SHIFT))

# What a text must reach to be in a language of the table at all, in steps: a + b · letters, by script. Texts in the
# other languages of Django's interface mostly stay below; any higher, garbled texts in ours would fall too.
FLOORS: Final = {1: (-90, -8), 2: (-90, -9), 3: (-90, -9), 4: (-200, -20)}
_NEVER: Final = -(1 << 30)
_RARER: Final = 5 * NAT // 2  # languages we do not answer are less often met


class Likelihoods(NamedTuple):
    """What each of n texts may be, in the lanes of its script; those of one language count in its first."""

    logs: NDArray[np.int32]  # [n, LANES] in 1/NAT nat, 0 the likeliest, never under -FAR
    shares: NDArray[np.int32]  # [n, LANES] of ONE, before they are divided by their sum
    script: NDArray[np.int32]  # [n] 0: there is no letter to go by
    letters: NDArray[np.int32]  # [n] letters read, of that script
    second: NDArray[np.bool_]  # [n] of two written forms the second is the likelier


@cache
def factors() -> NDArray[np.int32]:
    """What a step of the table counts in a text of so many letters."""
    first, power, unit = _FACTORS
    letters = np.maximum(1, np.arange(MOST_LETTERS + 1))
    found: NDArray[np.int32] = np.rint(first * letters**-power * unit).astype(np.int32)
    return found


@cache
def exponentials() -> NDArray[np.int32]:
    """ONE · exp(-i / NAT), and 0 from FAR on."""
    values: NDArray[np.int32] = np.rint(ONE * np.exp(-np.arange(FAR + 1) / NAT)).astype(np.int32)
    values[-1] = 0
    return values


@cache
def handicaps() -> NDArray[np.int32]:
    """What every lane of every script is less likely to begin with."""
    return np.where(lane_columns() == UND, _RARER, 0).astype(np.int32)


@cache
def groups() -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    """(script, lane, further lanes) of each language that has several lanes."""
    found: dict[tuple[int, int], list[int]] = {}
    for (script, lane), column in np.ndenumerate(lane_columns()):
        if column >= 0:
            found.setdefault((script, int(column)), []).append(lane)
    return tuple((script, lanes[0], tuple(lanes[1:])) for (script, _), lanes in found.items() if len(lanes) > 1)


@cache
def merged_columns() -> NDArray[np.int32]:
    """Column of every lane after lanes of one language are one; UND + 1 for all that are none."""
    columns = np.where(lane_columns() < 0, UND + 1, lane_columns())
    for script, _, others in groups():
        columns[script, others] = UND + 1
    return columns


@cache
def open_lanes(allowed: frozenset[str] | None) -> tuple[NDArray[np.bool_], int]:
    """Which lanes may answer, and the bit set of the scripts that have one."""
    columns = lane_columns()
    if allowed is None:
        return columns >= 0, (1 << len(SCRIPTS)) - 1
    lanes = np.array([[code in allowed for code in codes] for codes in LANE_CODES])
    return lanes, sum(1 << int(script) for script in np.flatnonzero(lanes.any(axis=1)))


def likelihoods(texts: list[str], allowed: frozenset[str] | None = None) -> Likelihoods:
    """Judge each text alone, among the codes `allowed` or among all."""
    lanes, scripts = open_lanes(allowed)
    scores, facts = score_languages(texts, load_table(), scripts)
    script, letters = facts[:, 0], facts[:, 1]
    if allowed is None:
        for number, (least, each) in FLOORS.items():
            here = script == number
            scores[here, UND_LANE] = least + each * letters[here]
    logs = scores * factors()[letters][:, None] >> _SHIFT
    logs -= handicaps()[script]
    logs = np.where(lanes[script], logs, _NEVER)
    logs = np.maximum(logs - logs.max(axis=1, keepdims=True), -FAR)
    shares = exponentials()[-logs]
    second = (script == HAN) & (logs[:, 2] > logs[:, 1])
    for number, lane, others in groups():
        here = np.flatnonzero(script == number)
        if len(here):
            several = np.ix_(here, np.array(others))
            logs[here, lane] = np.maximum(logs[here, lane], logs[several].max(axis=1))
            shares[here, lane] += shares[several].sum(axis=1)
            logs[several], shares[several] = -FAR, 0
    return Likelihoods(logs, shares, script, letters, second)
