"""Passages: the blocks of a page with their texts made clean, and the edits that made them so."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from pubclean.markers import ellipses, find_markers
from pubclean.page import Edit
from pubclean.segmentation import find_segments
from pubclean.truncation import truncation_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pubclean.page import Block

REPEATS = 8  # how often taking a marker out may leave another


class Passage(NamedTuple):
    """A block before it is labelled: where it stands, its text, and the edits that made it.

    `marked` says that a truncation marker was taken out, `cut` that nothing followed it.
    """

    start: int
    end: int
    text: str
    edits: tuple[Edit, ...]
    marked: bool = False
    cut: bool = False


class Passages(NamedTuple):
    """The passages of a page, a list for each field of `Passage`; `marked` are 0 and 1."""

    starts: list[int]
    ends: list[int]
    texts: list[str]
    edits: list[tuple[Edit, ...]]
    marked: bytearray
    cut: list[bool]


def find_passages(source: str) -> list[Passage]:
    r"""Return the passages of a page in order.

    >>> [passage.text for passage in find_passages("small lakes ha… (see more)ve tides,\nand we show that\n\nPeople")]
    ['small lakes have tides,', 'and we show that', 'People']
    """
    starts, ends, texts, edits, marked, cut = passages_of(source)
    return list(map(Passage, starts, ends, texts, edits, map(bool, marked), cut))


def passages_of(source: str) -> Passages:
    """Return the same as lists: a page is read faster so."""
    starts, ends, texts, joins = find_segments(source, find_markers(source))
    count = len(starts)
    found = Passages(starts, ends, texts, [()] * count, bytearray(count), [False] * count)
    for i, edits in joins.items():
        texts[i], found.edits[i] = replay(source, starts[i], ends[i], edits), edits
    for i in sorted({bisect_right(starts, at) - 1 for at in ellipses(source)}):  # no join makes another one
        passage = _unfolded(Passage(starts[i], ends[i], texts[i], found.edits[i]), source)
        _, _, texts[i], found.edits[i], found.marked[i], found.cut[i] = passage
    return found


def replay(source: str, start: int, end: int, edits: Iterable[Edit]) -> str:
    """Return `source[start:end]` with the edits made."""
    pieces, at = [], start
    for edit in edits:
        pieces += [source[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*pieces, source[at:end]])


def _unfolded(passage: Passage, source: str) -> Passage:
    """Return a passage without its markers; what taking one out may leave is taken out too."""
    start, end, text, edits = passage[:4]
    for _ in range(REPEATS):
        markers = find_markers(text)
        if not markers:
            break
        origins = _Origins(edits, start)
        found = [
            Edit(origins.first(edit.start), origins.reach(edit.end), edit.replacement, edit.rule)
            for edit in truncation_edits(text, markers, 0, len(text))
        ]
        edits = _together(edits, found)
        text = replay(source, start, end, edits)
    if edits is passage.edits:
        return passage
    cut = any(edit.rule == "truncation.end" for edit in edits)
    return Passage(start, end, text, edits, marked=True, cut=cut)


def _together(inner: Sequence[Edit], outer: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return both lists of edits in order; what lies inside an outer one is part of it."""
    kept, at = list(outer), 0
    for edit in inner:
        while at < len(outer) and outer[at].end <= edit.start:
            at += 1
        if at == len(outer) or edit.end <= outer[at].start:
            kept.append(edit)
    return tuple(sorted(kept))


class _Origins:
    """Where in the source the characters of an edited text came from."""

    def __init__(self, edits: Sequence[Edit], start: int) -> None:
        # every piece of source that stands: (its place in the text, its place in the source)
        lengths = [0]
        sources = [start]
        at = start
        for edit in edits:
            lengths.append(edit.start - at + len(edit.replacement))
            sources.append(edit.end)
            at = edit.end
        self._in_text = list(accumulate(lengths))
        self._in_source = sources

    def first(self, at: int) -> int:
        """Return the place in the source of the character at a place in the text."""
        piece = bisect_right(self._in_text, at) - 1
        return self._in_source[piece] + at - self._in_text[piece]

    def last(self, at: int) -> int:
        """Return the place in the source behind the character before a place in the text."""
        return self.first(at - 1) + 1 if at else self.first(0)

    def reach(self, at: int) -> int:
        """Return the same, behind all that was edited there."""
        piece = bisect_right(self._in_text, at) - 1
        if piece and self._in_text[piece] == at:
            return self._in_source[piece]
        return self.first(at)


def source_span(passage: Passage | Block, start: int, end: int) -> tuple[int, int]:
    """Return the span of the source that `text[start:end]` of a passage or block came from.

    >>> source_span(Passage(10, 19, "abcdef", (Edit(13, 16, "", "truncation.marker"),)), 2, 4)
    (12, 17)
    """
    origins = _Origins(passage.edits, passage.start)
    return origins.first(start), min(passage.end, origins.last(end))
