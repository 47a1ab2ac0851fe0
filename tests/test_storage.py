"""The file of an index: whole or refused, whoever wrote it, whatever it claims."""

from __future__ import annotations

import json
import struct
import sys
from hashlib import blake2b
from pathlib import Path

import pytest

from pubclean import DuplicateIndex
from pubclean.duplicates import IndexFileError
from pubclean.duplicates.storage import MAGIC

sys.path.insert(0, str(Path(__file__).parent / "endurance"))

import storage

needs_sigkill = pytest.mark.skipif(not hasattr(__import__("signal"), "SIGKILL"), reason="this system cannot kill so")


@needs_sigkill
def test_a_kill_during_save_leaves_the_old_or_the_new_file(tmp_path):
    more, less = storage.kill_while_saving(tmp_path, 20, size=50)
    assert more + less >= 15  # the first may have died before any was whole


def test_a_changed_file_is_refused(tmp_path):
    refused, same = storage.damage(tmp_path, 300)
    assert refused + same == 300
    assert refused > 280


def sealed(head, sizes=(), data=b"", lengths=None):
    """A file whose digest is right, whatever it holds."""
    head = head if isinstance(head, bytes) else json.dumps(head).encode()
    packed = struct.pack(f"<{len(sizes)}Q", *sizes)
    body = struct.pack("<3Q", *(lengths or (len(head), len(packed), len(data)))) + head + packed + data
    return MAGIC + blake2b(body, digest_size=32).digest() + body


FACTS = {"method": "copies", "threshold": 0.8, "keys": ["a", "b"]}
FORGED = {
    "no parts": sealed(b"", lengths=(0, 0, 1)),
    "a part past the end": sealed(FACTS, lengths=(1 << 63, 1 << 62, 1 << 61)),
    "lengths that come round": sealed(FACTS, (3, 4), b"onetwo!", lengths=((1 << 64) - 1, 8, 8)),
    "a row past the end": sealed(FACTS, (3, 1 << 40), b"one"),
    "rows that come round": sealed(FACTS, (5, (1 << 64) - 2), b"one"),
    "fewer rows than keys": sealed(FACTS, (3,), b"one"),
    "a key twice": sealed(FACTS | {"keys": [1, True]}, (3, 3), b"onetwo"),
    "keys that are none": sealed(FACTS | {"keys": "ab"}, (3, 3), b"onetwo"),
    "a key that is an object": sealed(FACTS | {"keys": [{"no": 1}, 2]}, (3, 3), b"onetwo"),
    "keys nested without end": sealed(b'{"keys": ' + b"[" * 100_000, (), b""),
    "no method": sealed({"threshold": 0.8, "keys": []}),
    "an unknown method": sealed(FACTS | {"method": "eval"}, (3, 3), b"onetwo"),
    "a threshold of nothing": sealed(FACTS | {"threshold": 0}, (3, 3), b"onetwo"),
    "a threshold that is no number": sealed(FACTS | {"threshold": "1"}, (3, 3), b"onetwo"),
    "no JSON": sealed(b"\xff\xfe"),
    "a list": sealed([1, 2]),
}


@pytest.mark.parametrize("content", FORGED.values(), ids=FORGED)
def test_a_forged_file_is_refused_by_its_name(tmp_path, content):
    path = tmp_path / "forged.index"
    path.write_bytes(content)
    with pytest.raises(IndexFileError, match=r"forged\.index: not well formed") as caught:
        DuplicateIndex.load(path)
    assert caught.value.path == path


def test_a_forged_file_is_refused_before_memory_is_taken(tmp_path, python):
    pytest.importorskip("resource")
    for number, content in enumerate(FORGED.values()):
        (tmp_path / f"{number}.index").write_bytes(content)
    script = """
import resource, sys
from pathlib import Path
from pubclean import DuplicateIndex
from pubclean.duplicates import IndexFileError
DuplicateIndex().add("warm", "everything is imported and made by now, in all its parts")
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (48 << 20),) * 2)
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        DuplicateIndex.load(path)
    except IndexFileError:
        print("refused")
"""
    if not Path("/proc/self/statm").exists():
        pytest.skip("this system does not tell how much memory a process takes")
    done = python("-c", script, tmp_path)
    assert (done.stdout.decode().split(), done.stderr) == (["refused"] * len(FORGED), b"")


def test_a_file_of_a_newer_release_says_so(tmp_path):
    path = tmp_path / "index"
    DuplicateIndex().save(path)
    path.write_bytes(path.read_bytes().replace(b"index 1\n", b"index 2\n", 1))
    with pytest.raises(IndexFileError, match="format 2, from a newer release; this one reads up to 1"):
        DuplicateIndex.load(path)
    path.write_bytes(b"pubclean index 0\n")
    with pytest.raises(IndexFileError, match="not a pubclean index"):
        DuplicateIndex.load(path)


@pytest.mark.parametrize("threshold", [1e-300, 5e-324, 1e-9])
def test_a_threshold_next_to_nothing_makes_an_index(threshold):
    index = DuplicateIndex(method="jaccard", threshold=threshold)
    index.add("one", "a text of a few words")
    assert index.query("a text of a few words")
