"""Text, read the same way everywhere: folding with a way back to the source, lines, words, sentence ends."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff"
)
_REMOVED = re.compile(f"[\u0300-\u036f{_INVISIBLE}]+")
_UNIFIED = {ord(c): "'" for c in "’‘‚‛ʼʹ′`´＇"} | {ord(c): '"' for c in "“”„‟«»″＂「」『』《》"}
_UNIFIED |= {ord(c): "-" for c in "‐‑‒–—―−－"} | {ord("ı"): "i", ord("ß"): "ss"}
_TO_UNIFY = re.compile("[" + "".join(map(chr, _UNIFIED)) + "]")
_SPACES = re.compile(r"\s+")

# letters that have no case and stand without spaces between words
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
HAS_UNSPACED = re.compile(f"[{UNSPACED}]")
is_unspaced = re.compile(f"[{UNSPACED}、，。]").match
WORD = re.compile(r"[^\W_]+(?:['’ʼ·-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?。！？؟۔।॥։…‥⋯:;：；]\Z")
_CLOSERS = "\"'”’»›)]}）］】」』〉》*†‡¹²³"


def fold(text: str) -> str:
    r"""Write text the way phrases are compared: no case, no accents, plain quotes and dashes, single spaces.

    >>> fold("« L’Été »  à la mer")
    '" l\'ete " a la mer'
    """
    if text.isascii():
        return _SPACES.sub(" ", text.lower().replace("`", "'")).strip()
    text = unicodedata.normalize("NFKD", text).casefold()
    text = _REMOVED.sub("", text)
    text = _TO_UNIFY.sub(lambda match: _UNIFIED[ord(match[0])], text)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text).strip())


def locate(text: str, start: int, end: int) -> tuple[int, int]:
    """Find the span of `text` that `fold(text)[start:end]` came from.

    >>> locate("L’Été  à la mer", 2, 7)
    (2, 8)
    """
    at, first, pending = 0, None, False
    for i, character in enumerate(text):
        if at >= end:
            return first or 0, i
        folded = fold(character)
        if not folded:
            pending = pending or (character.isspace() and at > 0)
            continue
        at += pending
        pending = False
        if first is None and at + len(folded) > start:
            first = i
        at += len(folded)
    return first or 0, len(text)


class Line(NamedTuple):
    """A line of the source that holds more than white space, and whether a blank line stands before it."""

    start: int
    end: int
    text: str
    after_blank: bool


def lines_of(source: str) -> list[Line]:
    r"""Return the lines of a text less the white space round them; blank ones are only remembered.

    >>> [line.text for line in lines_of(" one\r\n\u2028two ")]
    ['one', 'two']
    """
    lines: list[Line] = []
    at, blank = 0, True
    for raw in source.splitlines(keepends=True):
        text = raw.strip()
        if text:
            start = at + len(raw) - len(raw.lstrip())
            lines.append(Line(start, start + len(text), text, blank))
            blank = False
        else:
            blank = True
        at += len(raw)
    return lines


def ends_sentence(text: str) -> bool:
    """Say whether a text ends as a sentence does, quotes, brackets and note marks aside.

    >>> ends_sentence('He said "no."'), ends_sentence("the set of")
    (True, False)
    """
    return _SENTENCE_END.search(text[-8:].rstrip(_CLOSERS + " ")) is not None


def starts_lower(text: str) -> bool:
    """Say whether the first letter of a text is a lower-case one and no digit stands before it.

    >>> starts_lower("(and so on)"), starts_lower("3 of them"), starts_lower("Then")
    (True, False, False)
    """
    for character in text[:8]:
        if character.isalnum():
            return character.islower()
    return False


_ENDS_IN_ADDRESS = re.compile(r"(?:https?://|www\.|doi\.org|10\.\d{4,}/|\w@|\w\.\w{2,4}/)\S*$")


def ends_cut(text: str) -> bool:
    """Say whether running text stops before its end: in the midst of a sentence, or at an ellipsis.

    >>> [ends_cut("We study the set " * 9 + end) for end in ("of", "of lakes.", "at https://a.example/b", "of…")]
    [True, False, False, True]
    """
    if text.endswith((".", "!", "?")) and not text.endswith("..."):
        return False
    tail = text[-120:].rstrip(_CLOSERS + " ")
    if tail.endswith(("…", "...", "⋯")) or text.endswith(("[…]", "[...]", "[ …]")):
        return True
    if len(text) <= 120 or ends_sentence(text) or MAY_END.search(tail):
        return False
    return _ENDS_IN_ADDRESS.search(text[-200:]) is None


MAY_END = re.compile(r"[\U0001f300-\U0001faff]$")
