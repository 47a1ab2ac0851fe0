"""The letter chains of many texts scored in NumPy: the twin of `language.h`, equal to the last bit.

Sums of small integers only. What the tables hold, and why, the script that makes them says
(`benchmarks/training/language_table.py`); the shapes are those of `LanguageTable`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

LANES = 48
MOST_LETTERS = 2000  # of a text are read: what is not clear by then will not become so
ALPHABETIC, HAN, SCRIPTS = 4, 5, 18  # scripts 1 to 4 have chains, 5 has ideographs and kana, 0 parts words
TRANSPARENT = 255  # the "script" of marks and invisible characters
BOUNDARY, KANA = 1, 2
KANA_ROW = (-20, -80, -80)  # a kana in Japanese, and in either Chinese
BUCKET_SHIFT = np.uint64(64 - 18)
CHUNK = 1 << 16  # characters scored at once

# What a letter of a script weighs when one of them must be chosen: names and formulas in Latin letters
# stand in texts of all scripts, and ideographs say more than letters do.
SCRIPT_WEIGHTS = np.array([0, 2, 4, 4, 4, 6] + [4] * 10 + [6, 4], np.int64)


class LanguageTable(NamedTuple):
    """The tables of the scorer, as the file has them or unpacked from it."""

    block_of: NDArray[np.uint8]  # [256] a BMP page → its row of `blocks`
    blocks: NDArray[np.uint16]  # [n, 256] class of a character: script << 8 | letter
    compose: NDArray[np.uint8]  # [4, 256, 32] script - 1, letter, mark → letter, or 0
    pairs: NDArray[np.uint16]  # [4, 192, 192] script - 1, two letters → row of `rows`
    rows: NDArray[np.int8]  # [n, 48] log P(letter | letter before), by lane
    starts: NDArray[np.uint32]  # [2**18 + 1] a bucket → its first entry
    entries: NDArray[np.uint32]  # twelve bits of the n-gram, six of the lane, six of weight
    han: NDArray[np.int8]  # [0x5200, 4] ideographs from U+4E00: Japanese, simplified, traditional


def score_languages(
    texts: list[str], table: LanguageTable, allowed: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Score each text in the lanes of its script, the one of those in the bit set `allowed` that prevails.

    Returns:
        Scores [n, 48] in steps of the table, and facts [n, 2]: the script (0: no letters) and how many of its
        letters were read.
    """
    scores = np.zeros((len(texts), LANES), np.int32)
    facts = np.zeros((len(texts), 2), np.int32)
    for begin, end in chunks(texts):
        score_chunk(texts[begin:end], table, allowed, scores[begin:end], facts[begin:end])
    return scores, facts


def chunks(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Rows begin:end of about `CHUNK` characters."""
    begin = size = 0
    for row, text in enumerate(texts):
        size += len(text) + 1
        if size >= CHUNK:
            yield begin, row + 1
            begin, size = row + 1, 0
    if begin < len(texts):
        yield begin, len(texts)


def score_chunk(
    texts: list[str],
    table: LanguageTable,
    allowed: int,
    scores: NDArray[np.int32],
    facts: NDArray[np.int32],
) -> None:
    """Fill `scores` and `facts` of a chunk."""
    codes, classes, rows = read_letters(texts, table)
    scripts = classes >> 8
    counts = np.bincount(rows * SCRIPTS + scripts, minlength=len(texts) * SCRIPTS).reshape(-1, SCRIPTS)
    counts[:, 0] = 0
    open_to = np.array([allowed >> script & 1 for script in range(SCRIPTS)], np.int64)
    chosen = np.argmax(counts * SCRIPT_WEIGHTS * open_to, axis=1)
    chosen[(counts * open_to).sum(axis=1) == 0] = 0
    facts[:, 0] = chosen
    facts[:, 1] = np.where(chosen > 0, counts[np.arange(len(texts)), chosen], 0)
    here = scripts == chosen[rows]
    ideographs = here & (scripts == HAN)
    score_ideographs(codes[ideographs], classes[ideographs], rows[ideographs], table, scores)
    letters = np.where(here & (scripts <= ALPHABETIC) & (scripts > 0), classes & 255, BOUNDARY)
    score_chains(letters.astype(np.int64), rows, chosen, table, scores)


def read_letters(
    texts: list[str], table: LanguageTable
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Code points, classes and rows of what is read: marks put on their letters, a break after each text."""
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    joined = "\n".join(texts) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    rows = np.repeat(np.arange(len(texts)), lengths)
    low = np.minimum(codes, 0xFFFF)
    classes = table.blocks[table.block_of[low >> 8], low & 255].astype(np.int64)
    beyond = np.where((codes >= 0x20000) & (codes < 0x40000), HAN << 8 | 3, 0)
    classes = np.where(codes > 0xFFFF, beyond, classes)
    solid = classes >> 8 != TRANSPARENT
    put_marks(classes, solid, table)
    codes, classes, rows = codes[solid], classes[solid], rows[solid]
    letter = classes > 0
    before = np.cumsum(letter) - letter
    read = before - before[np.searchsorted(rows, rows)] < MOST_LETTERS
    # the break after a text whose rest is not read stays: it ends the last word
    read |= np.append(rows[1:] != rows[:-1], True)
    return codes[read], classes[read], rows[read]


def put_marks(classes: NDArray[np.int64], solid: NDArray[np.bool_], table: LanguageTable) -> None:
    """Combine letters with the one or two marks right after them, in place; further marks are dropped."""
    places = np.arange(len(classes))
    base = np.maximum.accumulate(np.where(solid, places, -1))
    for distance in (1, 2):
        marks = places[~solid & (base >= 0) & (places - base == distance)]
        letters = classes[base[marks]]
        alphabetic = (letters >> 8 >= 1) & (letters >> 8 <= ALPHABETIC)
        marks, letters = marks[alphabetic], letters[alphabetic]
        combined = table.compose[(letters >> 8) - 1, letters & 255, classes[marks] & 31].astype(np.int64)
        classes[base[marks]] = np.where(combined > 0, letters & ~255 | combined, letters)


def score_ideographs(
    codes: NDArray[np.int64],
    classes: NDArray[np.int64],
    rows: NDArray[np.int64],
    table: LanguageTable,
    scores: NDArray[np.int32],
) -> None:
    """Add what ideographs and kana say of Japanese and the two Chinese."""
    kana = classes & 255 == KANA
    known = ~kana & (codes >= 0x4E00) & (codes < 0x4E00 + len(table.han))
    values = np.zeros((len(codes), 3), np.int64)
    values[kana] = KANA_ROW
    values[known] = table.han[codes[known] - 0x4E00, :3]
    for lane in range(3):
        scores[:, lane] += np.bincount(rows, values[:, lane], len(scores)).astype(np.int32)


def score_chains(
    letters: NDArray[np.int64],
    rows: NDArray[np.int64],
    chosen: NDArray[np.int64],
    table: LanguageTable,
    scores: NDArray[np.int32],
) -> None:
    """Add the letter chains of all words; `letters` has a boundary wherever a word does not go on."""
    letters, rows = (
        np.append(BOUNDARY, letters),
        np.append(rows[:1], rows),
    )  # a boundary before the first word
    solid = letters != BOUNDARY
    scripts = chosen[rows]
    pair = np.flatnonzero(solid[:-1] | solid[1:])
    if not len(pair):
        return
    row = np.where(solid[pair + 1], rows[pair + 1], rows[pair])
    dense = table.rows[table.pairs[chosen[row] - 1, letters[pair], letters[pair + 1]]]
    first = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
    scores[row[first]] += np.add.reduceat(dense, first, axis=0, dtype=np.int32)
    for length in (3, 4, 5):
        inner = inside_words(solid, length)
        at = np.flatnonzero(inner)
        if len(at):
            keys = np.zeros(len(at), np.uint64)
            for shift in range(length):
                keys = keys << np.uint64(8) | letters[at + shift].astype(np.uint64)
            score_grams(keys | scripts[at + 1].astype(np.uint64) << np.uint64(56), rows[at + 1], table, scores)


def inside_words(solid: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Where an n-gram begins: three may have boundaries at their ends, four and five are letters only."""
    if length == 3:
        return solid[1:-1]
    count = max(0, len(solid) - length + 1)
    inside = solid[:count].copy()
    for shift in range(1, length):
        inside &= solid[shift : shift + count]
    return inside


def score_grams(
    keys: NDArray[np.uint64], rows: NDArray[np.int64], table: LanguageTable, scores: NDArray[np.int32]
) -> None:
    """Add the weights of n-grams to the lanes that know them."""
    mixed = keys * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    bucket = (mixed >> BUCKET_SHIFT).astype(np.int64)
    mine = (mixed >> np.uint64(20) & np.uint64(0xFFF)).astype(np.int64)
    starts = table.starts[bucket].astype(np.int64)
    counts = table.starts[bucket + 1] - starts
    gram = np.repeat(np.arange(len(keys)), counts)
    place = np.arange(len(gram)) - np.repeat(np.cumsum(counts) - counts, counts) + starts[gram]
    entries = table.entries[place].astype(np.int64)
    same = entries >> 12 == mine[gram]
    entries, gram = entries[same], gram[same]
    cells = rows[gram] * LANES + (entries >> 6 & 63)
    sums = np.bincount(cells, entries & 63, scores.size)
    scores += sums.astype(np.int32).reshape(scores.shape)
