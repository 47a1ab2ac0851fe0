"""Pages line by line: how peers are given them, and which lines a cleaner dropped."""

from __future__ import annotations

import re
from bisect import bisect_left
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pubclean import Block

NOT_IN_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def shown(line: str) -> str:
    """Return a line as a browser would show it."""
    return " ".join(NOT_IN_HTML.sub("", line).split())


def wrapped(text: str) -> str:
    """Return a page of plain text as HTML, each line a paragraph: all the markup there is to give."""
    paragraphs = (f"<p>{escape(line)}</p>" for line in map(shown, text.split("\n")) if line)
    head = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title></title></head><body>\n'
    return head + "\n".join(paragraphs) + "\n</body></html>\n"


def missing(text: str, output: str) -> list[bool]:
    """Say of each line of a page whether what a cleaner gave of it lacks the line; blank lines are not missed."""
    lines = [shown(line) for line in text.split("\n")]
    filled = [at for at, line in enumerate(lines) if line]
    kept = [line for line in map(shown, output.split("\n")) if line]
    there = {filled[at] for at in placed([lines[at] for at in filled], kept)}
    return [bool(line) and at not in there for at, line in enumerate(lines)]


def placed(lines: list[str], kept: list[str]) -> list[int]:
    """Return where kept lines stand on a page, in order.

    A line that stands there several times is taken next to the kept line before it, else next to the one after it.
    """
    places: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        places.setdefault(line, []).append(at)
    known, at = [], 0
    for line in kept:
        if line in places and places[line][-1] >= at:
            at = after(places[line], at) + 1
            known.append(line)
    latest, end = [], len(lines)
    for line in reversed(known):
        end = places[line][bisect_left(places[line], end) - 1]
        latest.append(end)
    latest.reverse()
    found: list[int] = []
    for line, last, next_last in zip(known, latest, [*latest, None][1:], strict=True):
        at = found[-1] + 1 if found else 0
        follows = bool(found) and lines[at] == line
        found.append(last if last + 1 == next_last and not follows else after(places[line], at))
    return found


def after(places: list[int], at: int) -> int:
    return places[bisect_left(places, at)]


def boilerplate(text: str, blocks: tuple[Block, ...]) -> list[bool]:
    """Say of each line of a page whether the block that covers most of it is boilerplate."""
    found, first, start = [], 0, 0
    for line in text.split("\n"):
        end = start + len(line)
        while first < len(blocks) and blocks[first].end <= start:
            first += 1
        last = first
        while last < len(blocks) and blocks[last].start < end:
            last += 1
        shares = [(min(end, block.end) - max(start, block.start), block) for block in blocks[first:last]]
        found.append(max(shares, key=lambda pair: pair[0])[1].boilerplate if shares else False)
        start = end + 1
    return found
