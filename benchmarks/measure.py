"""One run in a process of its own: `python -m benchmarks.measure CONTENDER FILE` prints what it took, as JSON.

Imports and two short texts come before the clock; what is measured is cold otherwise.
"""

from __future__ import annotations

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.contenders import CONTENDERS
from benchmarks.corpus import read

ONE_THREAD = dict.fromkeys(("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def peak_memory(*, reset: bool = False) -> float:
    """Peak resident memory in MB, counted from the last reset where the system allows."""
    try:
        if reset:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))[1]) / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cpu_seconds() -> float:
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def run_here(contender: str, path: Path) -> dict:
    texts, _ = read(path)
    labels_of = CONTENDERS[contender]()
    labels_of(["two short texts", "to finish what is imported late"])
    memory, cpu, wall = peak_memory(reset=True), cpu_seconds(), time.perf_counter()
    labels = labels_of(texts)
    cpu, wall = cpu_seconds() - cpu, time.perf_counter() - wall
    scale = 1e6 / len(texts)
    return {"cpu": cpu * scale, "wall": wall * scale, "memory": peak_memory() - memory, "labels": labels}


def fresh(module: str, *arguments: str) -> dict:
    """Run a module in a process of its own, on one thread; return what its last line says."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ | ONE_THREAD)
    return json.loads(done.stdout.splitlines()[-1])


def run(contender: str, path: Path) -> dict:
    """Run a contender in a fresh process: CPU and wall µs a text, MB over the input, labels."""
    return fresh("benchmarks.measure", contender, str(path))


def median_of(runs: list[dict]) -> dict:
    """Return the medians of the figures of several runs, and the labels of the first."""
    figures = {name: statistics.median(each[name] for each in runs) for name in ("cpu", "wall", "memory")}
    return figures | {"labels": runs[0]["labels"]}


if __name__ == "__main__":
    print(json.dumps(run_here(sys.argv[1], Path(sys.argv[2]))))
