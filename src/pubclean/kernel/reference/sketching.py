"""Sketching, in NumPy: folded texts to word hashes, shingles and the keys they are proposed by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pubclean.kernel.reference.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from pubclean.kernel.plan import Plan

    U32 = NDArray[np.uint32]
    U64 = NDArray[np.uint64]
    I64 = NDArray[np.int64]

BASE = np.uint64(0x9E3779B97F4A7C15)
FMIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
CHECKED, CHECKED_COPIES = np.uint64((1 << 40) - 1), np.uint64((1 << 32) - 1)  # what the check compares of a shingle
TURN = 11  # bits a word's hash is rotated by per place in its shingle
SAMPLE = np.uint64(2**64 // 6)  # copies: a shingle below this is an anchor
LEAST = 6  # copies: a text has at least this many anchors, its smallest shingles
KEEP = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)  # the first n bytes of a word of memory


class Sketch(NamedTuple):
    """One text: `keys` it is proposed by (the first for the whole text), its shingles, and for copies its words."""

    keys: list[int]
    shingles: U64
    text: bytes
    numbers: U32
    words: int


def mixed(values: U64) -> U64:
    """Apply MurmurHash3's 64-bit finaliser."""
    values = (values ^ (values >> np.uint64(33))) * FMIX[0]
    values = (values ^ (values >> np.uint64(33))) * FMIX[1]
    return values ^ (values >> np.uint64(33))


def mixed32(values: U32) -> U32:
    """Apply MurmurHash3's 32-bit finaliser, as datasketch's affine32 does before it permutes."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def word_hashes(buffer: bytes) -> tuple[U64, I64, I64]:
    """Hash every word of a zero-parted buffer; return the hashes, and where each word starts and ends.

    A word is its bytes taken eight at a time, low byte first: a polynomial over these mod 2^64, then mixed.
    """
    data = np.frombuffer(buffer + bytes(9), np.uint8)
    inside = np.concatenate([[False], data != 0])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    eights: U64 = np.ndarray((len(data) - 7,), np.dtype("<u8"), data.tobytes(), 0, (1,))  # one from every byte
    sizes = ends - starts
    hashes = eights[starts] & KEEP[np.minimum(sizes, 8)]
    rest, done = np.flatnonzero(sizes > 8), 8
    while len(rest):
        chunk = eights[starts[rest] + done] & KEEP[np.minimum(sizes[rest] - done, 8)]
        hashes[rest] = hashes[rest] * BASE + chunk
        done += 8
        rest = rest[sizes[rest] > done]
    return mixed(hashes), starts, ends


def shingled(hashes: U64, counts: I64, size: int) -> tuple[U64, I64]:
    """Sum the rotated hashes of every `size` words in a row, text by text; return them and how many each text has.

    A text of fewer words is one shingle; a text of none has none.
    """
    made = np.where(counts == 0, 0, np.maximum(counts - size + 1, 1))
    first = np.repeat(np.cumsum(counts) - counts - (np.cumsum(made) - made), made) + np.arange(made.sum())
    left = np.repeat(counts, made)
    padded = np.concatenate([hashes, np.zeros(size, np.uint64)])
    result = padded[first]
    for place in range(1, size):
        turn = np.uint64(TURN * place)
        turned = (padded << turn) | (padded >> (np.uint64(64) - turn))
        part = turned[first + place]
        result += part if left.min(initial=size) >= size else np.where(left > place, part, np.uint64(0))
    return result, made


def signatures(shingles: U64, made: I64, a: U32, b: U32) -> U32:
    """Return the affine32 signature of every text that has a shingle: shape (texts, slots)."""
    inputs = mixed32(shingles.astype(np.uint32))
    bounds = (np.cumsum(made) - made)[made > 0]
    result = np.empty((len(bounds), len(a)), np.uint32)
    scratch = np.empty_like(inputs)
    for slot in range(len(a) if len(bounds) else 0):
        np.multiply(inputs, a[slot], out=scratch)
        np.add(scratch, b[slot], out=scratch)
        result[:, slot] = np.minimum.reduceat(scratch, bounds)
    return result


def band_keys(signature: U32, bands: int, rows: int) -> U32:
    """Hash each band of each signature to 32 bits: shape (texts, bands)."""
    state = np.broadcast_to(np.arange(1, bands + 1, dtype=np.uint64) * BASE, (len(signature), bands)).copy()
    for row in range(rows):
        state = (state ^ signature[:, row : bands * rows : rows]) * FMIX[0]
        state ^= state >> np.uint64(32)
    return (state * FMIX[1] >> np.uint64(32)).astype(np.uint32)


def anchors(shingles: U64) -> list[int]:
    """Return the low halves of the smallest shingles: all below SAMPLE, and at least LEAST where there are so many."""
    low = np.unique(shingles[shingles < SAMPLE].astype(np.uint32))
    if len(low) < LEAST:
        low = np.unique(np.unique(shingles)[:LEAST].astype(np.uint32))
    return [int(value) for value in low]


def whole_keys(shingles: U64, made: I64) -> list[int]:
    """Return the key that texts of the same words share, for every text that has a shingle."""
    bounds = (np.cumsum(made) - made)[made > 0]
    sums = np.add.reduceat(shingles, bounds) if len(bounds) else shingles[:0]
    return [int(key) for key in (mixed(sums) >> np.uint64(32)).tolist()]


def sketches(texts: Iterable[str], plan: Plan) -> list[Sketch]:
    """Sketch texts."""
    return sketches_of_folded([folded(text) for text in texts], plan)


def sketches_of_folded(parts: Sequence[bytes], plan: Plan) -> list[Sketch]:
    """Sketch texts that are folded already."""
    hashes, starts, _ = word_hashes(b"".join(parts))
    edges = np.cumsum([0, *map(len, parts)])
    first = np.searchsorted(starts, edges)
    shingles, made = shingled(hashes, np.diff(first), plan.words)
    bounds = np.concatenate([[0], np.cumsum(made)])
    if plan.copies:
        wholes = iter(whole_keys(shingles, made))
        return [
            _copy_sketch(part, hashes[first[i] : first[i + 1]], shingles[bounds[i] : bounds[i + 1]], wholes)
            for i, part in enumerate(parts)
        ]
    return sketches_of_shingles([shingles[bounds[i] : bounds[i + 1]] for i in range(len(parts))], plan)


def sketches_of_shingles(sets: Sequence[U64], plan: Plan) -> list[Sketch]:
    """Sketch texts for "jaccard" of which only the shingles are left."""
    made = np.array([len(each) for each in sets], np.int64)
    flat = np.concatenate([np.empty(0, np.uint64), *sets])
    keys = iter(band_keys(signatures(flat, made, plan.a, plan.b), plan.bands, plan.rows).tolist())
    wholes = iter(whole_keys(flat, made))
    nothing = np.empty(0, np.uint32)
    return [Sketch([next(wholes), *next(keys)] if len(each) else [], each, b"", nothing, 0) for each in sets]


def _copy_sketch(part: bytes, hashes: U64, shingles: U64, wholes: Iterator[int]) -> Sketch:
    words = [word for word in part.split(b"\0") if word]
    numbers = [value for word, value in zip(words, hashes.astype(np.uint32), strict=True) if word[:1].isdigit()]
    keys = [next(wholes), *anchors(shingles)] if len(shingles) else []
    return Sketch(keys, shingles, b" ".join(words), np.array(numbers, np.uint32), len(words))
