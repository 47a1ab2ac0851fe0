"""Slow, obvious twins of the fast things in pubclean."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from functools import cache

from pubclean.kernel.make_unicode_tables import IGNORE, MARK, SINGLE, WORD, folded, kind

TURN, BASE, WORD_BITS = 11, 0x9E3779B97F4A7C15, (1 << 64) - 1
TABLES_ARE_OURS = unicodedata.unidata_version == "14.0.0"  # what the frozen tables were made from


@cache
def words(text: str) -> list[str]:
    """Fold each code point on its own, then walk."""
    found, current, alone = [], "", False
    for each in text:
        jamo = 0xAC00 <= ord(each) < 0xD7A4
        for code in unicodedata.normalize("NFD", each) if jamo else folded(ord(each)):
            what = kind(ord(code))
            if what == IGNORE:
                continue
            joins = what == MARK or (what == WORD and not alone)
            if current and not joins:
                found.append(current)
                current = ""
            if what in {WORD, SINGLE, MARK}:
                current += code
                alone = alone if what == MARK else what == SINGLE
            else:
                alone = False
    return [*found, current] if current else found


def mixed(value: int) -> int:
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = (value ^ value >> 33) * factor & WORD_BITS
    return value ^ value >> 33


def word_hash(word: str) -> int:
    data, value = word.encode("utf-8"), 0
    for at in range(0, len(data), 8):
        value = (value * BASE + int.from_bytes(data[at : at + 8], "little")) & WORD_BITS
    return mixed(value)


def shingles(text: str, size: int) -> list[tuple[str, ...]]:
    """Runs of `size` words; a shorter text is one run."""
    each = words(text)
    return [tuple(each[at : at + size]) for at in range(max(1, len(each) - size + 1))] if each else []


def shingle_hash(run: tuple[str, ...]) -> int:
    total = 0
    for place, word in enumerate(run):
        value, turn = word_hash(word), TURN * place
        total += (value << turn | value >> (64 - turn)) & WORD_BITS
    return total & WORD_BITS


def jaccard(one: str, other: str, size: int = 5) -> Fraction:
    a, b = set(shingles(one, size)), set(shingles(other, size))
    return Fraction(len(a & b), len(a | b)) if a and b else Fraction(0)


def common_subsequence(one: str, other: str) -> int:
    """The textbook table."""
    row = [0] * (len(other) + 1)
    for a in one:
        before, row = row, [0]
        for i, b in enumerate(other):
            row.append(before[i] + 1 if a == b else max(before[i + 1], row[i]))
    return row[-1]
