r"""Generate `character_tables.h`: what the kernel knows of every character when it reads a block.

Run it as `python -m pubclean.kernel.make_character_tables` under a Python whose Unicode is `VERSION`. A code point has

    flags    what `str.isalpha`, `\d`, and so on say of it, and the sets of characters that readings are made of
    order    its canonical combining class
    folding  what it folds to alone (`pubclean.text.fold`): itself, nothing, or some code points
    lower    how far its lower-case letter is, as patterns that ignore case take it

U+0345 is kept in foldings, to become an iota when marks stand in their order. Of the pairs that compose to one
character only those are listed that a folding can leave behind; Hangul is composed by arithmetic.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from operator import itemgetter
from pathlib import Path

from pubclean.kernel.make_unicode_tables import HANGUL, listed

VERSION = "14.0.0"
IOTA = 0x345
INVISIBLE = re.compile(
    "[\u0300-\u036f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
UNIFIED = {ord(c): "'" for c in "’‘‚‛ʼʹ′`´＇"} | {ord(c): '"' for c in "“”„‟«»″＂「」『』《》"}
UNIFIED |= {ord(c): "-" for c in "‐‑‒–—―−－"} | {ord("ı"): "i", ord("ß"): "ss"}
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
PARTING = re.compile(
    "[\\s!-/:-@\\[-`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u055a-\u055f\u05be\u05c0\u05c3"
    "\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u0df4\u0e5a\u0e5b\u104a-\u104f\u10fb\u1360-\u1368"
    "\u17d4-\u17da\u2000-\u206f\u20a0-\u20bf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30a0"
    "\u30fb\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]"
)
TRIMMED = " \t:;.,!?…|•·*+-–—_~/\\×✕✖✓✔#\"'()[]{}<>«»‹›→←↑↓↗⇒►▸▶▾▼▲▴◄■□●○◦▪►⌄‣⁃：，。！？、（）【】"
CLOSING = "\"'”’»›)]}）］】」』〉》*†‡¹²³ "
STOPPING = ".!?。！？؟۔।॥։…‥⋯:;：；"
TERMINATING = ".!?。！？؟।"
# the signs by which the patterns of `signs.h` begin to look closer
TELLING = '.:,/@()[]{}\\=<>_$€£¥₽₹›»→（“"”」』》-–—xXP第'


def folding(code: int) -> list[int]:
    """Return what a code point folds to alone."""
    text = chr(code)
    if 0xD800 <= code < 0xE000 or code in HANGUL:
        return [code]
    parts = [
        each if ord(each) == IOTA else INVISIBLE.sub("", each.casefold()).translate(UNIFIED)
        for each in unicodedata.normalize("NFKD", text)
    ]
    return [ord(each) for each in unicodedata.normalize("NFC", "".join(parts))]


# what a pattern that ignores case takes for the same letter
ALIKE = {
    0x130: "i",
    0x131: "i",
    0x17F: "s",
    0x1C80: "в",
    0x1C81: "д",
    0x1C82: "о",
    0x1C83: "с",
    0x1C84: "т",
    0x1C85: "т",
}


def lowered(code: int) -> int:
    """Return the lower-case letter of a code point, where that is one."""
    lower = ALIKE.get(code) or chr(code).lower()
    return ord(lower) if len(lower) == 1 else code


def flags(code: int, seconds: set[int], composed: set[int]) -> int:
    """Return the flags of a code point; `FLAGS` names them from the lowest bit."""
    c = chr(code)
    return sum(
        bool(held) << bit
        for bit, held in enumerate(
            (
                c.isalpha(), c.isupper(), c.islower(), c.isdigit(), c.isdecimal(), c.isalnum() or c == "_",
                c.isspace(), UNSPACED.match(c), c.lower() != c.upper(), PARTING.match(c), c in TRIMMED,
                c in CLOSING, c in STOPPING, c in TERMINATING, c in TELLING, c.isalnum() and not c.isdecimal(),
                code in seconds or unicodedata.combining(c), code in seconds, code in composed,
            )
        )
    )  # fmt: skip


FLAGS = (
    "ALPHA", "UPPER", "LOWER", "DIGIT", "DECIMAL", "WORDLIKE", "SPACE", "UNSPACED", "CASED", "PARTING", "TRIMMED",
    "CLOSING", "STOPPING", "TERMINATING", "TELLING", "LETTER", "JOINING",
    "SECOND", "COMPOSED",
)  # fmt: skip


def compositions(foldings: list[list[int]]) -> list[tuple[int, int, int]]:
    """Return the pairs of code points that compose, sorted, each with what it composes to."""
    left = {each for folded in foldings for each in folded}
    left |= {ord(each) for code in left for each in unicodedata.normalize("NFD", chr(code))}
    found = []
    for code in range(0x110000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<") and unicodedata.normalize("NFC", chr(code)) == chr(code):
            first, second = (int(part, 16) for part in parts)
            if {first, second} <= left | {IOTA} and not INVISIBLE.match(chr(second)):
                found.append((first, second, code))
    return sorted(found)


def header() -> str:
    """Write the tables as C: pages of 256 records, equal records and equal pages once."""
    foldings = [folding(code) for code in range(0x110000)]
    pairs = compositions(foldings)
    seconds = {second for _, second, _ in pairs} | set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3)) | {IOTA}
    composed = {whole for _, _, whole in pairs}
    pool: list[int] = [0]
    places: dict[tuple[int, ...], int] = {}
    records: dict[tuple[int, int, int, int], int] = {}
    numbers = []
    for code, folded in enumerate(foldings):
        place = 0  # itself
        if folded != [code]:
            place = places.setdefault(tuple(folded), len(pool))
            if place == len(pool):
                pool += [len(folded), *folded]
        step = lowered(code) - code
        record = (flags(code, seconds, composed), unicodedata.combining(chr(code)), place, step)
        numbers.append(records.setdefault(record, len(records)))
    pages: dict[tuple[int, ...], int] = {}
    index = [pages.setdefault(tuple(numbers[at : at + 256]), len(pages)) for at in range(0, 0x110000, 256)]
    if max(index) > 0xFF or max(numbers) > 0xFFFF or max(record[2] for record in records) > 0xFFFF:
        raise ValueError("the tables no longer fit their types")
    return "\n".join(
        [
            f"/* Generated by make_character_tables.py from Unicode {VERSION}; never edited. */",
            "enum {",
            *(f"    {name} = 1 << {bit}," for bit, name in enumerate(FLAGS)),
            "};",
            listed("uint8_t", "character_page", index),
            listed("uint16_t", "character_record", [number for page in pages for number in page]),
            listed("uint32_t", "record_flags", [record[0] for record in records]),
            listed("uint8_t", "record_order", [record[1] for record in records]),
            listed("uint16_t", "record_folding", [record[2] for record in records]),
            listed("int32_t", "record_lower", [record[3] for record in records]),
            listed("uint32_t", "folding_pool", pool),
            f"enum {{ COMPOSITIONS = {len(pairs)} }};",
            listed("uint32_t", "composition", [number for pair in pairs for number in pair]),
            listed(
                "uint32_t", "decomposition", [number for pair in sorted(pairs, key=itemgetter(2)) for number in pair]
            ),
            "",
        ]
    )


def main() -> int:
    """Write the header beside this file."""
    if unicodedata.unidata_version != VERSION:
        raise SystemExit(f"this Python has Unicode {unicodedata.unidata_version}; use one with {VERSION}: 3.11")
    (Path(__file__).parent / "character_tables.h").write_text(header(), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
