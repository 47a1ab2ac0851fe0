"""A crawler feeds an index that outlives it: each page is stored once, also over the runs of a week.

    python examples/growing_index.py INDEX < pages.jsonl > new.jsonl

Each line has a "url" and a "text". Without arguments, it crawls a little of itself, twice.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pubclean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Page = dict[str, str]


def new_ones(pages: Iterable[Page], index: pubclean.DuplicateIndex) -> Iterator[Page]:
    """Yield the pages that tell something new, as they come."""
    for page in pages:
        if page["url"] in index:
            continue  # seen on an earlier run
        if (repeated := index.add(page["url"], pubclean.clean(page["text"]))) is None:
            yield page
        else:
            print(f"{page['url']} repeats {repeated.key} ({repeated.similarity:.2f})", file=sys.stderr)


def crawl(pages: Iterable[Page], path: Path) -> None:
    """Go on with the index of a file, or begin one."""
    index = pubclean.DuplicateIndex.load(path) if path.exists() else pubclean.DuplicateIndex()
    for page in new_ones(pages, index):
        print(json.dumps(page))
    index.save(path)  # all of it or, should the machine die now, what was there


if __name__ == "__main__":
    if len(sys.argv) > 1:
        crawl(map(json.loads, sys.stdin), Path(sys.argv[1]))
    else:
        dumps = {path.stem: path.read_text("utf-8") for path in sorted((Path(__file__).parent / "pages").glob("*.txt"))}
        week = [{"url": f"https://{site}.example/", "text": text} for site, text in dumps.items()]
        with tempfile.TemporaryDirectory() as folder:
            crawl(week[:3], Path(folder) / "seen.index")
            crawl(
                [*week, {"url": "https://mirror.example/", "text": dumps["lab"].upper()}], Path(folder) / "seen.index"
            )
