"""Rows written out again as they were read, but for those that go and the columns that come."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from pubclean.cli.complaints import Refused
from pubclean.cli.inputs import need_pyarrow
from pubclean.cli.outputs import json_bytes, text_bytes
from pubclean.cli.rows import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from pubclean.cli.rows import Row

    Columns = Mapping[str, Any]  # by name, one value a row

TAKEN = "there is a field duplicate_of or similarity already: drop it first"


def extended(row: Row, added: Mapping[str, Any]) -> bytes:
    r"""Return a row as a line of JSON with fields added, and all else to the byte as it was.

    A field that is there already gets the new value.
    """
    if not row.raw or row.fields.keys() & added.keys():
        return json_bytes(row.fields | dict(added)) + b"\n"
    if not added:
        return row.raw + b"\n"
    return row.raw[:-1].rstrip() + b", " + json_bytes(added)[1:] + b"\n"


def write_jsonl(rows: Iterable[Row], kept: NDArray[Any], sink: BinaryIO, added: Columns) -> int:
    """Write the rows that are kept; return how many were read."""
    count = 0
    for at, row in enumerate(rows):
        count = at + 1
        if count <= len(kept) and kept[at]:
            sink.write(extended(row, _values(added, at)))
    return count


def write_csv(rows: Iterable[Row], kept: NDArray[Any], sink: BinaryIO, added: Columns) -> int:
    """Write the rows that are kept, safe to open in a spreadsheet; return how many were read."""
    count, writer, head = 0, None, list[str]()
    for at, row in enumerate(rows):
        count = at + 1
        if writer is None:
            head = list(row.fields)
            comma = "\t" if row.source.kind == "tsv" else ","
            writer = csv.writer(_Encoded(sink), delimiter=comma, lineterminator="\n")
            writer.writerow([guarded(name) for name in [*head, *added]])
        if list(row.fields) != head:
            raise Refused(f"{row.source.name}: its columns are not those of the first input")
        if count <= len(kept) and kept[at]:
            cells = [*row.fields.values(), *(str(value) for value in _values(added, at).values())]
            writer.writerow([guarded(cell) for cell in cells])
    return count


class _Encoded:
    """What a CSV writer writes to."""

    def __init__(self, sink: BinaryIO) -> None:
        self.sink = sink

    def write(self, text: str) -> int:
        data = text_bytes(text)
        self.sink.write(data)
        return len(data)


def write_parquet(batches: Iterable[Any], kept: NDArray[Any], sink: BinaryIO, added: Columns) -> int:
    """Write the rows of record batches that are kept, every column as it was; return how many were read."""
    pa = need_pyarrow("Parquet")
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415 an extra

    count, writer = 0, None
    columns = {name: pa.array(values) for name, values in added.items()}
    try:
        for batch in batches:
            rows = slice(count, count + len(batch))
            count += len(batch)
            if count > len(kept):
                return count
            if not added.keys().isdisjoint(batch.schema.names):
                raise Refused(TAKEN)
            for name, values in columns.items():
                batch = batch.append_column(name, values[rows])  # noqa: PLW2901 it grows
            if writer is None:
                writer = ParquetWriter(sink, batch.schema)
            elif not batch.schema.equals(writer.schema):
                raise Refused("the columns of the inputs are not the same")
            writer.write_batch(batch.filter(pa.array(kept[rows])))
    finally:
        if writer is not None:
            writer.close()
    return count


def _values(added: Columns, row: int) -> dict[str, Any]:
    found = ((name, values[row]) for name, values in added.items())
    return {name: round(float(value), 6) if isinstance(value, np.floating) else value for name, value in found}
