"""What a run shows: its progress on stderr, its figures as tables."""

from __future__ import annotations

import sys


def note(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


def table(head: list[str], body: list[list]) -> None:
    cells = [[f"{cell:.3g}" if isinstance(cell, float) else str(cell) for cell in row] for row in [head, *body]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for at, row in enumerate(cells):
        rest = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        print("| " + " | ".join([row[0].ljust(widths[0]), *rest]) + " |")
        if not at:
            print("|" + "|".join("-" * (width + 1) + (":" if i else "-") for i, width in enumerate(widths)) + "|")
    print()
