"""How the command line ends: interrupted, told to end, with a full disk, with nobody listening."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import stat
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from strategies import ABSTRACTS

from pubclean.cli import INTERRUPTED, MISUSED, TERMINATED, main

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and pipes as POSIX has them")

FOG = ABSTRACTS["en"][0]
LINES = b"".join(json.dumps({"text": f"{FOG} {i}"}).encode() + b"\n" for i in range(200))
PATIENCE = 60  # seconds


def until(condition):
    """Wait for something to come true."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def begun(folder, *arguments):
    """Start the command in a group of its own, with 200 rows on a stdin that stays open."""
    command = [sys.executable, "-m", "pubclean", *arguments]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        start_new_session=True,
    )
    process.stdin.write(LINES)
    process.stdin.flush()
    return process


def ended(process, number):
    """Ask a process to end; return its exit code as a shell tells it, and what it wrote."""
    if number == signal.SIGINT:  # a terminal sends it to all, and whoever ends a process to that one
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    code = process.returncode  # below 0 where Python, interrupted in code made from a string, ends by the signal itself
    return 128 - code if code < 0 else code, out, err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, TERMINATED)])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupted_output_is_as_it_was_before(number, code, workers, tmp_path):
    (tmp_path / "out.jsonl").write_text("older", encoding="utf-8")
    arguments = ["clean", "--format", "jsonl", "--workers", workers, "-o", "out.jsonl"]
    process = begun(tmp_path, *arguments)
    until(lambda: any(path.name.startswith(".out.jsonl.") for path in tmp_path.iterdir()))
    assert ended(process, number) == (code, b"", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "older"


def test_an_interrupted_spool_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process = begun(tmp_path, "dedup", "-o", "out.jsonl")
    until(lambda: any(path.name.startswith("pubclean-") for path in tmp_path.iterdir()))
    assert ended(process, signal.SIGINT) == (INTERRUPTED, b"", b"")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_stdout_ends_with_a_whole_line(tmp_path):
    command = [sys.executable, "-m", "pubclean", "clean", "--format", "jsonl", "--jsonl"]
    with (tmp_path / "out.jsonl").open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE)  # noqa: S603
        process.stdin.write(LINES)
        process.stdin.flush()
        until(lambda: (tmp_path / "out.jsonl").stat().st_size)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=PATIENCE)[1] == b""
    assert process.returncode == INTERRUPTED
    written = (tmp_path / "out.jsonl").read_bytes()
    assert written.endswith(b"}\n")
    assert 0 < len([json.loads(line) for line in written.splitlines()]) <= 200


def test_a_whole_output_is_there_at_once_and_only_then(tmp_path):
    process = begun(tmp_path, "clean", "--format", "jsonl", "-o", "out.jsonl")
    until(lambda: any(path.name.startswith(".out.jsonl.") for path in tmp_path.iterdir()))
    assert not (tmp_path / "out.jsonl").exists()
    assert process.communicate(timeout=PATIENCE) == (b"", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 200


def test_an_output_keeps_its_permissions_and_a_link_stays_one(tmp_path):
    (tmp_path / "page.txt").write_text(FOG, encoding="utf-8")
    (tmp_path / "out.txt").write_text("older", encoding="utf-8")
    (tmp_path / "out.txt").chmod(0o640)
    (tmp_path / "link").symlink_to("out.txt")
    assert main(["clean", str(tmp_path / "page.txt"), "-o", str(tmp_path / "link")]) == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "out.txt").read_text("utf-8") == FOG + "\n"
    assert stat.S_IMODE((tmp_path / "out.txt").stat().st_mode) == 0o640


def test_a_packed_output_is_the_same_every_time(tmp_path):
    (tmp_path / "page.txt").write_text(FOG, encoding="utf-8")
    made = set()
    for name in ("a.txt.gz", "b.txt.gz"):
        assert main(["clean", str(tmp_path / "page.txt"), "-o", str(tmp_path / name)]) == 0
        made.add((tmp_path / name).read_bytes())
    assert len(made) == 1
    assert gzip.decompress(made.pop()).decode() == FOG + "\n"


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("named", [True, False])
def test_a_full_disk_is_told(named, tmp_path):
    (tmp_path / "rows.jsonl").write_bytes(LINES)
    command = [
        sys.executable,
        "-m",
        "pubclean",
        "dedup",
        str(tmp_path / "rows.jsonl"),
        *(["-o", str(FULL)] if named else []),
    ]
    with FULL.open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=PATIENCE)  # noqa: S603
    assert done.returncode == MISUSED
    assert done.stderr == b"pubclean: output: No space left on device\n"


@pytest.mark.parametrize("verb", ["clean", "dedup"])
def test_a_reader_that_goes_away_ends_it_quietly(verb, tmp_path):
    (tmp_path / "rows.jsonl").write_bytes(LINES * 20)
    command = [sys.executable, "-W", "error", "-m", "pubclean", verb, str(tmp_path / "rows.jsonl")]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [*command, *(["--all"] if verb == "dedup" else [])], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(PATIENCE) == 0


def on_a_terminal(*command):
    """Run a command with stderr on a terminal; return its exit code and what it wrote there."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)  # noqa: S603 - our own interpreter
    os.close(theirs)
    seen = b""
    try:
        while data := os.read(ours, 4096):
            seen += data
    except OSError:  # Linux says so when the other side closes
        pass
    os.close(ours)
    return process.wait(PATIENCE), seen.decode()


def test_progress_is_drawn_on_a_terminal_alone(tmp_path):
    pytest.importorskip("tqdm", reason="needs tqdm")
    (tmp_path / "rows.jsonl").write_bytes(LINES + b"bad\n")
    command = [sys.executable, "-m", "pubclean", "dedup", str(tmp_path / "rows.jsonl")]
    code, seen = on_a_terminal(*command)
    assert code == 1
    assert "read: 100%" in seen
    assert "write: 100%" in seen
    assert f"pubclean: {tmp_path / 'rows.jsonl'}:201: not JSON" in seen
    done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)  # noqa: S603 - our own interpreter
    assert done.stderr.decode().count("\n") == 1
    assert b"%" not in done.stderr
