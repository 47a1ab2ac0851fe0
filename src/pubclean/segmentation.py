"""Find the blocks of a page dump: which lines stand alone, and which a hard wrap cut from the line above.

A line break parts blocks and wraps the lines of one block alike, so the page's own habits decide: how wide it
fills its lines, after how many characters it folds a text behind a truncation marker, where it leaves lines blank.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from pubclean.kernel import native
from pubclean.lexicons import lexicon
from pubclean.page import Edit
from pubclean.text import ends_sentence, fold, is_unspaced, lines_of, starts_lower

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pubclean.markers import Marker
    from pubclean.text import Line

NARROWEST, WIDEST = 40, 140  # characters of a full line of a hard wrap
NARROWEST_UNSPACED = 20  # the same where a character is a syllable or a word
FARTHEST_MARKER = 400  # characters of a text that a page shows before it folds the rest away

_ITEM = re.compile(r"(?:[•·▪◦‣⁃■●○►▸–—*+-]\s|\[\d{1,4}\]|@\w+\{)")
_NUMBERED = re.compile(r"\(?\d{1,3}[.)]\s")
_BIBTEX = re.compile(r"@[a-zA-Z]+\{")
LONGEST_BIBTEX = 40  # lines
_HYPHENATED = re.compile(r"[^\W\d_]{2}[-\u00ad‐]$")
_SENTENCE_MARKS = ".!?…。！？:;：；"
_SPACED, _GLUED, _WORD = range(3)  # how two lines belong together: a space goes between, nothing, or a hyphen goes out


class Segments(NamedTuple):
    """The blocks of a page: spans, texts as they stood, and the edits that bring those of several lines onto one."""

    starts: list[int]
    ends: list[int]
    texts: list[str]
    joins: dict[int, tuple[Edit, ...]]


def find_segments(source: str, markers: Sequence[Marker] = ()) -> Segments:
    r"""Return the blocks of a page in order; between them there is only white space.

    >>> wrapped = "The tides of small lakes are low, and those of large lakes\nare hardly higher than the small."
    >>> found = find_segments(wrapped + "\nPeople\nContact")
    >>> list(zip(found.starts, found.ends))
    [(0, 92), (93, 99), (100, 107)]
    """
    if native is None:
        return find_in_python(source, markers)
    spans = array("q", chain.from_iterable((marker.start, marker.end) for marker in markers))
    starts, ends, texts, lines = native.find_segments(source, spans.tobytes(), _is_furniture)
    return Segments(starts, ends, texts, {i: tuple(map(_join, breaks)) for i, breaks in lines.items()})


def _join(place: tuple[int, int, int]) -> Edit:
    """Return the edit that joins two lines: where one ends, where the next starts, and how they belong together."""
    end, start, how = place
    if how == _WORD:
        return Edit(end - 1, start, "", "wrap.hyphen")
    return Edit(end, start, "" if how == _GLUED else " ", "wrap.join")


def _is_furniture(text: str) -> bool:
    """Say whether a long line speaks as what is no further paragraph of a text."""
    tables = {hit.kind.partition(".")[0] for hit in lexicon().find(fold(text[:600]))}
    return not tables.isdisjoint(("consent", "legal", "newsletter", "promo"))


def find_in_python(source: str, markers: Sequence[Marker] = ()) -> Segments:
    """Do what the kernel does, without it; both find the same."""
    lines = lines_of(source)
    habits = _Habits(lines, markers)
    found, first = Segments([], [], [], {}), 0
    width = _Width()
    for i in range(1, len(lines) + 1):
        if i < len(lines):
            fuller = habits.wrapped(i, width)
            if fuller is not None:
                width = fuller
                continue
            if i in habits.inside_marker or habits.in_bibtex(i, first) or habits.folded(i, first):
                continue
        _add_segment(found, source, lines[first:i])
        first, width = i, _Width()
    return found


def _add_segment(found: Segments, source: str, lines: Sequence[Line]) -> None:
    breaks = []
    for line, after in pairwise(lines):
        if _HYPHENATED.search(line.text) and after.text[0].islower():
            breaks.append((line.end, after.start, _WORD))
        else:
            glued = is_unspaced(line.text[-1]) and is_unspaced(after.text[0])
            breaks.append((line.end, after.start, _GLUED if glued else _SPACED))
    if breaks:
        found.joins[len(found.starts)] = tuple(map(_join, breaks))
    found.starts.append(lines[0].start)
    found.ends.append(lines[-1].end)
    found.texts.append(source[lines[0].start : lines[-1].end])


class _Width(NamedTuple):
    """The widths a hard wrap may have, so that every line seen was full; and how many lines said so."""

    least: int = 0
    most: int = WIDEST
    lines: int = 0

    def after(self, width: int, next_word: int) -> _Width:
        return _Width(max(self.least, width), min(self.most, width + next_word), self.lines + 1)

    def may_be(self, low: int, high: int) -> bool:
        return self.least <= high and low <= self.most


class _Habits:
    """What a page shows of itself before its blocks are known."""

    def __init__(self, lines: Sequence[Line], markers: Sequence[Marker]) -> None:
        self.lines = lines
        self.widths, self.inside_marker = _widths(lines, markers)
        self.column, self.begins = _fold_column(lines, markers)
        self.page_width = self._page_width()
        self.folds_all = self.column > 0 and self._share_folded() >= 0.7

    def wrapped(self, i: int, width: _Width) -> _Width | None:
        """Return the narrowed width if a hard wrap cut line `i` from the line above, else None."""
        above, line = self.lines[i - 1], self.lines[i]
        full = self.widths[i - 1]
        unspaced = is_unspaced(above.text[-1]) and is_unspaced(line.text[0])
        if (
            line.after_blank
            or i in self.begins
            or not ((NARROWEST_UNSPACED if unspaced else NARROWEST) <= full <= WIDEST)
        ):
            return None
        if _ITEM.match(line.text) or (_NUMBERED.match(line.text) and above.text[-1] in _SENTENCE_MARKS):
            return None
        narrowed = width.after(full, _first_word(line.text))
        if narrowed.least > narrowed.most or self.widths[i] > narrowed.most:
            return None
        settled = width.lines > 0 or narrowed.may_be(*self.page_width)
        if _flows(above.text, line.text):
            return narrowed if settled or (full >= 55 and not unspaced) else None
        is_prose = self.widths[i] >= 0.6 * narrowed.least or (
            ends_sentence(line.text) and not line.text[0].isdigit() and " " in line.text
        )
        return narrowed if settled and is_prose and not unspaced else None

    def in_bibtex(self, i: int, first: int) -> bool:
        """Say whether line `i` belongs to the BibTeX entry that began at line `first`."""
        lines = self.lines
        if i - first > LONGEST_BIBTEX or lines[i].after_blank or not _BIBTEX.match(lines[first].text):
            return False
        return lines[i - 1].text != "}" and not _BIBTEX.match(lines[i].text) and "=" in lines[first + 1].text

    def folded(self, i: int, first: int) -> bool:
        """Say whether line `i` is a further paragraph of a text that began, folded, at line `first`.

        Seen where a site marks every text at the same column: a long line without a marker below a marked one
        is no text of its own.
        """
        line = self.lines[i]
        if not self.folds_all or first not in self.begins or i in self.begins or line.after_blank:
            return False
        if len(line.text) <= self.column or len(self.lines[i - 1].text) < NARROWEST or _ITEM.match(line.text):
            return False
        return not _is_furniture(line.text)

    def _page_width(self) -> tuple[int, int]:
        """Return the least and the greatest width that most lines that surely go on agree on, or zeros if no two do."""
        change = [0] * (2 * WIDEST + 3)
        spans = 0
        for i, (above, line) in enumerate(pairwise(self.lines)):
            unspaced = is_unspaced(above.text[-1])
            least = self.widths[i]
            if line.after_blank or not (NARROWEST_UNSPACED if unspaced else NARROWEST) <= least <= WIDEST:
                continue
            if _flows(above.text, line.text):
                spans += 1
                change[least] += 1
                change[min(least + _first_word(line.text), 2 * WIDEST + 1) + 1] -= 1
        support = list(accumulate(change))
        most = max(support)
        if most < max(2, 0.4 * spans):
            return 0, 0
        low = support.index(most)
        high = low
        while support[high + 1] == most:
            high += 1
        return low, high

    def _share_folded(self) -> float:
        """Return the share of the texts longer than the column that are folded at it, from the first such on."""
        first = min(self.begins, default=0)
        long = [i for i in range(first, len(self.lines)) if len(self.lines[i].text) > self.column + 40]
        return sum(i in self.begins for i in long) / len(long) if len(self.begins) > 2 and long else 0.0


def _widths(lines: Sequence[Line], markers: Sequence[Marker]) -> tuple[list[int], set[int]]:
    """Return how wide each line is without its markers, and the lines that begin inside one."""
    widths, inside, at = [], set(), 0
    for i, line in enumerate(lines):
        while at < len(markers) and markers[at].end <= line.start:
            at += 1
        width, ahead = line.end - line.start, at
        while ahead < len(markers) and markers[ahead].start < line.end:
            marker = markers[ahead]
            width -= min(marker.end, line.end) - max(marker.start, line.start)
            if marker.start < line.start:
                inside.add(i)
            ahead += 1
        widths.append(width)
    return widths, inside


def _fold_column(lines: Sequence[Line], markers: Sequence[Marker]) -> tuple[int, frozenset[int]]:
    """Return after how many characters the page folds its texts, and the lines at which folded texts begin.

    A site folds every text after the same number of characters, line breaks counted, so the distance from the
    beginning of a text to its marker is the one that most markers share. 0 and none where no two agree.
    """
    distances: list[tuple[int, int]] = []
    at = 0
    for marker in markers:
        while at + 1 < len(lines) and lines[at + 1].start <= marker.start:
            at += 1
        for i in range(at, max(-1, at - 8), -1):
            if (distance := marker.start - lines[i].start) > FARTHEST_MARKER:
                break
            if distance > 0:
                distances.append((distance, i))
            if lines[i].after_blank:
                break
    votes = Counter(distance for distance, _ in distances)
    column, count = min(votes.items(), key=lambda vote: (-vote[1], -vote[0]), default=(0, 0))
    if count < max(2, 0.5 * len(markers)):
        return 0, frozenset()
    return column, frozenset(i for distance, i in distances if distance == column)


def _flows(above: str, below: str) -> bool:
    """Say whether a text surely goes on from one line to the next."""
    if is_unspaced(above[-1]) and is_unspaced(below[0]):
        return True
    if above[-1] in _SENTENCE_MARKS:
        return False
    return starts_lower(below) or _HYPHENATED.search(above) is not None or above[-1] in ",(["


def _first_word(text: str) -> int:
    """Return the room the first word of a line takes behind the line above, its space counted."""
    if is_unspaced(text[0]):
        return 2
    end = text.find(" ")
    return min(len(text) if end < 0 else end, 60) + 1
