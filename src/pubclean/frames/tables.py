"""Frames in memory: narwhals tells pandas, polars and Arrow apart, and the kernel reads their columns in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from pubclean.duplicates import deduplicate as deduplicate_texts
from pubclean.frames.asked import ADDED, refuse_missing, refuse_repeated

if TYPE_CHECKING:
    import polars as pl

    from pubclean.frames.asked import Asked
    from pubclean.frames.reading import Reader

    Frame = nw.DataFrame[Any]
    Series = nw.Series[Any]


def deduplicate(native: Any, asked: Asked) -> Any:
    """Return the frame with `duplicate_of` and `similarity`; its rows count in their own order."""
    if _is_lazy(native):
        return _deduplicate_lazily(native, asked)
    frame = nw.from_native(native, eager_only=True)
    asked.check(frame.columns)
    ids = frame[asked.id] if asked.id is not None else _numbers(frame)
    _check_ids(ids)
    keep = _ranks(frame[asked.ranked]) if asked.ranked is not None else asked.keep
    found = deduplicate_texts(texts_of(frame[asked.text]), method=asked.method, threshold=asked.threshold, keep=keep)
    closeness = nw.new_series(ADDED[1], found.similarity, nw.Float32, backend=frame.implementation)
    return frame.with_columns(ids[found.duplicate_of].alias(ADDED[0]), closeness).to_native()


def clean(native: Any, text: str, reader: Reader) -> Any:
    """Return the frame with the columns of a reader."""
    if _is_lazy(native):
        return _clean_lazily(native, text, reader)
    frame = nw.from_native(native, eager_only=True)
    reader.check(frame.columns, text)
    columns = reader.columns(texts_of(frame[text]))
    kinds = (nw.String(), nw.String(), nw.Float32())
    made = zip(reader.names, columns, kinds, strict=True)
    added = (nw.new_series(name, values, kind, backend=frame.implementation) for name, values, kind in made)
    return frame.with_columns(*added).to_native()


def _deduplicate_lazily(frame: pl.LazyFrame, asked: Asked) -> pl.LazyFrame:
    """Return a lazy frame that deduplicates when it is collected."""
    import polars as pl  # noqa: PLC0415 it is there: this is its frame

    schema = frame.collect_schema()
    asked.check(schema.names())
    of = pl.Int64() if asked.id is None else schema[asked.id]
    added = dict(zip(ADDED, (of, pl.Float32()), strict=True))
    return frame.map_batches(lambda all_of_it: deduplicate(all_of_it, asked), schema={**schema, **added})


def _clean_lazily(frame: pl.LazyFrame, text: str, reader: Reader) -> pl.LazyFrame:
    """Return a lazy frame that cleans when it is collected, a batch at a time where the query streams."""
    import polars as pl  # noqa: PLC0415 it is there: this is its frame

    schema = frame.collect_schema()
    reader.check(schema.names(), text)
    added = dict(zip(reader.names, (pl.String(), pl.String(), pl.Float32()), strict=True))
    return frame.map_batches(
        lambda batch: clean(batch, text, reader), schema={**schema, **added}, slice_pushdown=True, streamable=True
    )


def texts_of(column: Series) -> Any:
    """Return a column as `pubclean.deduplicate` reads it best: where it lies, or as a list where it is not of text."""
    native = column.to_native()
    as_it_is = column.dtype == nw.String and str(getattr(native, "dtype", "")) != "object"
    return native if as_it_is else column.to_list()


def _ranks(column: Series) -> Any:
    values = column.to_numpy()
    return np.asarray(column.to_list()) if values.dtype == object else values


def _is_lazy(native: Any) -> bool:
    return type(native).__name__ == "LazyFrame"


def _numbers(frame: Frame) -> Series:
    return nw.new_series("row", np.arange(len(frame)), nw.Int64, backend=frame.implementation)


def _check_ids(ids: Series) -> None:
    missing = int(ids.is_null().sum())
    if missing:
        raise refuse_missing(ids.name, missing)
    if ids.n_unique() < len(ids):
        raise refuse_repeated(ids.name, ids.filter(ids.is_duplicated())[0])
