"""Measure `deduplicate` beside its peers: speed, quality, growth, memory, threads, stages.

    python -m benchmarks            about fifteen minutes; peers that are installed take part
    python -m benchmarks --quick    about a minute
    python -m benchmarks pages      `clean` and `parse` instead; see `benchmarks/pages/suite.py`

It makes its own data, runs every contender in fresh processes in interleaved rounds, prints tables, and writes
`benchmarks/results/duplicates.json` and `.svg`.
"""

# ruff: noqa: PLC0415 what is measured is imported when its turn comes
from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import statistics
import sys
import time
from pathlib import Path

from benchmarks.chart import bars
from benchmarks.contenders import CONTENDERS, installed
from benchmarks.corpus import THRESHOLD, jaccard, read, stored
from benchmarks.measure import median_of, run
from benchmarks.pages.suite import main as pages
from benchmarks.tables import note, table

RESULTS = Path(__file__).parent / "results"
OURS = ["jaccard", "copies", "jaccard, NumPy twin"]


def speed(names: list[str], count: int, rounds: int) -> dict:
    """Time all contenders side by side, and hold their answers against the truth."""
    path = stored(count)
    runs: dict[str, list[dict]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in names:
            note(f"speed, round {turn + 1} of {rounds}: {name}")
            runs[name].append(run(name, path))
    texts, origin = read(path)
    edits = [(row, of) for row, of in enumerate(origin) if row != of]
    planted = [(row, of) for row, of in edits if jaccard(texts[row], texts[of]) >= THRESHOLD]
    figures = {}
    for name in names:
        figures[name] = median_of(runs[name])
        labels = figures[name].pop("labels")
        kept = {row for row, of in enumerate(labels) if row == of}
        figures[name]["recall"] = sum(not (row in kept and of in kept) for row, of in planted) / len(planted)
        figures[name]["removed"] = len(texts) - len(kept)
        figures[name]["below"] = sum(
            jaccard(texts[row], texts[of]) < THRESHOLD for row, of in enumerate(labels) if row != of
        )
    ours = figures["jaccard"]["cpu"]
    table(
        [f"{count} texts", "texts/s", "CPU µs", "wall µs", "× jaccard", "recall", "removed", "below .8", "+MB"],
        [
            [name, f"{1e6 / each['cpu']:.0f}", each["cpu"], each["wall"], each["cpu"] / ours, f"{each['recall']:.4f}",
             each["removed"], each["below"] if name != "copies" else "-", f"{each['memory']:.0f}"]
            for name, each in figures.items()
        ],
    )  # fmt: skip
    return figures


def growth(sizes: list[int]) -> dict:
    """Time and memory a text as texts grow in number."""
    figures: dict[str, dict[int, dict]] = {"jaccard": {}, "copies": {}}
    for method, each in figures.items():
        for size in sizes:
            note(f"growth: {method}, {size} texts")
            each[size] = median_of([run(method, stored(size)) for _ in range(3 if size < 500_000 else 1)])
            del each[size]["labels"]
    table(
        ["growth: CPU µs and bytes a text", *map(str, sizes)],
        [
            [method, *(f"{one['cpu']:.2f}, {one['memory'] * 2**20 / size:.0f}" for size, one in each.items())]
            for method, each in figures.items()
        ],
    )
    return figures


def threads(count: int, rounds: int) -> dict:
    """Wall time of one thread over that of two, in pairs."""
    path, figures = stored(count), {}
    for method in ("jaccard", "copies"):
        note(f"threads: {method}")
        pairs = [(run(method, path)["wall"], run(f"{method}, 2 workers", path)["wall"]) for _ in range(rounds)]
        figures[method] = statistics.median(one / two for one, two in pairs)
    table(["two threads against one", "× faster"], [[method, share] for method, share in figures.items()])
    return figures


def stages(count: int) -> dict:
    """CPU µs a text of each stage of the kernel, beside reading the same bytes."""
    from pubclean.kernel.native import ArrowTexts, Engine  # noqa: F401 only where it is compiled
    from pubclean.kernel.plan import copies_plan, jaccard_plan

    texts, _ = read(stored(count))
    figures = {"reading the bytes": timed(lambda: [text.count("\0") for text in texts], count)}
    for name, plan in (("jaccard", jaccard_plan(THRESHOLD)), ("copies", copies_plan(THRESHOLD))):
        engine, found = Engine(plan), []
        chunks = [texts[at : at + 512] for at in range(0, count, 512)]
        figures[f"{name}: sketch"] = timed(lambda: found.extend(map(engine.sketch, chunks)), count)  # noqa: B023
        figures[f"{name}: propose, check, keep"] = timed(lambda: list(map(engine.decide, found)), count)  # noqa: B023
        index = Engine(plan)
        figures[f"{name}: one by one"] = timed(lambda: list(map(index.add, texts)), count)  # noqa: B023
        figures[f"{name}: bytes a kept text"] = index.__sizeof__() / len(index)
    table(["stage, warm", "CPU µs a text"], [[name, value] for name, value in figures.items()])
    return figures


def timed(work, count: int) -> float:
    begin = time.process_time()
    work()
    return (time.process_time() - begin) / count * 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer texts, fewer rounds")
    parser.add_argument("--only", nargs="*", choices=list(CONTENDERS), help="contenders to time")
    options = parser.parse_args()
    count, rounds = (3000, 1) if options.quick else (20_000, 5)
    sizes = [2000, 20_000] if options.quick else [10_000, 100_000, 1_000_000]
    names = options.only or [*OURS, *installed()]
    names = ["jaccard", *(name for name in names if name != "jaccard")]
    facts = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "speed": speed(names, count, rounds),
        "growth": growth(sizes),
        "threads": threads(sizes[1], rounds),
        "stages": stages(count),
    }
    print(f"{facts['machine']}, {facts['date']}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "duplicates.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shares = {name: each["cpu"] for name, each in facts["speed"].items()}
    (RESULTS / "duplicates.svg").write_text(
        bars(f"CPU µs a text, {count} abstracts, one thread", shares), encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(pages(sys.argv[2:]) if sys.argv[1:2] == ["pages"] else main())
