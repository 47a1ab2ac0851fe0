"""Truncation markers: where a text was folded away behind a read-more label.

A marker is an ellipsis, at most one space, and a label in brackets: "… (voir plus)". Without brackets it is taken
for one only at the end of a line, or where a cut word goes on directly behind the label: "[...] Read moregue".
In brackets a label need not be listed: it may be put together of the words such labels are made of in one language.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pubclean.lexicons import TOKEN, lexicon, trimmed
from pubclean.text import HAS_UNSPACED, fold, locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_OPENER = {")": "(", "]": "[", "}": "{", "）": "（", "］": "［", "】": "【", ">": "<"}
_CLOSER = re.compile("[" + re.escape("".join(_OPENER)) + "]")
_ELLIPSIS = re.compile(r"…|⋯|\.\.\.")
_IN_BRACKETS = re.compile(r"\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\)")
_DOTS = ("...", "…", "⋯")
_ELLIPSIS_AT_END = re.compile(r"(?:\[(?:…|\.\.\.)\]|…|⋯|\.\.\.)\s?\Z")
_LONGEST_LABEL = 48
_LONGEST_WORD = 24  # of an alphabet without spaces
_WINDOW = _LONGEST_LABEL + 8
_LONGEST_DECORATION = 8
_DECORATION = " \t\u00a0.»›>→↓▸►▶▾▼⌄+:"


class Marker(NamedTuple):
    """A truncation marker: its span, where its ellipsis ends, and the label as it stood."""

    start: int
    end: int
    ellipsis_end: int
    label: str


@cache
def _labels(key: str) -> frozenset[str]:
    return frozenset(lexicon().lists.get(f"truncation.{key}", ()))


@cache
def _bare_by_start() -> dict[str, tuple[str, ...]]:
    """Return the bare labels by their first two letters, longest first."""
    found: dict[str, list[str]] = {}
    for label in sorted(_labels("bare"), key=lambda label: (-len(label), label)):
        found.setdefault(label[:2], []).append(label)
    return {start: tuple(labels) for start, labels in found.items()}


def ellipses(text: str) -> list[int]:
    """Return where ellipses begin; without one there is no marker.

    >>> ellipses("the tides… of small ... lakes")
    [9, 20]
    """
    found = []
    for dots in _DOTS if not text.isascii() else _DOTS[:1]:
        at = text.find(dots)
        while at >= 0:
            found.append(at)
            at = text.find(dots, at + len(dots))
    return sorted(found)


class _Words(NamedTuple):
    """The words of labels: languages by word; and for languages without spaces, all words and the cues."""

    cues: dict[str, set[str]]
    known: dict[str, set[str]]
    unspaced: list[tuple[set[str], set[str]]]


@cache
def _words() -> _Words:
    found = _Words({}, {}, [])
    unspaced: dict[str, tuple[set[str], set[str]]] = {}
    for key in ("cues", "fillers"):
        for entry in lexicon().lists.get(f"truncation.{key}", ()):
            language, _, word = entry.partition("|")
            found.known.setdefault(word, set()).add(language)
            if key == "cues":
                found.cues.setdefault(word, set()).add(language)
            if HAS_UNSPACED.search(word):
                known, cues = unspaced.setdefault(language, (set(), set()))
                known.add(word)
                cues.update({word} if key == "cues" else ())
    found.unspaced.extend(unspaced[language] for language in sorted(unspaced))
    return found


def _is_composed(label: str) -> bool:
    """Say whether a folded label is put together of two or more words of labels of one language, one of them a cue.

    "hier den ganzen Text lesen" is, for "lesen" and "ganzen" are cues and the others go with them; "siehe Text" is not.
    """
    words = TOKEN.findall(label)
    if HAS_UNSPACED.search(label):
        run = "".join(words)
        return any(_is_run_of(run, known, cues) for known, cues in _words().unspaced)
    if len(words) < 2:
        return False
    languages = set.intersection(*(_words().known.get(word, set()) for word in words))
    return any(languages & _words().cues.get(word, set()) for word in words)


def _is_run_of(run: str, known: set[str], cues: set[str]) -> bool:
    """Say whether a run of letters falls into words that are known, one of them a cue."""
    ends: dict[int, bool] = {0: False}  # how far words reach, and whether a cue is among them
    for start in range(len(run)):
        if start in ends:
            for end in range(start + 1, min(len(run), start + _LONGEST_WORD) + 1):
                if (word := run[start:end]) in known and word != run:
                    ends[end] = ends.get(end, False) or ends[start] or word in cues
    return ends.get(len(run), False)


def find_markers(text: str) -> list[Marker]:
    """Return the markers of a text, in order; none overlaps another.

    A marker left over when another is taken out of it is part of one larger marker, so that what remains holds none.

    >>> [marker[:2] for marker in find_markers("introduced to ar… (voir plus)gue (… (see Table 1)).")]
    [(16, 29)]
    """
    places = ellipses(text)
    if not places:
        return []
    kept: list[Marker] = []
    for marker in sorted(_bracketed(text, places) + _bare(text, places)):
        if not kept or marker.start >= kept[-1].end:
            kept.append(marker)
    return kept


def _closers(text: str, places: Iterable[int], gone: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield the closing brackets near behind an ellipsis, or near behind what is gone by then."""
    at = seen = 0
    for place in places:
        at = max(at, place)
        while at < (seen := max(seen, place + 2 * _WINDOW, gone[-1][1] + 2 * _WINDOW if gone else 0)):
            closer = _CLOSER.search(text, at, seen)
            at = closer.end() if closer else seen
            if closer:
                yield closer


def _bracketed(text: str, dots: Iterable[int]) -> list[Marker]:
    found: list[Marker] = []
    gone: list[tuple[int, int]] = []  # the spans of `found`, neighbours merged
    labels = _labels("bracketed")
    for closer in _closers(text, dots, gone):
        end = closer.start()
        if (not gone or gone[-1][1] <= end - _WINDOW) and not _may_be_bracketed(text, end):
            continue
        view, places = _view(text, end, gone)
        opener = _OPENER[text[end]]
        at = view.rfind(opener)
        if at <= 0 or not 0 < len(view) - at - 1 <= _LONGEST_LABEL:
            continue
        label = view[at + 1 :]
        if label.endswith(text[end]) and view[at - 1] == opener:  # "… ((more…))"
            at, label = at - 1, label[:-1]
        ellipsis = _ELLIPSIS_AT_END.search(view, max(0, at - 6), at)
        if ellipsis is None:
            continue
        folded = trimmed(fold(label))
        if folded not in labels and not _is_composed(folded):
            continue
        start = _place(places, ellipsis.start())
        ellipsis_end = _place(places, ellipsis.start() + len(ellipsis[0].rstrip()) - 1) + 1
        while found and found[-1].start >= start:
            found.pop()
        found.append(Marker(start, end + 1, ellipsis_end, label))
        while gone and gone[-1][1] >= start:
            start = min(start, gone.pop()[0])
        gone.append((start, end + 1))
    return found


def _may_be_bracketed(text: str, end: int) -> bool:
    """Say whether an ellipsis stands before the bracket that the one at `end` closes, where nothing near is gone."""
    first, opener = max(0, end - _WINDOW), _OPENER[text[end]]
    at = text.rfind(opener, first, end)
    at -= text[end - 1] == text[end] and at > first and text[at - 1] == opener
    return at > first and _ELLIPSIS_AT_END.search(text, max(first, at - 6), at) is not None


def _view(text: str, end: int, gone: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Return the characters before `end` less what is gone, and where its pieces begin: (in view, in text)."""
    pieces: list[tuple[int, int]] = []
    room, at = _WINDOW, end
    for first, last in reversed(gone):
        if room <= 0 or last < at - room:
            break
        pieces.append((last, at))
        room -= at - last
        at = first
    if room > 0:
        pieces.append((max(0, at - room), at))
    view, places = "", []
    for start, stop in reversed(pieces):
        places.append((len(view), start))
        view += text[start:stop]
    return view, places


def _place(places: list[tuple[int, int]], at: int) -> int:
    """Return the place in the text of a place in a view."""
    in_view, in_text = max(place for place in places if place[0] <= at)
    return in_text + at - in_view


def _bare(text: str, places: Iterable[int]) -> list[Marker]:
    """Return the markers without brackets: at a line's end, or with a cut word going on directly behind."""
    found: list[Marker] = []
    by_start = _bare_by_start()
    for place in places:
        ellipsis = _IN_BRACKETS.match(text, max(0, place - 1)) or _ELLIPSIS.match(text, place)
        if ellipsis is None:
            continue
        at = ellipsis.end()
        at += text[at : at + 1] in {" ", "\u00a0"}
        after = text[at : at + 2 * _LONGEST_LABEL]
        if not after[:1].isalpha():
            continue
        if after[:3].isascii() and after[:2].isalnum() and after[:2].lower() not in by_start:
            continue  # as it will be when folded
        folded = fold(after)
        for label in by_start.get(folded[:2], ()):
            if folded.startswith(label):
                length = _length_of(label, after)
                rest = after[length:]
                if _ends_line(rest) or _is_glued(after[:length], rest, ellipsis[0]):
                    end = at + length + (len(_line(rest).rstrip()) if _ends_line(rest) else 0)
                    found.append(Marker(ellipsis.start(), end, ellipsis.end(), after[:length]))
                    break
    return found


def _length_of(label: str, after: str) -> int:
    """Return how many characters of a text its folded beginning is, marks that fold to nothing included."""
    length = locate(after, 0, len(label))[1]
    while length < len(after) and not after[length].isspace() and not fold(after[length]):
        length += 1
    return length


def _line(rest: str) -> str:
    return (rest.splitlines() or [""])[0]


def _ends_line(rest: str) -> bool:
    return len(_line(rest)) < _LONGEST_DECORATION and not _line(rest).strip(_DECORATION)


def _is_glued(label: str, rest: str, ellipsis: str) -> bool:
    """Say whether a cut word goes on behind a label that is written as a button is: "[...] Read moregue"."""
    return rest[:1].islower() and " " in label and (label[0].isupper() or ellipsis[0] in "[(")
