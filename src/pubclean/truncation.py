"""Take truncation markers out, so that the text is as it was before the page folded it away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pubclean.errors import require_str
from pubclean.markers import find_markers
from pubclean.page import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pubclean.markers import Marker

_NOT_SPACE = re.compile(r"\S")


def strip_truncation(text: str) -> str:
    """Take out every truncation marker and nothing else.

    Where text follows on the same line, or on the next one in lower case, the whole marker goes and the text closes
    up; where nothing follows, the text is really cut: the label goes and the ellipsis stays.

    Raises:
        TypeError: `text` is not a str.

    >>> strip_truncation("were introduced to ar… (voir plus)gue that")
    'were introduced to argue that'
    >>> strip_truncation("explored by leveraging… [Read more]")
    'explored by leveraging…'
    """
    require_str(text)
    pieces, at = [], 0
    for edit in truncation_edits(text, find_markers(text)):
        pieces += [text[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*pieces, text[at:]])


def truncation_edits(text: str, markers: Iterable[Marker], start: int = 0, end: int | None = None) -> list[Edit]:
    """Return the edits that take markers out of `text[start:end]`, which is one block, or the whole text."""
    is_block = end is not None
    end = len(text) if end is None else end
    edits, begin = [], start
    for marker in markers:
        if not _goes_on(text, marker.end, end, is_block=is_block):
            if marker.end > marker.ellipsis_end:
                edits.append(Edit(marker.ellipsis_end, marker.end, "", "truncation.end"))
            continue
        first, last = marker.start, marker.end
        if first == begin:
            while text[last].isspace():
                last += 1
            begin = last
        elif text[last] == text[first - 1] == " ":
            last += 1  # spaced on both sides: one space stays
        edits.append(Edit(first, last, "", "truncation.marker"))
    return edits


def _goes_on(text: str, at: int, end: int, *, is_block: bool) -> bool:
    """Say whether text follows a marker that ends at `at`."""
    ahead = _NOT_SPACE.search(text, at, end)
    if ahead is None or is_block:
        return ahead is not None
    lines = (text[at : ahead.start()] + "x").splitlines()
    return len(lines) == 1 or (len(lines) == 2 and ahead[0].islower())
