"""Processes that share the work: how they start, how they end, and what is said when one dies."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import pubclean
from pubclean.batches import ordered_map
from pubclean.errors import WorkerDiedError

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill so")
STARTS = [name for name in ("fork", "spawn", "forkserver") if name in multiprocessing.get_all_start_methods()]


def fatal(text):
    if text == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if text == "exit":
        os._exit(3)
    return text.upper()


def fatal_once(text):
    if text.startswith("/"):
        try:
            os.open(text, os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            return text
        os.kill(os.getpid(), signal.SIGKILL)
    return text


def gone(pid, *, within=60.0):
    """Wait until no process has a number; a zombie is none."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("death", ["kill", "exit"])
@pytest.mark.parametrize("at", [0, 37, 70])
def test_a_worker_that_dies_is_told_with_its_text(death, at):
    texts = [f"text {i}" for i in range(80)]
    texts[at] = death
    results, read = ordered_map(fatal, texts, workers=2), []
    with pytest.raises(WorkerDiedError, match=rf"text {at}\b") as caught:
        read.extend(results)
    assert (caught.value.first, caught.value.last) == (at, at)
    assert read == [text.upper() for text in texts[: len(read)]]
    assert multiprocessing.active_children() == []


def test_a_worker_that_dies_once_is_told_with_the_texts_it_may_have_died_of(tmp_path):
    texts = [f"text {i}" for i in range(80)]
    texts[40] = str(tmp_path / "was here")
    with pytest.raises(WorkerDiedError, match="one of the texts") as caught:
        list(ordered_map(fatal_once, texts, workers=2))
    assert caught.value.first <= 40 <= caught.value.last


def test_the_error_travels():
    error = pickle.loads(pickle.dumps(WorkerDiedError(3, 5)))  # noqa: S301 - our own
    assert (error.first, error.last, str(error)) == (3, 5, str(WorkerDiedError(3, 5)))


@pytest.mark.parametrize("end", ["close", "del", "break"])
def test_a_consumer_that_stops_early_leaves_no_process_behind(end):
    results = pubclean.clean_many((f"A line of page {i}" for i in range(10_000)), workers=2)
    assert next(results) == "A line of page 0"
    pids = [child.pid for child in multiprocessing.active_children()]
    assert len(pids) == 2
    if end == "close":
        results.close()
    elif end == "break":
        for _ in results:
            break
    del results
    assert all(map(gone, pids))
    assert multiprocessing.active_children() == []


def test_an_interrupt_waits_until_the_processes_have_started(monkeypatch):
    submit, submitted = ProcessPoolExecutor.submit, []

    def interrupted(*arguments):
        signal.raise_signal(signal.SIGINT)
        submitted.append(submit(*arguments))
        return submitted[-1]

    monkeypatch.setattr(ProcessPoolExecutor, "submit", interrupted)
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        list(pubclean.clean_many(["A line of a page"] * 100, workers=2))
    assert len(submitted) == 1
    assert multiprocessing.active_children() == []
    assert signal.getsignal(signal.SIGINT) is handler


SCRIPT = """
import multiprocessing, sys, time
import pubclean
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    texts = [f"A line of page {i} that is long enough to be read" for i in range(40)]
    if sys.argv[2] == "all":
        print(list(pubclean.clean_many(texts, workers=2)) == list(pubclean.clean_many(texts)))
    else:
        results = pubclean.clean_many(texts * 1000, workers=2)
        next(results)
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        time.sleep(60)
"""


@pytest.mark.parametrize("start", STARTS)
def test_every_way_to_start_a_process_gives_the_same(start, tmp_path, python):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = python(script, start, "all")
    assert (done.stdout.strip(), done.stderr) == (b"True", b"")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not list its processes there")
def test_workers_end_with_a_parent_that_is_killed(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with subprocess.Popen([sys.executable, script, STARTS[0], "some"], stdout=subprocess.PIPE) as parent:  # noqa: S603
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert len(pids) == 2
    assert all(map(gone, pids))
