"""What is written: stdout, or a file that is put in its place whole when all is done."""

from __future__ import annotations

import codecs
import gzip
import json
import os
import stat
import sys
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from pubclean.cli.endings import go_on
from pubclean.cli.inputs import need_pyarrow

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def output(name: str | None) -> Iterator[BinaryIO]:
    """Open stdout, or a file that takes its place when the block ends well and leaves no trace when it does not."""
    if name is None or name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(name).resolve()  # a link stays one: what it leads to is replaced
    if path.exists() and not path.is_file():  # a pipe or device cannot be replaced
        with path.open("wb") as device:
            yield device
        return
    with _replacing(path) as file, _packed(file, path.suffix) as packed:
        yield packed


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    beside = path.with_name(f".{path.name}.{token_hex(6)}")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        go_on()
        if path.exists():
            beside.chmod(stat.S_IMODE(path.stat().st_mode))
        beside.replace(path)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError) and error.filename == str(beside):
            error.filename = str(path)
        raise


@contextmanager
def _packed(file: BinaryIO, suffix: str) -> Iterator[BinaryIO]:
    with ExitStack() as stack:
        if suffix == ".gz":  # without name and time, so that the same content is the same file
            yield cast("BinaryIO", stack.enter_context(gzip.GzipFile("", "wb", 6, file, 0)))
        elif suffix == ".zst":
            pack = need_pyarrow(".zst").CompressedOutputStream
            again = stack.enter_context(os.fdopen(os.dup(file.fileno()), "wb"))  # it closes what it writes to
            yield cast("BinaryIO", stack.enter_context(pack(again, "zstd")))
        else:
            yield file


def text_bytes(text: str) -> bytes:
    r"""Return text as UTF-8; bytes that were none when read, and lone surrogates, come out as they were.

    >>> text_bytes("é\udcff\ud83d")
    b'\xc3\xa9\xff\xed\xa0\xbd'
    """
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", _ANY)


def json_bytes(value: Any) -> bytes:
    r"""Return JSON in UTF-8; lone surrogates are written as escapes, which JSON can hold and UTF-8 cannot.

    >>> json_bytes({"text": "é\ud83d"})
    b'{"text": "\xc3\xa9\\ud83d"}'
    """
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")


def _as_they_were(error: UnicodeError) -> tuple[bytes, int]:
    lone = cast("UnicodeEncodeError", error)
    found = bytearray()
    for letter in lone.object[lone.start : lone.end]:
        was_a_byte = "\udc80" <= letter <= "\udcff"
        found += letter.encode("utf-8", "surrogateescape" if was_a_byte else "surrogatepass")
    return bytes(found), lone.end


_ANY = "pubclean.as_they_were"
codecs.register_error(_ANY, _as_they_were)
