"""Read the annotated page dumps in `cases/`; their format stands in `cases/README.md`.

Run as a script, it notes in the files what the labeller gets wrong today.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "cases"


class Expected(NamedTuple):
    """A block as a reader sees it; `today` is the label it gets where that is another one."""

    start: int
    end: int
    label: str
    today: str | None
    record: int | None
    cut: bool
    repeats: bool


class Case(NamedTuple):
    """A page and what it must give; `split` says that its boundaries are known to come out otherwise."""

    name: str
    source: str
    blocks: tuple[Expected, ...]
    language: str | None
    split: bool
    file: str


def rows_of(page: str) -> list[tuple[str, str]]:
    """Return the rows of a case: the note in front, and the line of the dump."""
    rows = []
    for row in page.split("\n"):
        if row.strip():
            note, bar, line = row.partition("| ")
            rows.append((note, line) if bar else (row.rstrip()[:-1], ""))
    return rows


def read_case(data: dict, file: str) -> Case:
    source, blocks, at = [], [], 0
    for note, line in rows_of(data["page"]):
        words = note.split()
        end = at + len(line.rstrip())
        if words[0] == "+":
            blocks[-1] = blocks[-1]._replace(end=end)
        elif words[0] != "-":
            start = at + len(line) - len(line.lstrip())
            marks = {word[0]: word[1:] for word in words[1:]}
            record = int(marks["@"]) if "@" in marks else None
            blocks.append(Expected(start, end, words[0], marks.get("~"), record, "cut" in words, "dup" in words))
        source.append(line)
        at += len(line) + 1
    return Case(data["name"], "\n".join(source), tuple(blocks), data.get("language"), data.get("split", False), file)


def read_cases(pattern: str = "*.toml") -> list[Case]:
    return [
        read_case(case, path.stem)
        for path in sorted(FOLDER.glob(pattern))
        for case in tomllib.loads(path.read_text("utf-8")).get("case", [])
    ]


def covering(blocks, start: int, end: int):
    """Return the block that covers most of a span."""
    return max(blocks, key=lambda block: min(end, block.end) - max(start, block.start), default=None)


def judged(case: Case, page) -> list[tuple[str, str]]:
    """Return each block a reader sees, and the label of the block of the page that covers most of it."""
    return [
        (case.source[block.start : block.end], str(covering(page.blocks, block.start, block.end).label))
        for block in case.blocks
    ]


def with_notes(text: str, parse) -> str:
    """Return a file of cases with today's labels noted where they are not the right ones."""
    cases = {case["name"]: read_case(case, "") for case in tomllib.loads(text).get("case", [])}
    rows, got, name = [], iter(()), ""
    for row in text.split("\n"):
        if row.startswith("name = "):
            name = tomllib.loads(row)["name"]
            page = parse(cases[name].source)
            got = iter([label for _, label in judged(cases[name], page)])
            same = [b[:2] for b in page.blocks] == [b[:2] for b in cases[name].blocks]
            rows += [row] if same else [row, "split = true  # its boundaries are known to come out otherwise"]
            continue
        if row.startswith("split = "):
            continue
        note, bar, line = row.partition("|")
        words = note.split()
        if bar and words and words[0].isalpha() and "=" not in note:
            found = next(got)
            words = [words[0], *([f"~{found}"] if found != words[0] else []), *(w for w in words[1:] if w[0] != "~")]
            rows.append(" ".join(words).ljust(len(note) - 1) + " |" + line)
            continue
        rows.append(row)
    return "\n".join(rows)


if __name__ == "__main__":
    from pubclean import parse

    for path in sorted(FOLDER.glob("*.toml")):
        path.write_text(with_notes(path.read_text("utf-8"), parse), encoding="utf-8")
