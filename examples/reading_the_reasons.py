"""Why is this line gone, and what was changed in that one? A page answers block by block.

python examples/reading_the_reasons.py PAGE          prints the reasons
python examples/reading_the_reasons.py PAGE OUT.html draws them
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pubclean


def main(path: Path, picture: Path | None) -> None:
    page = pubclean.parse(path.read_text("utf-8", "surrogateescape"))

    # what was left out: evidence points at the words of the source that spoke for the label
    for number, block in enumerate(page.blocks):
        if block.boilerplate:
            print(f"block {number} is {block.label}: {block.text[:60]}")
            for reason in block.evidence:
                print(f"    {reason.weight:+.1f} {reason.rule}: {page.source[reason.start : reason.end][:60]!r}")

    # what was changed: edits, replayed on the block as it stood, give its text
    for number, block in enumerate(page.blocks):
        for edit in block.edits:
            removed = page.source[edit.start : edit.end]
            print(f"block {number}: {edit.rule} put {edit.replacement!r} for {removed!r}")
        replayed = page.source[block.start : block.end]
        for edit in reversed(block.edits):
            start, end = edit.start - block.start, edit.end - block.start
            replayed = replayed[:start] + edit.replacement + replayed[end:]
        assert replayed == block.text

    # how much of each there was
    sizes: Counter[str] = Counter()
    for block in page.blocks:
        sizes[block.label] += len(block.text)
    print(", ".join(f"{label} {size}" for label, size in sizes.most_common()))

    if picture is not None:
        picture.write_text(page.to_html(), encoding="utf-8")


if __name__ == "__main__":
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pages" / "lab.txt"
    main(page, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
