"""Folding: text in, folded words out, as bytes with a zero after each word."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

HANGUL = range(0xAC00, 0xD7A4)
SOFT = "\x01"  # the end of a token that a mark may still join


class Folding(NamedTuple):
    """The tables of the twin: `ascii` for `bytes.translate`, `table` for `str.translate` of the `others`."""

    ascii: bytes
    others: re.Pattern[str]
    table: _Table
    soft: re.Pattern[str]


class _Table(dict[int, str]):
    """Code point → folded text; what is not in it parts words, and Hangul falls apart into jamo."""

    def __missing__(self, code: int) -> str:
        text = "\0"
        if code in HANGUL:
            lead, rest = divmod(code - HANGUL.start, 588)
            vowel, tail = divmod(rest, 28)
            text = chr(0x1100 + lead) + chr(0x1161 + vowel) + (chr(0x11A7 + tail) if tail else "")
        self[code] = text
        return text


@cache
def folding() -> Folding:
    """Read the tables, once."""
    table, marks, later = _Table(), "", []
    lines = files("pubclean.kernel").joinpath("unicode_tables.tsv").read_text("ascii").splitlines()
    for first, last, kind in (line.split("\t") for line in lines if not line.startswith("#")):
        if last == "=":
            later.append((int(first, 16), [int(code, 16) for code in kind.split(" ")]))
            continue
        codes = range(int(first, 16), int(last, 16) + 1)
        if kind == "M":
            marks += chr(codes[0]) + "-" + chr(codes[-1])
        shape = {"W": "{}", "M": "{}", "I": "", "S": "\0{}" + SOFT}[kind]
        table.update((code, shape.format(chr(code))) for code in codes)
    table.update((code, "".join(table[each] for each in into)) for code, into in later)
    ascii_bytes = bytes(ord(table[code]) for code in range(128)) + bytes(range(128, 256))
    return Folding(ascii_bytes, re.compile(r"[^\x00-\x7f]+"), table, re.compile(f"{SOFT}([{marks}]+)"))


def folded(text: str) -> bytes:
    r"""Fold one text to its words, UTF-8, a zero byte after each run of words (several in a row part no more).

    >>> folded("Ｃafe\u0301 ﬁn").split(b"\0")
    [b'cafe', b'fin', b'']
    """
    tables = folding()
    if text.isascii():
        return text.encode("ascii").translate(tables.ascii) + b"\0"
    spelled = tables.others.sub(lambda run: run[0].translate(tables.table), text.replace(SOFT, "\0"))
    if SOFT in spelled:
        spelled = tables.soft.sub(rf"\1{SOFT}", spelled)
    return spelled.encode("utf-8").translate(tables.ascii) + b"\0"
