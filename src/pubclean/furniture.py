"""How much each block of a page reads like furniture of its site: by its words, and by how the blocks round it read.

N-grams and the features of a look pull a block towards furniture (above 0) or content. Of the pulls and lengths round
a block small decision trees make one number. This is the twin of the kernel's furniture.h; all of it is whole numbers.
"""

from __future__ import annotations

import zlib
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pubclean.features import FEATURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

PULL = 32  # a pull of 1.0: it makes furniture e times as likely
MOST_PULL = 256  # either way
BEYOND = 300  # the pull of what is beyond the ends of a page
LONGEST = 5000  # characters of a block that count
NEAR = 4  # blocks above and below whose pull and length are asked one by one
WINDOWS = ((-3, 3), (-8, 8), (-20, 20), (-8, -1), (1, 8), (-30, -1), (1, 30))  # from and to, in blocks
SHORT = 400  # characters at which the length of a line stops to count in a window
MOST = 32_767  # of any number that trees ask
DEPTH = 6  # questions of a tree; it has 2 ** DEPTH answers
INPUTS = 2 + 4 * NEAR + 3 * len(WINDOWS) + 10
MOST_READING = 192  # either way, in the unit of the labels' weights: names below a banner are still names
LEVEL = 16  # of readings that are told as reasons
FILE = "furniture.bin"
_MAGIC = b"pubclean furniture 1\n"
HEAD = _MAGIC + blake2b("\n".join(FEATURES).encode(), digest_size=16).digest()


class Furniture(NamedTuple):
    """What was learned: pulls of n-grams and of features, how likely a pull makes furniture, and the trees.

    `grams` (uint32, rising) have the `pulls` (int8); `features` (int8) are those of `FEATURES`; `odds` (uint8) of a
    pull from -`MOST_PULL` are out of 255; a tree asks whether input `inputs` is above `borders` (trees, DEPTH), and
    adds one of its `answers` (trees, 2 ** DEPTH), in the unit of the labels' weights.
    """

    grams: NDArray[np.uint32]
    pulls: NDArray[np.int8]
    features: NDArray[np.int8]
    odds: NDArray[np.uint8]
    inputs: NDArray[np.uint8]
    borders: NDArray[np.int16]
    answers: NDArray[np.int16]


def packed(found: Furniture) -> bytes:
    """Return the file of what was learned; differences of n-grams stand byte by byte, so that they pack well."""
    counts = np.array([len(found.grams), len(found.answers)], "<u4")
    steps = np.diff(found.grams, prepend=np.uint32(0)).astype("<u4").view(np.uint8).reshape(-1, 4)
    parts = [counts.tobytes(), steps.T.tobytes(), found.pulls.tobytes(), found.features.tobytes()]
    parts += [found.odds.tobytes(), found.inputs.tobytes()]
    parts += [found.borders.astype("<i2").tobytes(), found.answers.astype("<i2").tobytes()]
    packer = zlib.compressobj(9, strategy=zlib.Z_FILTERED)  # small numbers, few of them twice in a row
    return HEAD + packer.compress(b"".join(parts)) + packer.flush()


def unpacked(data: bytes) -> Furniture:
    """Return what a file holds.

    Raises:
        ValueError: the file is none, or is of other features than the package has.
    """
    if data[: len(_MAGIC)] != _MAGIC:
        raise ValueError(f"{FILE} is no file of weights: install the package again")
    if data[: len(HEAD)] != HEAD:
        raise ValueError(f"{FILE} is of other features than the package has: train again")
    body = memoryview(zlib.decompress(data[len(HEAD) :]))
    grams, trees = np.frombuffer(body, "<u4", 2).tolist()
    at = 8

    def take(kind: str, *shape: int) -> NDArray[np.integer]:
        nonlocal at
        size = int(np.prod(shape))
        found = np.frombuffer(body, kind, size, at).reshape(shape)
        at += found.nbytes
        return found

    steps = np.ascontiguousarray(take("u1", 4, grams).T).view("<u4")[:, 0]
    return Furniture(
        np.cumsum(steps, dtype=np.uint32),
        take("i1", grams).astype(np.int8),
        take("i1", len(FEATURES)).astype(np.int8),
        take("u1", 2 * MOST_PULL).astype(np.uint8),
        take("u1", trees, DEPTH).astype(np.uint8),
        take("<i2", trees, DEPTH).astype(np.int16),
        take("<i2", trees, 1 << DEPTH).astype(np.int16),
    )


NOTHING = Furniture(
    np.zeros(0, np.uint32),
    np.zeros(0, np.int8),
    np.zeros(len(FEATURES), np.int8),
    np.zeros(2 * MOST_PULL, np.uint8),
    np.zeros((0, DEPTH), np.uint8),
    np.zeros((0, DEPTH), np.int16),
    np.zeros((0, 1 << DEPTH), np.int16),
)


@cache
def furniture() -> Furniture:
    """Return what the package ships."""
    return unpacked((files("pubclean.weights") / FILE).read_bytes())


def inputs_of(odds: NDArray[np.uint8], pulls: NDArray[np.integer], lengths: NDArray[np.integer]) -> NDArray[np.int16]:
    """Return what the trees ask about each block of a page, int16 (`INPUTS`, blocks).

    In order: pull and length of the block; of those 1 to `NEAR` above and below; then for each of the `WINDOWS` how
    likely its blocks are furniture, how much content they hold, and how long they are, on average; the same of the
    whole page, of the content above, and below; its place from the top, the number of blocks, the place in
    thousandths, and from the end; how many thousandths of the content are above, and how much there is.
    """
    count = len(pulls)
    pull = np.clip(pulls, -MOST_PULL, MOST_PULL - 1).astype(np.int64)
    length = np.minimum(lengths, LONGEST).astype(np.int64)
    likely = odds[pull + MOST_PULL].astype(np.int64)
    content = (255 - likely) * length >> 8
    at = np.arange(count)

    def near(values: NDArray[np.int64], step: int, beyond: int) -> NDArray[np.int64]:
        place = at - step
        return np.where((place >= 0) & (place < count), values[np.clip(place, 0, count - 1)], beyond)

    def mean(sums: NDArray[np.int64], begin: int, end: int) -> NDArray[np.int64]:
        first = np.maximum(0, at + begin)
        last = np.maximum(np.minimum(count, at + end + 1), first)
        found: NDArray[np.int64] = (sums[last] - sums[first]) // np.maximum(last - first, 1)
        return found

    def sums_of(values: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.concatenate(([0], np.cumsum(values)))

    sums = [sums_of(likely), sums_of(content), sums_of(np.minimum(length, SHORT))]
    rows = [pull, length]
    for step in range(1, NEAR + 1):
        for way in (step, -step):
            rows += [near(pull, way, BEYOND), near(length, way, 0)]
    rows += [mean(each, *window) for window in WINDOWS for each in sums]
    rows += [
        mean(sums[0], -count, count),
        *(mean(sums[1], *page) for page in ((-count, count), (-count, -1), (1, count))),
    ]
    whole = sums[1][-1]
    rows += [at, np.full(count, count), at * 1000 // count, count - 1 - at]
    rows += [sums[1][:-1] * 1000 // max(whole, 1), np.full(count, whole)]
    found: NDArray[np.int16] = np.minimum(np.array(rows), MOST).astype(np.int16)
    return found


def readings(learned: Furniture, pulls: NDArray[np.integer], lengths: NDArray[np.integer]) -> NDArray[np.int32]:
    """Return how much each block of a page reads like furniture, given the pulls of its words and look, int32.

    >>> bool(np.diff(readings(furniture(), np.array([60] * 9 + [-90]), np.array([9] * 9 + [900])))[-1] < 0)
    True
    """
    if not len(pulls):
        return np.zeros(0, np.int32)
    asked = inputs_of(learned.odds, pulls, lengths)
    above = asked[learned.inputs] > learned.borders[:, :, None]  # trees, questions, blocks
    answer = (above << np.arange(DEPTH)[:, None]).sum(axis=1)
    told = np.take_along_axis(learned.answers, answer, axis=1).sum(axis=0, dtype=np.int32)
    found: NDArray[np.int32] = np.clip(told, -MOST_READING, MOST_READING)
    return found
