"""Clean and deduplicate where tables live: pandas, polars (lazy too), Arrow, DuckDB and Spark.

The same kind of frame comes back, with columns added, and on every engine the same rows.

>>> import pyarrow
>>> table = pyarrow.table({"id": ["a", "b", "c"], "text": ["One text.", "Another text.", "one TEXT"]})
>>> deduplicate(table, method="jaccard")["duplicate_of"].to_pylist()
['a', 'b', 'a']

**In memory**: `pip install "pubclean[frames]"` and the library of your frame. Columns of text are read where they lie.
A polars `LazyFrame` stays lazy.

**DuckDB**, for what is larger than memory: `pip install "pubclean[duckdb]"`; there is nothing to start.

    connection = duckdb.connect()
    connection.execute("SET memory_limit = '4GB'")  # what does not fit goes to `temp_directory`
    frames.deduplicate(connection.read_parquet("papers/*.parquet")).to_parquet("once.parquet")

**Spark**, for what is larger than a machine: `pip install "pubclean[spark]"` and a Java runtime, 17 or later; where the
workers run, pubclean is installed too. Without a cluster this starts one in the process:

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[*]").getOrCreate()
    frames.deduplicate(session.read.parquet("papers/")).write.parquet("once")

**datasketch**: `pubclean.frames.datasketch` exchanges signatures and indexes with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pubclean.frames.asked import Asked

if TYPE_CHECKING:
    from pubclean.duplicates.methods import MethodName
    from pubclean.options import Options

Frame = TypeVar("Frame")
HOUSES = {
    "pandas": "tables",
    "polars": "tables",
    "pyarrow": "tables",
    "duckdb": "duckdb",
    "_duckdb": "duckdb",
    "pyspark": "spark",
}


def deduplicate(  # noqa: PLR0913 the contract
    frame: Frame,
    text: str = "text",
    id: str | None = "id",  # noqa: A002 the column is called so
    *,
    keep: str = "first",
    method: MethodName = "copies",
    threshold: float | None = None,
) -> Frame:
    """Say of each row which row it repeats: columns `duplicate_of`, an id, its own when kept, and `similarity`, 0 to 1.

    The rows are those of `pubclean.deduplicate` on the texts in order: in memory the order of the frame; on DuckDB and
    Spark, whose rows have none, that of the ids. To keep one of each: the rows whose `duplicate_of` is their `id`.

    Args:
        frame: a pandas, polars or Arrow table, a polars LazyFrame, a DuckDB relation, a Spark DataFrame.
        text: the column of texts; a missing one is empty, and never a duplicate.
        id: the column of ids, no two alike; None, in memory, is the number of the row.
        keep: which of a group stays: "first", "longest", or the column of numbers of which the highest wins.
        method: as for `pubclean.deduplicate`; likewise `threshold`.
        threshold: the least similarity of a match; None is the method's default.

    Raises:
        TypeError: not such a frame, or a column that does not hold what it should.
        ValueError: no such column, ids missing or repeated, or an argument out of its range.
    """
    asked = Asked(text, id, keep, method, threshold)
    found: Frame = _engine_of(frame).deduplicate(frame, asked)
    return found


def clean(
    frame: Frame, text: str = "text", into: str = "clean", *, options: Options | None = None, workers: int = 1
) -> Frame:
    """Clean a column of page dumps: columns `clean`, `clean_language` and `clean_dropped`, the share that went, 0 to 1.

    Args:
        frame: as for `deduplicate`.
        text: the column of pages; a missing one is empty.
        into: what the new columns are called.
        options: as for `pubclean.clean`.
        workers: processes to share the work; Spark has its own.

    Raises:
        TypeError: not such a frame, or the column does not hold texts.
        ValueError: no such column, or one that is to be added is there.
    """
    from pubclean.frames.reading import Reader  # noqa: PLC0415 the pages need not be loaded to deduplicate

    found: Frame = _engine_of(frame).clean(frame, text, Reader(into, options, workers))
    return found


def _engine_of(frame: object) -> Any:
    """Return the module for a frame, imported when the first frame of its kind comes."""
    from importlib import import_module  # noqa: PLC0415

    for kind in type(frame).__mro__:
        if module := HOUSES.get(kind.__module__.partition(".")[0]):
            return import_module(f"pubclean.frames.{module}")
    raise TypeError(
        "frame must be a pandas, polars or Arrow table, a polars LazyFrame, a DuckDB relation or a Spark DataFrame, "
        f"not {type(frame).__name__}"
    )
