"""`pubclean dedup`: rows in, one of each out; the texts lie on disk, what the index keeps of them in memory."""

from __future__ import annotations

from contextlib import contextmanager
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from pubclean.cli.bars import bar, watched
from pubclean.cli.complaints import Complaints, Refused
from pubclean.cli.inputs import inputs_of, kind_of, rereadable
from pubclean.cli.outputs import output
from pubclean.cli.rewriting import TAKEN, write_csv, write_jsonl, write_parquet
from pubclean.cli.rows import parquet_batches, rows_of
from pubclean.cli.spool import Spool
from pubclean.duplicates import deduplicate
from pubclean.duplicates.methods import plan_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from pubclean.cli.inputs import Input
    from pubclean.cli.rows import Row
    from pubclean.duplicates import Deduplication

ADDED = ("duplicate_of", "similarity")


class Named(NamedTuple):
    """What stands beside the texts: what rows are called, and which of a group wins; None where nobody asked."""

    ids: list[Any] | None
    ranks: list[float] | None


class Silent(Complaints):
    """Hears again what was told before."""

    def say(self, message: str) -> None:
        """Say nothing."""


def dedup(asked: Namespace, complaints: Complaints) -> None:
    """Write one row of each that are copies of each other, or all rows with what they repeat."""
    try:
        plan_of(asked.method, asked.threshold)
    except ValueError as error:
        raise Refused(str(error)) from None
    outputs = [asked.output, asked.report]
    found = inputs_of(asked.inputs, asked.format, complaints, default="jsonl", besides=outputs)
    _check_kinds(found, asked.output)
    with rereadable(found) as sources, Spool() as texts:
        named = _lay_down(sources, asked, complaints, texts)
        if complaints.bad and not len(texts):
            return  # nothing was read: an older output is worth more than an empty one
        decided = deduplicate(
            texts,
            method=asked.method,
            threshold=asked.threshold,
            keep=asked.keep if named.ranks is None else named.ranks,
            workers=asked.workers,
            progress=watched(asked.output),
        )
        with output(asked.output) as sink, _report(asked.report) as report:
            if report is not None:
                report.write(decided.to_html(texts, names=named.ids).encode())
            _write(sources, asked, decided, named.ids, sink)


def _check_kinds(sources: Sequence[Input], name: str | None) -> None:
    """Check that all inputs are of one kind, and the output of the same."""
    kinds = {source.kind for source in sources}
    if len(kinds) > 1 or "text" in kinds:
        strange = next(source for source in sources if source.kind == "text" or source.kind != sources[0].kind)
        raise Refused(f"{strange.name}: dedup reads rows, all JSONL, all CSV or all Parquet; --format says which")
    kind = kinds.pop() if kinds else "jsonl"
    told = kind_of(Path(name)) if name else None
    if told not in {None, "text", kind}:
        raise Refused(f"{name}: dedup writes what it reads: {kind}")
    if kind == "parquet" and name in {None, "-"}:
        raise Refused("Parquet is written to a file: name one with --output")


def _lay_down(sources: Sequence[Input], asked: Namespace, complaints: Complaints, texts: Spool) -> Named:
    """Read all rows once: their texts to disk, what they are called and how they rank to memory."""
    ranked = None if asked.keep in {"first", "longest"} else asked.keep
    ids: list[Any] | None = [] if asked.id and (asked.all or asked.report) else None
    ranks: list[float] | None = [] if ranked else None
    columns = [name for name in (asked.id, ranked) if name]
    with bar("read", sum(source.size for source in sources), asked.output) as drawn:
        for row in rows_of(sources, asked.text, complaints, drawn, columns):
            texts.append(row.text)
            if ids is not None:
                ids.append(_value(row, asked.id, "--id"))
            if ranks is not None:
                ranks.append(_rank(row, asked.keep))
            if asked.all and not row.fields.keys().isdisjoint(ADDED):
                raise Refused(f"{row.name}: {TAKEN}")
    return Named(ids, ranks)


def _value(row: Row, field: str, option: str) -> Any:
    value = row.fields.get(field)
    if value is None or value == "":
        raise Refused(f"{row.name}: no value in {field!r}, and {option} wants one of every row")
    return value


def _rank(row: Row, field: str) -> float:
    value = _value(row, field, "--keep")
    try:
        number = value if isinstance(value, int | float) else float(value)
    except (TypeError, ValueError):
        number = nan
    if not isfinite(number):
        raise Refused(f"{row.name}: {field!r} is {value!r}, and --keep wants a number")
    return number


@contextmanager
def _report(name: str | None) -> Iterator[BinaryIO | None]:
    if name is None:
        yield None
        return
    with output(name) as sink:
        yield sink


def _write(
    sources: Sequence[Input], asked: Namespace, decided: Deduplication, ids: list[Any] | None, sink: BinaryIO
) -> None:
    """Read all rows again, and write those that stay."""
    rows = len(decided.duplicate_of)
    kept = decided.duplicate_of == np.arange(rows)
    added: dict[str, Any] = {}
    if asked.all:
        first = decided.duplicate_of.tolist()
        named = first if ids is None else [ids[row] for row in first]
        added = dict(zip(ADDED, (named, decided.similarity), strict=True))
        kept[:] = True
    silent = Silent()
    with bar("write", sum(source.size for source in sources), asked.output) as drawn:
        if sources and sources[0].kind == "parquet":
            batches = (batch for source in sources for batch in parquet_batches(source, asked.text, silent, None))
            count = write_parquet(batches, kept, sink, added)
        else:
            write = write_jsonl if not sources or sources[0].kind == "jsonl" else write_csv
            count = write(rows_of(sources, asked.text, silent, drawn), kept, sink, added)
    if count != rows:
        raise Refused("an input changed while it was read: nothing was written")
