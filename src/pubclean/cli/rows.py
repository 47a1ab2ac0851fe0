"""Rows of any kind of input, one by one; what is bad is told and passed over."""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from pubclean.cli.bars import Bar
from pubclean.cli.complaints import Refused
from pubclean.cli.endings import go_on
from pubclean.cli.inputs import ODD, need_pyarrow, opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pubclean.cli.complaints import Complaints
    from pubclean.cli.inputs import Input

UNREADABLE = (OSError, EOFError, zlib.error)
NOT_UTF8 = "not all of it is UTF-8; the bytes that are not are kept as they are"
BATCH = 1024  # rows of Parquet that are in memory at a time
csv.field_size_limit(2**31 - 1)  # a page is one cell

# what a spreadsheet would take for a formula stands behind an apostrophe in CSV; reading takes one off again
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


class Row(NamedTuple):
    """One text with what stands beside it; `raw` is the line of JSONL it came from."""

    source: Input
    number: int
    text: str
    fields: dict[str, Any]
    raw: bytes = b""

    @property
    def name(self) -> str:
        """Say where it came from."""
        return f"{self.source.name}:{self.number}" if self.number else self.source.name


def rows_of(
    sources: Iterable[Input],
    text: str,
    complaints: Complaints,
    bar: Bar | None = None,
    columns: Sequence[str] | None = None,
) -> Iterator[Row]:
    """Yield the rows of all inputs in order, page dumps as one row each.

    Args:
        sources: where to read.
        text: the field or column that holds the text.
        complaints: who hears of what is bad.
        bar: moves with what is read.
        columns: of Parquet, all that is wanted besides; None is all there is.
    """
    for source in sources:
        try:
            for row in _rows(source, text, complaints, bar or Bar(), columns):
                go_on()
                yield row
        except UNREADABLE as error:
            complaints.input(source.name, getattr(error, "strerror", None) or str(error))


def _rows(source: Input, text: str, complaints: Complaints, bar: Bar, columns: Sequence[str] | None) -> Iterator[Row]:
    if source.kind == "parquet":
        yield from _parquet_rows(source, text, complaints, columns)
        return
    with opened(source, bar) as stream:
        yield from _READERS[source.kind](source, stream, text, complaints)


def _page(source: Input, stream: BinaryIO, text: str, complaints: Complaints) -> Iterator[Row]:  # noqa: ARG001
    content = stream.read()
    try:
        page = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        complaints.note(source.name, NOT_UTF8)
        page = content.decode("utf-8-sig", ODD)
    yield Row(source, 0, page, {"file": source.name})


def _jsonl_rows(source: Input, stream: BinaryIO, text: str, complaints: Complaints) -> Iterator[Row]:
    odd = False
    for number, raw in enumerate(stream, 1):
        line = raw.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else raw.strip()
        if not line:
            continue
        try:
            decoded = line.decode()
        except UnicodeDecodeError:
            decoded = line.decode("utf-8", ODD)
            if not odd:
                complaints.note(source.name, NOT_UTF8)
            odd = True
        try:
            fields = json.loads(decoded)
        except json.JSONDecodeError as error:
            complaints.row(source.name, number, f"not JSON: {error.msg}, column {error.colno}")
            continue
        except (ValueError, RecursionError) as error:  # a number too long, or nested too deep
            complaints.row(source.name, number, f"not read: {error}")
            continue
        problem = _problem(fields, text)
        if problem:
            complaints.row(source.name, number, problem)
        else:
            yield Row(source, number, fields[text] or "", fields, line)


def _problem(fields: object, text: str) -> str:
    """Say what keeps a JSON value from being a row, or nothing."""
    if not isinstance(fields, dict):
        return f"not a JSON object but {_called(fields)}"
    if text not in fields:
        return f"no field {text!r}; --text names one of {_some(fields)}"
    value = fields[text]
    return "" if value is None or isinstance(value, str) else f"field {text!r} holds {_called(value)}, not text"


def _called(value: object) -> str:
    if value is None:
        return "null"
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "true or false"}
    return kinds.get(type(value), "a number")


def _some(names: Iterable[str]) -> str:
    there = list(names)
    return ", ".join(map(repr, there[:8])) + (", …" if len(there) > 8 else "") if there else "none"


def _csv_rows(source: Input, stream: BinaryIO, text: str, complaints: Complaints) -> Iterator[Row]:
    odd = False
    for number, head, cells in _csv_lines(source, stream, text, complaints):
        if len(cells) != len(head):
            complaints.row(source.name, number, f"{len(cells)} cells where the head has {len(head)}")
            continue
        if not odd and not _is_utf8(cells):
            complaints.note(source.name, NOT_UTF8)
            odd = True
        fields = dict(zip(head, cells, strict=True))
        yield Row(source, number, fields[text], fields)


def _csv_lines(
    source: Input, stream: BinaryIO, text: str, complaints: Complaints
) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield each row of CSV with the number of the line it ends on, and the head."""
    lines = io.TextIOWrapper(stream, "utf-8-sig", ODD, newline="")
    head: list[str] = []
    try:
        for number, cells in _csv_cells(source, lines, complaints):
            if head:
                yield number, head, cells
                continue
            head, counts = cells, Counter(cells)
            if counts[text] != 1 or max(counts.values()) > 1:
                twice = [name for name in head if counts[name] > 1]
                missing = f"no column {text!r}; --text names one of {_some(head)}"
                complaints.input(source.name, f"two columns are called {twice[0]!r}" if twice else missing)
                return
    finally:
        lines.detach()  # whoever opened the stream closes it


def _csv_cells(source: Input, lines: io.TextIOWrapper, complaints: Complaints) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter="\t" if source.kind == "tsv" else ",")
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            complaints.row(source.name, reader.line_num, f"not CSV: {error}")
            continue
        if cells:
            yield reader.line_num, [unguarded(cell) for cell in cells]


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("-0.5"), guarded("- 5 °C"), guarded("'+1")
    ("'=1+1", '-0.5', "'- 5 °C", "''+1")
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """Return what a guarded cell held.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _is_utf8(cells: list[str]) -> bool:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return False
    return True


def parquet_batches(source: Input, text: str, complaints: Complaints, columns: Sequence[str] | None) -> Iterator[Any]:
    """Yield the record batches of a Parquet file as far as it can be read; its text column is one of texts."""
    if source.path is None:
        raise Refused("Parquet is read from files, not from stdin")
    pa = need_pyarrow("Parquet")
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 an extra

    try:
        with ParquetFile(source.path) as file:
            schema = file.schema_arrow
            if text not in schema.names:
                complaints.input(source.name, f"no column {text!r}; --text names one of {_some(schema.names)}")
            elif not _holds_text(schema.field(text).type):
                complaints.input(source.name, f"column {text!r} holds {schema.field(text).type}, not text")
            else:
                yield pa.RecordBatch.from_pylist([], schema)  # a file without rows has columns all the same
                yield from file.iter_batches(BATCH, columns=None if columns is None else [text, *columns])
    except (pa.ArrowException, *UNREADABLE) as error:
        complaints.input(source.name, getattr(error, "strerror", None) or str(error))


def _holds_text(kind: Any) -> bool:
    types = need_pyarrow("Parquet").types
    kind = kind.value_type if types.is_dictionary(kind) else kind
    return any(test(kind) for test in (types.is_string, types.is_large_string, types.is_string_view))


def _parquet_rows(source: Input, text: str, complaints: Complaints, columns: Sequence[str] | None) -> Iterator[Row]:
    number = 0
    for batch in parquet_batches(source, text, complaints, columns):
        for fields in batch.to_pylist():
            number += 1
            yield Row(source, number, fields[text] or "", fields)


_READERS = {"text": _page, "jsonl": _jsonl_rows, "csv": _csv_rows, "tsv": _csv_rows}
