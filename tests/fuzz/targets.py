"""What a fuzzer feeds: each target turns bytes into texts, calls the verbs, and asserts the laws of the contract.

`run.py` drives them, with coverage and under sanitizers; `tests/test_fuzz.py` replays `corpus/` through them.
"""

from __future__ import annotations

import atexit
import itertools
import json
import struct
import tempfile
import unicodedata
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import pubclean
from pubclean.duplicates import IndexFileError
from pubclean.duplicates.methods import METHODS
from pubclean.duplicates.storage import MAGIC
from pubclean.kernel import COMPILED
from pubclean.kernel.engine import Engine
from pubclean.kernel.language import score_languages
from pubclean.kernel.language_reference import score_languages as score_in_numpy
from pubclean.kernel.make_character_tables import VERSION
from pubclean.kernel.reference import Engine as Twin
from pubclean.language.table import load_table
from pubclean.looks import look_at, look_at_each
from pubclean.markers import find_markers
from pubclean.segmentation import find_in_python, find_segments

if TYPE_CHECKING:
    from pubclean.kernel.plan import Plan

THRESHOLDS = (None, 0.3, 0.9, 1.0)
# words that fold, part, vanish or count; a byte names one, so that short inputs make long texts that resemble
WORDS = (
    "tide", "lake", "fog", "Bell", "moor", "a", "ÉTÉ", "Straße", "ﬁeld", "e\u0301te\u0301", "co\u00adop", "x²",
    "½", "10", "7", "2024", "3.5", "東京", "か\u3099", "パ", "ไทยกิน", "ខ្មែរ", "한국어", "\u1112\u1161\u11ab", "العَرَبِيَّة",
    "\ufdfa", "हिन्दी", "İ", "\U0001f600", "\ud800", "\x00", "_", "-", "…", "q" * 40, "👨\u200d👩", "\U00020000", "Ω",
    "ǅ", "zero\u200bwidth",
)  # fmt: skip
NEW_ROW, AGAIN = 224, 192  # bytes from the first begin a row, from the second repeat words of the row before
LEVELS = (0, 1, 2)


def text_of(data: bytes) -> str:
    """Read bytes as UTF-8; what is none becomes lone surrogates, which are texts too."""
    return data.decode("utf-8", "surrogateescape")


def rows_of(data: bytes) -> list[str]:
    """Turn bytes into rows: as they stand, or as words of the table, with runs of the row before."""
    if not data or data[0] & 1:
        return text_of(data[1:]).split("\n")
    rows: list[list[str]] = [[]]
    for byte in data[1:400]:
        if byte >= NEW_ROW:
            rows.append([])
        elif byte >= AGAIN:
            rows[-1] += rows[-2][byte - AGAIN :] if len(rows) > 1 else []
        else:
            rows[-1].append(WORDS[byte % len(WORDS)])
    return [" ".join(row) for row in rows]


def take_level(byte: int) -> None:
    if COMPILED:
        from pubclean.kernel import native  # noqa: PLC0415 - not there without a compiler

        native.set_level(LEVELS[byte % 3])


@cache
def _plan(flags: int) -> Plan:
    return METHODS[("copies", "jaccard")[flags & 1]].plan(THRESHOLDS[flags >> 1] or 0.8)


def truncation(data: bytes) -> None:
    """Taking out markers leaves every other character where it stood."""
    text = text_of(data)
    left = pubclean.strip_truncation(text)
    rest = iter(text)
    assert all(char in rest for char in left)
    assert left == text or len(left) < len(text)


def language(data: bytes) -> None:
    """A language is one of the list, sure to a share, and the same whenever and beside whatever it is asked for."""
    text = text_of(data)
    found = pubclean.detect_language(text)
    assert 0 <= found.confidence <= 1
    assert pubclean.detect_languages(["x", text, text[::-1]])[1] == found


def letters(data: bytes) -> None:
    """The kernel scores a text the same beside any other, and reads no more letters than there are."""
    text = text_of(data)
    scored, facts = score_languages([text, text], load_table(), 0x3FFFF)
    assert (scored[0] == scored[1]).all()
    assert (facts[0] == facts[1]).all()
    assert 0 <= facts[0, 0] < 18
    assert 0 <= facts[0, 1] <= len(text)


def scores(data: bytes) -> None:
    """The kernel scores letter chains as its twin does."""
    texts, table = rows_of(data), load_table()
    allowed = 0x3FFFF if not data or data[-1] & 1 else int.from_bytes(blake2b(data, digest_size=2).digest())
    for ours, twin in zip(score_languages(texts, table, allowed), score_in_numpy(texts, table, allowed), strict=True):
        assert ours.tolist() == twin.tolist()


def blocks(data: bytes) -> None:
    """The blocks of a page rise through it, and each is looked at."""
    text = text_of(data)
    found = find_segments(text, find_markers(text))
    edges = [0, *itertools.chain.from_iterable(zip(found.starts, found.ends, strict=True)), len(text)]
    assert edges == sorted(edges)
    assert [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)] == found.texts
    none = [False] * len(found.texts)
    seen = look_at(found.texts, none, none)
    assert len(seen.starts) == len(none) + 1
    assert (np.diff(seen.starts) >= 0).all()
    assert ((seen.same >= 0) & (seen.same <= np.arange(len(none)))).all()


def segments(data: bytes) -> None:
    """The kernel parts a page into blocks as its twin does."""
    text = text_of(data)
    markers = find_markers(text)
    assert find_segments(text, markers) == find_in_python(text, markers)


def looks(data: bytes) -> None:
    """The kernel looks at a block as its twin does."""
    text = text_of(data) or "a"
    if unicodedata.unidata_version != VERSION:  # what Unicode was given since the tables were made
        text = "".join(char for char in text if ord(char) < 0x2000) or "a"
    texts = [text, text[: len(text) // 2] or "a"]
    marked, wrapped = [bool(len(text) & 1), False], [False, True]
    for ours, twin in zip(look_at(texts, marked, wrapped), look_at_each(texts, marked, wrapped), strict=True):
        assert ours.tolist() == twin.tolist()


def page(data: bytes) -> None:
    """Laws 1 to 3 hold for a page."""
    text = text_of(data)
    read = pubclean.parse(text)
    assert read.source == text
    assert pubclean.clean(text) == read.text
    assert pubclean.clean(read.text) == read.text
    edges = [0, *itertools.chain.from_iterable((block.start, block.end) for block in read.blocks), len(text)]
    assert edges == sorted(edges)
    assert not "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).strip()
    for number, block in enumerate(read.blocks):
        assert replayed(text, block) == block.text
        assert not (block.boilerplate and block.incomplete)
        assert block.duplicate_of is None or 0 <= block.duplicate_of < number
        assert all(block.start <= reason.start <= reason.end <= block.end for reason in block.evidence)
    named = [number for record in read.records for number in record.blocks]
    assert len(named) == len(set(named))


def replayed(source: str, block: pubclean.Block) -> str:
    pieces, at = [], block.start
    for edit in block.edits:
        assert at <= edit.start <= edit.end <= block.end
        pieces += [source[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*pieces, source[at : block.end]])


def duplicates(data: bytes) -> None:
    """Laws 5 and 6 hold: every row goes for a kept one it matches, and an index fed in order says the same."""
    flags, rows = (data[0] if data else 0), rows_of(data[1:])
    take_level(flags >> 6)
    method, threshold = ("copies", "jaccard")[flags & 1], THRESHOLDS[flags >> 1 & 3]
    keep = ("first", "longest", [len(row) % 3 for row in rows], "first")[flags >> 3 & 3]
    found = pubclean.deduplicate(rows, method=method, threshold=threshold, keep=keep, workers=1 + (flags >> 5 & 1))
    of, kept = found.duplicate_of, set(found.keep.tolist())
    assert sorted(kept) == found.keep.tolist()
    assert all(keeper in kept for keeper in of.tolist())
    assert kept == {row for row, keeper in enumerate(of.tolist()) if row == keeper}
    least = METHODS[method].threshold if threshold is None else threshold
    assert (found.similarity[of != np.arange(len(rows))] >= np.float32(least)).all()
    if keep == "first":
        index = pubclean.DuplicateIndex(method=method, threshold=threshold)
        for row, text in enumerate(rows):
            match = index.add(row, text)
            assert (row, 1.0) == (of[row], found.similarity[row]) if match is None else match.key == of[row]
            assert match is None or match.similarity == found.similarity[row]


def twins(data: bytes) -> None:
    """The kernel and its twin keep, match and remember the same."""
    flags, rows = (data[0] if data else 0), rows_of(data[1:])[:12]
    take_level(flags >> 6)
    plan = _plan(flags & 7)
    ours, twin = Engine(plan), Twin(plan)
    for mine, its in zip(ours.decide(ours.sketch(rows)), twin.decide(twin.sketch(rows)), strict=True):
        assert bytes(mine) == bytes(its)
    assert ours.dump() == twin.dump()
    assert sorted(ours.matches(rows[-1])) == sorted(twin.matches(rows[-1]))


def sketch(data: bytes) -> None:
    """A text has one signature, and matches one set of rows, on every set of instructions."""
    copies, jaccard = _standing_engines()
    text, seen = text_of(data[1:]), []
    for wanted in {0, data[0] % 3} if data else {0}:
        take_level(wanted)
        seen.append((copies.matches(text), jaccard.matches(text), bytes(jaccard.signatures([text]))))
    assert seen[0] == seen[-1]


@cache
def _standing_engines() -> tuple[Engine, Engine]:
    made = [Engine(METHODS[name].plan(0.5)) for name in ("copies", "jaccard")]
    for each in made:
        for first in range(0, len(WORDS), 3):
            each.add(" ".join((WORDS + WORDS)[first : first + 30]))
    return made[0], made[1]


def engine(data: bytes) -> None:
    """Any sequence of calls does the same on every set of instructions."""
    traces = []
    for wanted in LEVELS if COMPILED else LEVELS[:1]:
        take_level(wanted)
        traces.append(_calls(data))
    assert all(trace == traces[0] for trace in traces)


def _calls(data: bytes) -> list[object]:
    flags, rows = (data[0] if data else 0), rows_of(data[2:])
    plan = _plan(flags & 7)
    made, trace = Engine(plan), []
    for number, text in enumerate(rows):
        call = (data[1] + number) * 37 % 11 if len(data) > 1 else 0
        if call < 5:
            trace.append(made.add(text))
        elif call < 7:
            trace.append(sorted(made.matches(text)))
        elif call == 7 and len(made):
            made.drop(number % len(made))
        elif call == 8:
            trace.append(tuple(map(bytes, made.relay(rows, 1 + number % 3))))
        elif call == 9:
            trace.append(tuple(map(bytes, made.decide(made.sketch(rows[number:])))))
        else:
            dumped = made.dump()
            made = Engine(plan)
            made.expect(number)
            made.restore(*dumped)
            assert made.dump() == dumped
    return [*trace, made.dump()]


def file(data: bytes) -> None:
    """Whatever a file holds, its digest right or wrong, it is refused by name or is an index that answers."""
    path = Path(_folder(), "index")
    path.write_bytes(_index_file(data))
    try:
        index = pubclean.DuplicateIndex.load(path)
    except IndexFileError as error:
        assert error.path == path  # noqa: PT017 - a fuzzer has no pytest
        return
    rows = [text_of(row) for row in data[2:].split(b"\n")[:8]]
    for row in rows:
        index.query(row)
    index.save(path)  # a forged file may hold words that no text has; what is saved of them is held to all of the law
    index = pubclean.DuplicateIndex.load(path)
    before = [index.query(row) for row in rows]
    index.save(path)
    again = pubclean.DuplicateIndex.load(path)
    assert [again.query(row) for row in rows] == before
    for number, row in enumerate(rows):
        assert again.add(("new", number), row) == index.add(("new", number), row)


def _index_file(data: bytes) -> bytes:
    """A file: as it stands; with a right digest; or well formed throughout, with these bytes for what it keeps."""
    kind, rest = (data[0] % 4 if data else 0), data[1:]
    if kind == 0:
        return rest
    if kind == 1:
        body = rest
    else:
        head, _, rows = rest.partition(b"\n")
        parts = [row[1:] * (1 + row[0] % 8) if row else b"" for row in rows.split(b"\n")]
        if kind == 2:
            facts = {"method": ("copies", "jaccard")[len(head) & 1], "threshold": 0.8, "keys": [*range(len(parts))]}
            head = json.dumps(facts).encode()
        sizes = struct.pack(f"<{len(parts)}Q", *map(len, parts))
        kept = b"".join(parts)
        body = struct.pack("<3Q", len(head), len(sizes), len(kept)) + head + sizes + kept
    return MAGIC + blake2b(body, digest_size=32).digest() + body


@cache
def _folder() -> str:
    """A folder in memory where there is one; it goes with the process."""
    memory = Path("/dev/shm")
    made = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
    atexit.register(made.cleanup)
    return made.name


# the share of a thousand inputs each target gets: many where it is quick, few where it is slow
TARGETS = {
    letters: 560, sketch: 260, blocks: 120, truncation: 20, file: 10, language: 10, duplicates: 6, segments: 4,
    looks: 4, engine: 3, scores: 1, twins: 1, page: 1,
}  # fmt: skip
