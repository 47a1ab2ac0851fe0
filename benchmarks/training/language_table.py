"""Make `src/pubclean/language/table.bin` from the n-gram models of two public packages.

    python benchmarks/training/language_table.py --lingua WHEEL_UNPACKED [--out FILE]

Sources, both Apache-2.0: the profiles in the installed `langdetect` (1.0.9; 1- to 3-grams with word
boundaries) and the models in the wheel of `lingua-language-detector` 1.4.2 (1- to 5-grams inside words),
unpacked into a folder. Needs `numpy` and `brotli`. The same inputs give the same bytes; nothing else is read.

Each lane (a language, or a written form of one) is a Markov chain of letters: log P(letter | those before),
backed off from four letters of context to one. One letter of context is a dense row a bigram; longer contexts
are what they add to the shorter one, kept where frequency times gain earns the bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from language_letters import ALPHABETIC, BOUNDARY, Alphabet, class_of, compositions, is_letter_of, lanes_of
from language_sources import encodes, read_langdetect, read_lingua, unfolded

STEP = 0.15  # nats per unit of every weight in the table
LANES = 48  # lanes of a script, padded
ABSENT = -2.0  # what a longer context costs a lane that never saw the letter after it
RARE = -13.0  # log frequency of what a script does not write
BOUNDARY_SHARE = 0.15  # of all symbols, word boundaries
BUCKET_BITS = 18


def read_script(folder: Path, script: str):
    """The alphabet of a script, and per lane five sorted arrays of keys with their frequencies."""
    models, best = [], {}
    for code in lanes_of(script)[0]:
        lingua = read_lingua(folder, code) if script != "devanagari" else [{}] * 5  # it splits at vowel signs
        profile = read_langdetect(code, lingua)
        models.append((lingua, profile))
        for grams in (lingua[0], profile[0] if script == "devanagari" else {}):
            for letter, p in grams.items():
                best[letter] = max(best.get(letter, 0.0), p)
    alphabet = Alphabet(letter for letter, p in best.items() if p > 2e-6 and is_letter_of(script, letter))
    lanes = []
    for lingua, profile in models:
        lane = []
        for length in range(5):
            mine = alphabet.keys(lingua[length])
            theirs = alphabet.keys(profile[length]) if length < 3 else {}
            keys = np.array(sorted(mine.keys() | theirs.keys()), np.uint64)
            both = [(mine.get(int(key), 0.0), theirs.get(int(key), 0.0)) for key in keys]
            lane.append((keys, np.array([(a + b) / 2 if a and b else a + b for a, b in both])))
        lanes.append(lane)
    return alphabet, lanes


def look_up(lane, length: int, keys: np.ndarray) -> np.ndarray:
    """Frequencies of keys of a length in a lane; 0 where it has none."""
    if length == 0:
        return np.ones(len(keys))
    known, frequencies = lane[length - 1]
    if not len(known):
        return np.zeros(len(keys))
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found = np.where(known[at] == keys, frequencies[at], 0.0)
    return np.where(keys == BOUNDARY, BOUNDARY_SHARE, found) if length == 1 else found


def gains(lane, length: int, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Frequency, and log P(last | context) over log P(last | shorter context); -inf where never seen."""
    mask = np.uint64((1 << 8 * (length - 1)) - 1)
    whole, before = look_up(lane, length, keys), look_up(lane, length - 1, keys >> np.uint64(8))
    after, middle = (
        look_up(lane, length - 1, keys & mask),
        look_up(lane, length - 2, (keys & mask) >> np.uint64(8)),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = np.log(whole) - np.log(before) - np.log(after) + np.log(middle)
    return whole, np.where((whole > 0) & (before > 0) & (after > 0) & (middle > 0), gain, -np.inf)


def has_boundary(keys: np.ndarray, length: int) -> np.ndarray:
    return (keys & np.uint64(255) == BOUNDARY) | (keys >> np.uint64(8 * (length - 1)) == BOUNDARY)


def dense_rows(lanes, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of log P(second | first) by lane, and the row of every two letters; row 0 is unknown."""
    keys = np.unique(np.concatenate([lane[1][0][lane[1][1] > 1e-6] for lane in lanes]))
    values = np.zeros((len(keys) + 1, len(lanes)))
    values[0] = np.log(1e-6)
    silent = []
    for number, lane in enumerate(lanes):
        _, gain = gains(lane, 2, keys)
        context = look_up(lane, 1, keys >> np.uint64(8)) > 0
        single = np.log(look_up(lane, 1, keys & np.uint64(255)) + 1e-6)
        values[1:, number] = single + np.where(np.isfinite(gain), gain, np.where(context, ABSENT, 0.0))
        if not np.isfinite(gain[has_boundary(keys, 2)]).any():
            silent.append(number)
    edge = np.flatnonzero(has_boundary(keys, 2)) + 1
    heard = [number for number in range(len(lanes)) if number not in silent]
    # lanes without boundaries of their own take what the others make of them, and what trigrams add to that
    usual = values[np.ix_(edge, heard)].mean(axis=1) + usual_boundary_gain(lanes, heard)
    for number in silent:
        values[edge, number] = usual
    index = np.zeros((size, size), np.uint16)
    index[keys >> np.uint64(8), keys & np.uint64(255)] = np.arange(1, len(keys) + 1)
    return np.clip(np.rint(values / STEP), -127, 127).astype(np.int8), index


def usual_boundary_gain(lanes, heard: list[int]) -> float:
    """What a trigram at a word's edge adds on average in the lanes that know them."""
    means = []
    for number in heard:
        keys = lanes[number][2][0]
        keys = keys[has_boundary(keys, 3)]
        share, gain = gains(lanes[number], 3, keys)
        good = np.isfinite(gain)
        means.append(np.average(np.maximum(gain[good] - ABSENT, 0.0), weights=share[good]))
    return float(np.mean(means))


def sparse_pairs(lanes, script: int, cut: float):
    """Key, lane, weight of the 3- to 5-grams that earn their bytes; the script is the top byte of the key."""
    found = []
    for number, lane in enumerate(lanes):
        for length in (3, 4, 5):
            keys = lane[length - 1][0]
            share, gain = gains(lane, length, keys)
            worth = np.maximum(gain - ABSENT, 0.0)
            weight = np.minimum(np.rint(worth / STEP), 63).astype(np.uint32)
            good = np.isfinite(gain) & (share * worth > cut) & (weight > 0)
            tagged = keys[good] | np.uint64(script << 56)
            found.append((tagged, np.full(good.sum(), number, np.uint32), weight[good]))
    return [np.concatenate(column) for column in zip(*found, strict=True)]


def mix(keys: np.ndarray) -> np.ndarray:
    """Mixed 64 bits of a key: the top bits name a bucket, twelve others tell its keys apart."""
    mixed = keys * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(32)
    return mixed * np.uint64(0xD6E8FEB86659FD93)


def pack_pairs(keys, lanes, weights) -> tuple[np.ndarray, np.ndarray]:
    """Entries per bucket, and all entries in three bytes: twelve bits of key, six of lane, six of weight."""
    mixed = mix(keys)
    bucket = (mixed >> np.uint64(64 - BUCKET_BITS)).astype(np.int64)
    print12 = ((mixed >> np.uint64(20)) & np.uint64(0xFFF)).astype(np.uint32)
    entries = print12 << np.uint32(12) | lanes << np.uint32(6) | weights
    order = np.lexsort((entries, bucket))
    counts = np.bincount(bucket, minlength=1 << BUCKET_BITS)
    if counts.max() > 255:
        sys.exit("a bucket overflows its byte: take more buckets")
    low = entries[order].astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3]
    return counts.astype(np.uint8), np.ascontiguousarray(low)


def han_rows(folder: Path) -> np.ndarray:
    """Log frequency of the ideographs U+4E00 to U+9FFF in Japanese, simplified and traditional Chinese.

    Which of the scripts a character is in, the old national character sets know. The Chinese of lingua is
    traditional; how frequent the simplified ones are, only the profile of zh-cn tells, by classes.
    """
    japanese, traditional = read_lingua(folder, "ja")[0], read_lingua(folder, "zh")[0]
    simplified = unfolded(read_langdetect("zh-cn", [])[0])
    kanji = sum(p for letter, p in japanese.items() if "\u4e00" <= letter <= "\u9fff")
    values = np.full((0x5200, 4), RARE)
    for number in range(0x5200):
        letter = chr(0x4E00 + number)
        shared = traditional.get(letter, 0.0)
        if encodes(letter, "shift_jis"):
            values[number, 0] = np.log(max(japanese.get(letter, 0.0) / kanji, 1e-6))
        if encodes(letter, "gb2312"):
            common = letter.encode("gb2312")[0] < 0xD8  # its first level, the 3,755 in everyday use
            values[number, 1] = np.log(max(shared or simplified.get(letter, 0.0), 5e-5 if common else 5e-6))
        if encodes(letter, "big5"):
            common = letter.encode("big5")[0] < 0xC7  # likewise, 5,401
            values[number, 2] = np.log(max(shared, 2e-5 if common else 3e-6))
    values[:, 3] = 0
    return np.clip(np.rint(values / STEP), -127, 127).astype(np.int8)


def write(path: Path, sections: dict[str, np.ndarray]) -> None:
    """A head line of JSON naming dtype and shape of each section, then the sections, little-endian."""
    head = {name: [array.dtype.str, list(array.shape)] for name, array in sections.items()}
    with path.open("wb") as file:
        file.write(json.dumps(head, separators=(",", ":")).encode() + b"\n")
        for array in sections.values():
            file.write(np.ascontiguousarray(array).tobytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lingua", type=Path, required=True, help="folder of the unpacked wheel")
    here = Path(__file__).resolve().parents[2] / "src" / "pubclean" / "language" / "table.bin"
    parser.add_argument("--out", type=Path, default=here)
    parser.add_argument("--cut", type=float, default=2e-5, help="least frequency times gain that is kept")
    options = parser.parse_args()
    alphabets, rows, indices, pairs = {}, [], [], []
    for number, script in enumerate(ALPHABETIC, 1):
        alphabets[script], lanes = read_script(options.lingua, script)
        size = max(alphabets[script].ids.values()) + 1
        dense, index = dense_rows(lanes, size)
        whole = np.zeros((256, 256), np.uint16)
        whole[:size, :size] = np.where(index, index + sum(map(len, rows)), 0)
        rows.append(np.pad(dense, ((0, 0), (0, LANES - len(lanes)))))
        indices.append(whole[:192, :192])
        pairs.append(sparse_pairs(lanes, number, options.cut))
        print(script, len(alphabets[script].ids), "letters", len(dense), "rows", len(pairs[-1][0]), "pairs")
    counts, entries = pack_pairs(*[np.concatenate(column) for column in zip(*pairs, strict=True)])
    classes = np.array([class_of(chr(code), alphabets) for code in range(0x10000)], "<u2").reshape(256, 256)
    blocks, block_of = np.unique(classes, axis=0, return_inverse=True)
    write(
        options.out,
        {
            "block_of": block_of.astype(np.uint8).ravel(),
            "blocks": blocks,
            "compose": compositions(alphabets),
            "pairs": np.stack(indices).astype("<u2"),
            "rows": np.concatenate(rows),
            "counts": counts,
            "entries": entries,
            "han": han_rows(options.lingua),
        },
    )
    print(options.out, options.out.stat().st_size, "bytes,", len(entries), "pairs")


if __name__ == "__main__":
    main()
