"""What is read: files, folders, globs and stdin, packed or not, by the kind their names tell."""

from __future__ import annotations

import glob
import gzip
import io
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from pubclean.cli.complaints import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pubclean.cli.bars import Bar
    from pubclean.cli.complaints import Complaints

KINDS = ["text", "jsonl", "csv", "tsv", "parquet"]
SUFFIXES = {
    ".txt": "text", ".text": "text", ".md": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv",
    ".tsv": "tsv", ".parquet": "parquet",
}  # fmt: skip
PACKED = (".gz", ".zst")
BUFFER = 1 << 20
ODD = "surrogateescape"  # bytes that are no UTF-8 stay what they are, on the way in and on the way out


class Input(NamedTuple):
    """One file to read: what it is called, where it lies (None: stdin), its kind, its place in the folder asked for."""

    name: str
    path: Path | None
    kind: str
    site: str = ""

    @property
    def size(self) -> int:
        """How many bytes it has, as far as that is known."""
        return self.path.stat().st_size if self.path is not None and self.path.is_file() else 0


def inputs_of(
    names: Sequence[str], kind: str | None, complaints: Complaints, *, default: str, besides: Iterable[str | None] = ()
) -> list[Input]:
    """Return the files that names stand for, folders and globs in order of path; complain of those for nothing.

    Args:
        names: files, folders, globs; - is stdin.
        kind: what all of them are; None goes by their names.
        complaints: who hears of what cannot be read.
        default: what stdin is, and what files are whose names do not tell.
        besides: outputs; no folder or glob yields them.
    """
    outputs = {Path(name).absolute() for name in besides if name}
    found: list[Input] = []
    for name in names or ["-"]:
        path = Path(name)
        if name == "-":
            found.append(Input("stdin", None, kind or default))
        elif path.is_dir():
            found += _in_folder(path, kind, complaints, outputs, default)
        elif not path.exists() and glob.has_magic(name):
            matches = sorted(each for each in map(Path, glob.glob(name, recursive=True)) if each.is_file())  # noqa: PTH207
            found += [_named(each, kind, default) for each in matches if each.absolute() not in outputs]
            if not matches:
                complaints.input(name, "no file matches")
        else:
            found.append(_named(path, kind, default))
    return found


def kind_of(path: Path) -> str | None:
    """Tell a file's kind by its name, or None.

    >>> kind_of(Path("pages.jsonl.gz")), kind_of(Path("page")), kind_of(Path("page.pdf"))
    ('jsonl', None, None)
    """
    return SUFFIXES.get(_suffix(path))


def _suffix(path: Path) -> str:
    return (path.with_suffix("") if path.suffix in PACKED else path).suffix.lower()


def _named(path: Path, kind: str | None, default: str) -> Input:
    return Input(str(path), path, kind or kind_of(path) or default, path.parent.name)


def _in_folder(folder: Path, kind: str | None, complaints: Complaints, outputs: set[Path], default: str) -> list[Input]:
    """Return the files of a folder and of those in it, but hidden ones; say what is passed over."""
    found, passed = [], []
    for top, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(files):
            path = Path(top, name)
            if name.startswith(".") or path.absolute() in outputs:
                continue
            told = kind or kind_of(path) or ("" if _suffix(path) else default)
            if not told:
                passed.append(path.suffix)
            else:
                inner = path.parent.relative_to(folder).parts
                found.append(Input(str(path), path, told, "/".join(inner) or folder.absolute().name))
    if passed:
        kinds = ", ".join(sorted(set(passed)))
        complaints.note(str(folder), f"passed over {len(passed)} files of other kinds ({kinds}); --format reads them")
    if not found:
        complaints.input(str(folder), "no page in it")
    return found


@contextmanager
def opened(source: Input, bar: Bar) -> Iterator[BinaryIO]:
    """Open an input for reading, unpacked; `bar` moves with what is read."""
    with ExitStack() as stack:
        if source.path is None:
            yield cast("BinaryIO", sys.stdin.buffer)
            return
        file = stack.enter_context(source.path.open("rb", buffering=0))
        raw = stack.enter_context(io.BufferedReader(bar.watch(file), BUFFER))
        if source.path.suffix == ".gz":
            yield cast("BinaryIO", stack.enter_context(gzip.open(raw)))
        elif source.path.suffix == ".zst":
            stream = need_pyarrow(".zst").CompressedInputStream(raw, "zstd")
            yield cast("BinaryIO", stack.enter_context(io.BufferedReader(stream, BUFFER)))
        else:
            yield cast("BinaryIO", raw)


@contextmanager
def rereadable(sources: Sequence[Input]) -> Iterator[list[Input]]:
    """Return inputs that can be read twice: what comes through a pipe is laid down in a file that goes away."""
    with ExitStack() as stack:
        piped = [each.path is None or each.path.is_fifo() for each in sources]
        yield [_laid_down(each, stack) if pipe else each for each, pipe in zip(sources, piped, strict=True)]


def _laid_down(source: Input, stack: ExitStack) -> Input:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pubclean-"))
    path = Path(folder, "pipe")
    with path.open("wb") as file, ExitStack() as opening:
        pipe = sys.stdin.buffer if source.path is None else opening.enter_context(source.path.open("rb"))
        shutil.copyfileobj(pipe, file, BUFFER)
    return source._replace(path=path)


def need_pyarrow(what: str):  # type: ignore[no-untyped-def] # noqa: ANN201 a module
    """Return pyarrow, or say how to get it."""
    try:
        import pyarrow as pa  # noqa: PLC0415 an extra
    except ImportError:
        raise Refused(f"{what} needs pyarrow: pip install pyarrow") from None
    return pa
