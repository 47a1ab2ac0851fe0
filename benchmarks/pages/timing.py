"""Time one cleaner in a process of its own: `python -m benchmarks.pages.timing CLEANER FILE` prints seconds as JSON.

Of each corpus in FILE the first tenth of the pages warms up, the rest is timed: the seconds of processor time per
megabyte of UTF-8 that the plain text has, whatever the cleaner was given it as.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from benchmarks.measure import fresh
from benchmarks.pages.cleaners import CLEANERS, Cleaner


def megabytes(texts: list[str]) -> float:
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6


def seconds_each(cleaner: Cleaner, pages: list[list]) -> float:
    given = [cleaner.ready(text, language) for text, language in pages]
    warm = max(1, len(pages) // 10)
    for one in given[:warm]:
        cleaner.work(one)
    gc.collect()  # what imports left behind would fall on whichever page comes next
    begin = time.process_time()
    for one in given[warm:]:
        cleaner.work(one)
    return (time.process_time() - begin) / megabytes([text for text, _ in pages[warm:]])


def run_here(name: str, path: Path) -> dict[str, float]:
    corpora = json.loads(path.read_text("utf-8"))
    begin = time.process_time()
    cleaner = CLEANERS[name]()
    cleaner.work(cleaner.ready(*corpora["cases"][0]))
    first = time.process_time() - begin
    return {"first": first} | {corpus: seconds_each(cleaner, pages) for corpus, pages in corpora.items()}


def run(name: str, path: Path) -> dict[str, float]:
    """Time a cleaner in a fresh process: seconds until its first page is done, then seconds a megabyte, by corpus."""
    return fresh("benchmarks.pages.timing", name, str(path))


if __name__ == "__main__":
    print(json.dumps(run_here(sys.argv[1], Path(sys.argv[2]))))
