"""Pages to time: the cases as they are, and pages of several sizes invented from their texts and from the lexicons."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.training.invent import Inventor, Stock

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
from cases import Case, judged, read_cases

SIZES = (1000, 4000, 16_000, 64_000)  # bytes of UTF-8
Dump = tuple[str, str | None]  # a page and its language


def stock_of(cases: list[Case]) -> Stock:
    """Return what the cases hold to make other pages from."""
    lines: dict[str, list[str]] = {}
    notices: dict[str, list[str]] = {}
    for case in cases:
        for block in case.blocks:
            text = " ".join(case.source[block.start : block.end].split())
            lines.setdefault(block.label, []).append(text)
            if block.label == "consent" and len(text) >= 25:
                notices.setdefault((case.language or "en").partition("-")[0], []).append(text)
    names = [name for name in lines["person"] if len(name) < 30]
    return Stock(lines["title"], names, lines["abstract"], lines["prose"], notices, lines)


def page_of(inventor: Inventor, size: int) -> str:
    """Invent a page of about so many bytes: the top of a site, what it is about until the size is reached, the end."""
    bodies = (inventor.publications, inventor.item, inventor.members, inventor.talks, inventor.news)
    inventor.code = inventor.draw.choice(sorted(inventor.lexicons))
    inventor.words = inventor.lexicons[inventor.code]
    top, end = inventor.header(), inventor.footer()
    lines = [text for text, _ in top]
    left = size - sum(len(text.encode()) + 1 for text, _ in top + end)
    while left > 0:
        for text, _ in inventor.draw.choice(bodies)():
            if left > 0:
                lines.append(text)
                left -= len(text.encode()) + 1
    return "\n".join([*lines, *(text for text, _ in end)])


def invented(size: int, total: int, seed: int = 1) -> list[Dump]:
    """Invent pages of a size until there are so many bytes of them."""
    inventor = Inventor(stock_of(read_cases()), seed)
    return [(page_of(inventor, size), inventor.code) for _ in range(max(2, total // size))]


def corpora(total: int) -> dict[str, list[Dump]]:
    """Return the cases, and for each size invented pages of so many bytes together."""
    cases = [(case.source, case.language) for case in read_cases()]
    return {"cases": cases} | {f"{size // 1000} KB": invented(size, total) for size in SIZES}


def labelled(parse) -> list[tuple[Case, list[str]]]:
    """Return the cases, each with the labels that its blocks are given."""
    return [(case, [label for _, label in judged(case, parse(case.source))]) for case in read_cases()]
