"""Spark, for what is larger than a machine: the kernel runs in the workers, the driver sees a few counts and no row.

pubclean must be installed where the workers run. Tables that a later round reads are checkpointed locally.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pubclean.duplicates.methods import plan_of
from pubclean.frames import proposals
from pubclean.frames.asked import refuse_missing, refuse_repeated, refuse_type
from pubclean.frames.parts import decided_table, keyed_table
from pubclean.frames.rounds import decisions, held

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyspark.sql import DataFrame

    from pubclean.frames.asked import Asked
    from pubclean.frames.reading import Reader

PART = 1 << 25  # characters of a part, about
SPENT = 64  # characters that a row counts for besides its text
ENTRIES = "part int, place long, key long, weight byte"
DECISIONS = "part int, place long, keeper long, similarity float"
NUMERIC = ("byte", "short", "integer", "long", "float", "double", "boolean", "decimal")


def deduplicate(frame: DataFrame, asked: Asked, *, part_size: int = PART) -> DataFrame:
    """Return the frame with `duplicate_of` and `similarity`; rows count in the order of their ids."""
    _check(frame, asked)
    engine = Cluster(frame.sparkSession, asked)
    rows, parts = _rows(frame, asked, part_size)
    made = decisions(engine, rows, asked.plan, parts)
    named = engine.make(proposals.NAMED, decisions=made, rows=rows)
    engine.forget(made, rows)
    return frame.join(named, frame[quoted(asked.id)] == named["pubclean_id"]).drop("pubclean_id")


def clean(frame: DataFrame, text: str, reader: Reader) -> DataFrame:
    """Return the frame with the columns of a reader; pages are read in the workers, when the frame is."""
    from pyspark.sql import types  # noqa: PLC0415 it is there: this is its frame

    reader.check(frame.columns, text)
    _require(frame, text, ("string",), "texts")
    kinds = (types.StringType(), types.StringType(), types.FloatType())
    added = [types.StructField(name, kind) for name, kind in zip(reader.names, kinds, strict=True)]
    plain = frame.toDF(*(f"c{number}" for number in range(len(frame.columns))))  # a dot in a name would mean a field
    column = plain.columns[frame.columns.index(text)]

    def pages(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield reader.added_to(batch, column)

    made = plain.mapInArrow(pages, types.StructType([*plain.schema.fields, *added]))
    return made.toDF(*frame.columns, *reader.names)


class Cluster:
    """The tables as data frames; see `rounds.Engine`."""

    def __init__(self, session: Any, asked: Asked) -> None:
        self.session, self.method, self.threshold = session, asked.method, asked.threshold

    def view(self, sql: str, **tables: DataFrame | int) -> DataFrame:
        """Name a query."""
        named: DataFrame = self.session.sql(sql, **tables)
        return named

    def make(self, sql: str, **tables: DataFrame | int) -> DataFrame:
        """Run a query and keep what comes; without it the plan of a round would hold those of all before."""
        kept: DataFrame = self.view(sql, **tables).localCheckpoint()
        return kept

    def make_by_key(self, sql: str, keyed: Mapping[str, DataFrame], **tables: DataFrame | int) -> DataFrame:
        """Run a query that asks of each key on its own as any other: Spark spreads the keys."""
        return self.make(sql, **keyed, **tables)

    def is_empty(self, table: DataFrame) -> bool:
        """Say whether a table has no row."""
        return table.isEmpty()

    def forget(self, *tables: DataFrame) -> None:
        """Leave a table to Spark's own cleaner, which frees a checkpoint when nothing refers to it."""

    def keyed(self, rows: DataFrame) -> DataFrame:
        """Return the keys of all texts."""
        method, threshold = self.method, self.threshold

        def keys(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            plan = plan_of(method, threshold)
            for batch in batches:
                table = keyed_table(plan, pa.Table.from_batches([batch]))
                yield from _as_longs(table).to_batches()

        return rows.select("part", "place", "text").mapInArrow(keys, ENTRIES).localCheckpoint()

    def decided(self, rows: DataFrame, stale: DataFrame | None, met: DataFrame | None) -> DataFrame:
        """Let every part decide, or the stale ones on what is held for them."""
        method, threshold = self.method, self.threshold
        texts = rows.select("part", "place", "text")
        if stale is None or met is None:

            def alone(part: pa.Table) -> pa.Table:
                return decided_table(plan_of(method, threshold), part, None)

            return texts.groupBy("part").applyInArrow(alone, DECISIONS).localCheckpoint()

        def beside(part: pa.Table, seen: pa.Table) -> pa.Table:
            return decided_table(plan_of(method, threshold), part, seen)

        seen, _ = held(self, rows, met, plan_of(method, threshold))
        again = texts.join(stale, "part", "left_semi")
        return again.groupBy("part").cogroup(seen.groupBy("part")).applyInArrow(beside, DECISIONS).localCheckpoint()


def quoted(name: str | None) -> str:
    """Quote the name of a column."""
    return "`" + (name or "").replace("`", "``") + "`"


def _as_longs(table: pa.Table) -> pa.Table:
    """Spark has no unsigned numbers."""
    return table.set_column(2, "key", table["key"].cast("int64"))


def _rows(frame: DataFrame, asked: Asked, part_size: int) -> tuple[DataFrame, int]:
    """Return the rows in the order they are considered, cut into parts of about one size, and how many these are."""
    from pyspark.sql import functions as use  # noqa: PLC0415 it is there: this is its frame

    length = use.coalesce(use.length(use.col(quoted(asked.text))), use.lit(0))
    size = frame.agg(use.coalesce(use.sum(length + SPENT), use.lit(0))).collect()[0][0]
    order = [use.col(quoted(asked.id)).asc()]
    if asked.keep != "first":
        order.insert(0, (length if asked.ranked is None else use.col(quoted(asked.ranked))).desc())
    chosen = (use.col(quoted(asked.id)).alias("id"), use.col(quoted(asked.text)).alias("text"))
    parts = size // part_size + 1
    laid = frame.repartitionByRange(parts, *order).sortWithinPartitions(*order)
    numbers = use.spark_partition_id().alias("part"), use.monotonically_increasing_id().alias("place")
    return laid.select(*numbers, *chosen).localCheckpoint(), parts


def _check(frame: DataFrame, asked: Asked) -> None:
    """Refuse what is no text, no rank, or no id of its own."""
    from pyspark.sql import functions as use  # noqa: PLC0415 it is there: this is its frame

    asked.check(frame.columns)
    if asked.id is None:
        raise ValueError("rows of a Spark frame have no order of their own: name the column of their ids with id=")
    _require(frame, asked.text, ("string",), "texts")
    key = use.col(quoted(asked.id))
    if missing := frame.filter(key.isNull()).count():
        raise refuse_missing(asked.id, missing)
    if again := frame.groupBy(key.alias("id")).count().filter("count > 1").first():
        raise refuse_repeated(asked.id, again[0])
    if asked.ranked is not None:
        _require(frame, asked.ranked, NUMERIC, "numbers")
        rank = use.col(quoted(asked.ranked))
        if missing := frame.filter(rank.isNull() | use.isnan(rank.cast("double"))).count():
            raise refuse_missing(asked.ranked, missing, "a number")


def _require(frame: DataFrame, column: str, kinds: tuple[str, ...], wanted: str) -> None:
    kind = next(field.dataType for field in frame.schema.fields if field.name == column)
    if kind.typeName() not in kinds:
        raise refuse_type(column, kind.simpleString(), wanted)
