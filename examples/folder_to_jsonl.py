"""A folder of page dumps becomes one clean JSONL: one line a page, and no text twice.

    python examples/folder_to_jsonl.py DUMPS > clean.jsonl

On the command line, without the copies: pubclean clean DUMPS --output clean.jsonl
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pubclean


def main(folder: Path) -> None:
    paths = sorted(folder.rglob("*.txt"))
    pages = pubclean.parse_many(path.read_text("utf-8", "surrogateescape") for path in paths)
    seen = pubclean.DuplicateIndex()
    for path, page in zip(paths, pages, strict=True):
        name = path.relative_to(folder).as_posix()
        repeated = seen.add(name, page.text)
        if repeated is not None:
            print(f"{name} repeats {repeated.key}", file=sys.stderr)
            continue
        titles = [record.title for record in page.records if record.title]
        print(json.dumps({"file": name, "language": page.language.code, "titles": titles, "text": page.text}))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pages")
