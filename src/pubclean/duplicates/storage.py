r"""The file of an index: one line that says what it is, a digest, and what the digest covers.

- `pubclean index 1\n`: the format and its version
- a digest: BLAKE2b, 32 bytes, of all that follows
- three lengths: uint64, low byte first, of the next three
- head: JSON with method, threshold, keys
- sizes: uint64 per stored text, its bytes in `data`
- data: what the kernel restores each text from
"""

from __future__ import annotations

import json
import os
import re
import struct
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, NamedTuple

from pubclean.errors import PubcleanError

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pubclean.duplicates.methods import MethodName

FORMAT = 1
MAGIC = b"pubclean index %d\n" % FORMAT
_ANY_FORMAT = re.compile(rb"pubclean index (\d{1,9})\n")
DIGEST, LENGTHS = 32, struct.Struct("<3Q")


class IndexFileError(PubcleanError, ValueError):
    """A file is not an index that can be trusted.

    Attributes:
        path: the file.
        problem: what is wrong with it.
    """

    def __init__(self, path: str | os.PathLike[str], problem: str) -> None:
        super().__init__(f"{os.fspath(path)}: {problem}")
        self.path, self.problem = path, problem


class Snapshot(NamedTuple):
    """An index at rest: keys by row, and the kernel's two buffers."""

    method: MethodName
    threshold: float
    keys: list[Hashable]
    sizes: bytes
    data: bytes


def write_snapshot(path: str | os.PathLike[str], snapshot: Snapshot) -> None:
    """Write a snapshot beside its place, make it durable, and move it there."""
    keys = [key_to_json(key) for key in snapshot.keys]
    head = json.dumps({"method": snapshot.method, "threshold": snapshot.threshold, "keys": keys}).encode("ascii")
    parts = [LENGTHS.pack(len(head), len(snapshot.sizes), len(snapshot.data)), head, snapshot.sizes, snapshot.data]
    digest = blake2b(digest_size=DIGEST)
    for part in parts:
        digest.update(part)
    place = Path(path)
    name = place.with_name(f".{place.name}.{token_hex(6)}")
    try:
        with name.open("xb") as file:
            file.writelines([MAGIC, digest.digest(), *parts])
            file.flush()
            os.fsync(file.fileno())
        name.replace(place)
    except BaseException:
        with suppress(OSError):
            name.unlink()
        raise
    with suppress(OSError):  # not every system lets a folder be made durable
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_snapshot(path: str | os.PathLike[str]) -> Snapshot:
    """Read a snapshot, whole and as it was written, or raise `IndexFileError`."""
    content = memoryview(Path(path).read_bytes())
    if content[: len(MAGIC)] != MAGIC:
        raise IndexFileError(path, _other_format(bytes(content[:32])))
    body = content[len(MAGIC) + DIGEST :]
    if blake2b(body, digest_size=DIGEST).digest() != content[len(MAGIC) : len(MAGIC) + DIGEST]:
        raise IndexFileError(path, "damaged: its digest does not match, it was cut short or changed")
    try:
        return _parsed(body)
    except (ValueError, KeyError, TypeError, RecursionError, struct.error) as error:
        raise IndexFileError(path, f"not well formed: {error}") from error


def _other_format(start: bytes) -> str:
    found = _ANY_FORMAT.match(start)
    if found is None or int(found[1]) <= FORMAT:
        return "not a pubclean index"
    return f"an index of format {int(found[1])}, from a newer release; this one reads up to {FORMAT}: upgrade pubclean"


def _parsed(body: memoryview) -> Snapshot:
    lengths = LENGTHS.unpack_from(body)
    edges = [LENGTHS.size]
    for length in lengths:
        edges.append(edges[-1] + length)
    if edges[-1] != len(body):
        raise ValueError("its parts do not add up")
    head, sizes, data = (bytes(body[edges[i] : edges[i + 1]]) for i in range(3))
    facts = json.loads(head)
    if not isinstance(facts["keys"], list):
        raise ValueError("its keys are no list")  # noqa: TRY004 - of the file, not of an argument
    keys = [key_from_json(key) for key in facts["keys"]]
    each = [size for (size,) in struct.iter_unpack("<Q", sizes)]
    if len(each) != len(keys) or sum(each) != len(data) or len(set(keys)) != len(keys):
        raise ValueError("its rows do not add up")
    return Snapshot(facts["method"], facts["threshold"], keys, sizes, data)


def key_to_json(key: Hashable) -> Any:
    """Turn a key into what JSON has."""
    if key is None or type(key) in {str, int, float, bool}:
        return key
    if isinstance(key, bytes):
        return {"bytes": key.hex()}
    if type(key) is tuple:
        return [key_to_json(each) for each in key]
    raise TypeError(f"a saved key is made of str, bytes, int, float, bool, None and tuples, not {type(key).__name__}")


def key_from_json(key: Any) -> Hashable:
    """Turn what JSON has back into a key."""
    if isinstance(key, dict):
        return bytes.fromhex(key["bytes"])
    return tuple(map(key_from_json, key)) if isinstance(key, list) else key
