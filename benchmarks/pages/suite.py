"""Measure `clean` and `parse` beside their peers: speed, and what labels and dropped lines are worth.

    python -m benchmarks pages                      some minutes; peers that are installed take part
    python -m benchmarks pages --quick              about a minute
    python -m benchmarks pages --cleaning FOLDER    and quality on labelled pages that are not part of the project

It makes the pages to time from the cases and the lexicons, runs every cleaner in fresh processes in interleaved
rounds, prints tables, and writes `benchmarks/results/pages.json` and `.svg`. Peers read HTML and are given each line
as a paragraph, the only way they take plain text. FOLDER has `pages.jsonl.gz`: one JSON object a line with `text`,
`labels` (per line `keep`, `drop` or neither, which is not scored), `source`, `lang` and `fold`; `check` is read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import platform
import statistics
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks.chart import bars
from benchmarks.pages.cleaners import CLEANERS, OURS, PEERS, installed, module
from benchmarks.pages.dumps import corpora, labelled
from benchmarks.pages.scores import Judged, by_label, of_blocks, of_cleaning, of_lines
from benchmarks.pages.timing import run
from benchmarks.tables import note, table
from pubclean import parse

RESULTS = Path(__file__).parents[1] / "results"
CHARTED = "16 KB"
RATES = ("P", "R", "F1")


def cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def speed(names: list[str], total: int, rounds: int) -> dict:
    """Time all cleaners side by side: medians of seconds a megabyte, by corpus."""
    pages = corpora(total)
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.json"
        path.write_text(json.dumps(pages), "utf-8")
        for turn in range(rounds):
            for name in names:
                note(f"speed, round {turn + 1} of {rounds}: {name}")
                runs[name].append(run(name, path))
    figures = {name: {part: statistics.median(one[part] for one in each) for part in each[0]}
               for name, each in runs.items()}  # fmt: skip
    table(
        ["MB/s of plain text, warm, one core", *(f"{corpus} ({len(each)})" for corpus, each in pages.items()),
         f"× clean, {CHARTED}", "first page, s"],
        [
            [name, *(f"{1 / each[corpus]:.2f}" for corpus in pages), each[CHARTED] / figures["clean"][CHARTED],
             each["first"]]
            for name, each in figures.items()
        ],
    )  # fmt: skip
    return figures


def on_cases() -> dict:
    """Hold the labels of the cases against a reader's, by label and by language."""
    note("labels of the cases")
    found: dict[str, list[Judged]] = {}
    counts: dict[str, int] = {}
    for case, labels in labelled(parse):
        language = case.language or "none said"
        counts[language] = counts.get(language, 0) + 1
        found.setdefault(language, []).extend(
            Judged(block.label, label, block.end - block.start)
            for block, label in zip(case.blocks, labels, strict=True)
        )
    every = [one for each in found.values() for one in each]
    labels = by_label(every)
    print("The pages of tests/cases, from most of which labels were learned: no promise for others.\n")
    table(
        ["label", "blocks", *RATES],
        [[label, each["blocks"], *(cell(each[rate]) for rate in RATES)] for label, each in labels.items()],
    )
    languages = {"all": {"pages": sum(counts.values())} | of_blocks(every)}
    for language in sorted(found, key=lambda name: (-counts[name], name)):
        languages[language] = {"pages": counts[language]} | of_blocks(found[language])
    table(
        ["language", "pages", "blocks", "right label", *(f"boilerplate {rate}" for rate in RATES), "content kept"],
        [
            [language, each["pages"], each["blocks"], *(cell(each[rate]) for rate in ("right", *RATES, "kept"))]
            for language, each in languages.items()
        ],
    )
    return {"labels": labels, "languages": languages}


def pages_of(folder: Path, step: int) -> dict[str, list[dict]]:
    """Read each `step`-th page of the fold that is to check with, by source."""
    found: dict[str, list[dict]] = {}
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8", newline="\n") as lines:
        for page in map(json.loads, lines):
            if page["fold"] == "check":
                found.setdefault(page["source"], []).append(page)
    return {source: pages[::step] for source, pages in found.items()}


def outside(folder: Path, names: list[str], step: int) -> dict:
    """Hold what each cleaner drops of other pages against what a reader would, line by line, by source."""
    figures: dict[str, dict] = {}
    for source, pages in pages_of(folder, step).items():
        figures[source] = {"nothing dropped": of_cleaning(every_line(pages, None))}
        for name in names:
            note(f"{len(pages)} pages of {source}: {name}")
            figures[source][name] = of_cleaning(every_line(pages, name))
        print(f"{len(pages)} pages, {figures[source]['nothing dropped']['lines']:,} lines: {source}\n")
        table(
            ["dropping lines", *RATES, "F1 of keeping", "content kept"],
            [[name, *(cell(each[rate]) for rate in (*RATES, "keepF1", "kept"))]
             for name, each in figures[source].items()],
        )  # fmt: skip
    return figures


def every_line(pages: list[dict], name: str | None) -> list[Judged]:
    cleaner = CLEANERS[name]() if name else None
    found = []
    for page in pages:
        text, dropped = page["text"], [False] * len(page["labels"])
        if cleaner:
            dropped = cleaner.dropped(text, cleaner.work(cleaner.ready(text, page.get("lang"))))
        found += of_lines(text, page["labels"], dropped)
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks pages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer pages, fewer rounds")
    parser.add_argument("--cleaning", type=Path, metavar="FOLDER", help="labelled pages to measure quality on as well")
    options = parser.parse_args(arguments)
    total, rounds, step = (128_000, 1, 8) if options.quick else (1_000_000, 5, 1)
    peers = installed()
    note(f"not installed: {', '.join(sorted(PEERS.keys() - peers)) or 'none'}")
    facts = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "peers": {module(peer): version(module(peer)) for peer in peers},
        "seconds a megabyte": speed([*OURS, *peers], total, rounds),
        "cases": on_cases(),
    }
    if options.cleaning:
        facts["other pages"] = outside(options.cleaning, ["parse", *peers], step)
    print(f"{facts['machine']}, {facts['date']}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "pages.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    times = {name: each[CHARTED] for name, each in facts["seconds a megabyte"].items()}
    title = f"CPU seconds a megabyte, pages of {CHARTED}, one core"
    (RESULTS / "pages.svg").write_text(bars(title, times), encoding="utf-8")
    return 0
