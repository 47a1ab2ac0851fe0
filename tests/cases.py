"""Read the annotated page dumps in `cases/`; their format stands in `cases/README.md`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "cases"


class Expected(NamedTuple):
    """A block as a reader sees it."""

    start: int
    end: int
    label: str
    record: int | None
    cut: bool
    repeats: bool


class Case(NamedTuple):
    name: str
    source: str
    blocks: tuple[Expected, ...]
    language: str | None
    fails: str | None
    file: str


def read_case(data: dict, file: str) -> Case:
    source, blocks, at = [], [], 0
    for row in data["page"].split("\n"):
        if not row.strip():
            continue
        note, separator, line = row.partition("| ")
        if not separator and row.rstrip().endswith("|"):
            note, line = row.rstrip()[:-1], ""
        words = note.split()
        end = at + len(line)
        if words[0] == "+":
            blocks[-1] = blocks[-1]._replace(end=at + len(line.rstrip()))
        elif words[0] != "-":
            start = at + len(line) - len(line.lstrip())
            records = [int(word[1:]) for word in words[1:] if word.startswith("@")]
            blocks.append(
                Expected(
                    start,
                    at + len(line.rstrip()),
                    words[0],
                    records[0] if records else None,
                    "cut" in words,
                    "dup" in words,
                )
            )
        source.append(line)
        at = end + 1
    return Case(data["name"], "\n".join(source), tuple(blocks), data.get("language"), data.get("fails"), file)


def read_cases(pattern: str = "*.toml") -> list[Case]:
    return [
        read_case(case, path.stem)
        for path in sorted(FOLDER.glob(pattern))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]
