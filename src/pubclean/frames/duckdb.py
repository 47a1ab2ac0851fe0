"""DuckDB relations, of any size: tables too large for memory are DuckDB's to spill, the kernel sees a part at a time.

Everything runs on the relation's own connection, in temporary tables. What is left behind is the one that the answer
reads, until the connection closes.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from itertools import accumulate, count, groupby, pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pubclean.frames import proposals
from pubclean.frames.asked import refuse_missing, refuse_repeated, refuse_type
from pubclean.frames.parts import decided_table, keyed_table
from pubclean.frames.rounds import decisions, held

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb

    from pubclean.frames.asked import Asked
    from pubclean.frames.reading import Reader

    Relation = duckdb.DuckDBPyRelation

LARGEST, SMALLEST, SHARE = 1 << 25, 1 << 20, 128  # characters of a part: most, least, and one in so many of the memory
KERNEL = 256 << 20  # bytes that DuckDB goes without while the kernel is at work: so many, or a quarter of its own
ENTRY = 1 << 10  # bytes an entry may take while its key is looked at: DuckDB keeps the first rows of each key in memory
SPENT = 64  # characters that a row counts for besides its text
PAGES = 256  # pages cleaned at a time
VIEW = "pubclean_frame"  # what a query calls the relation it starts from
NUMERIC = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|BOOLEAN|DECIMAL.*")
UNITS = {"bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
_numbers = count(1)


def deduplicate(relation: Relation, asked: Asked, *, part_size: int | None = None) -> Relation:
    """Return the relation with `duplicate_of` and `similarity`; rows count in the order of their ids."""
    key = _check(relation, asked)
    tables = Tables(relation)
    with _shared_memory(tables) as memory:
        rows = Rows(tables, asked, key, part_size or _part_size(memory))
        engine = Parts(tables, rows, asked, memory // ENTRY)
        made = decisions(engine, rows.name, asked.plan, len(rows.edges))
        named = engine.make(proposals.NAMED, decisions=made, rows=rows.name)
        tables.made.remove(named)
    columns = ", ".join(f"{VIEW}.{quoted(name)}" for name in relation.columns)
    found: Relation = tables.query(
        f"SELECT {columns}, d.duplicate_of, d.similarity FROM {VIEW} JOIN {named} d ON d.pubclean_id = {VIEW}.{key}"
    )
    return found


def clean(relation: Relation, text: str, reader: Reader) -> Relation:
    """Return the relation with the columns of a reader; its rows are read once, into a temporary table."""
    reader.check(relation.columns, text)
    _require_text(relation, text)
    tables = Tables(relation)
    source = tables.create(f"SELECT * FROM {VIEW}")
    made = tables.create("SELECT 0::BIGINT AS place, '' AS text, '' AS language, 0::FLOAT AS dropped LIMIT 0")
    names = ("place", "text", "language", "dropped")
    for start in range(0, tables.value(f"SELECT count(*) FROM {source}"), PAGES):
        pages = tables.arrow(
            f"SELECT rowid AS place, {quoted(text)} AS text FROM {source} "
            f"WHERE rowid BETWEEN {start} AND {start + PAGES - 1} ORDER BY rowid"
        )
        columns = [pages["place"], *map(pa.array, reader.columns(pages["text"]))]
        tables.insert(made, pa.table(columns, names=names))
    added = ", ".join(f"m.{name} AS {quoted(into)}" for name, into in zip(names[1:], reader.names, strict=True))
    found: Relation = tables.query(f"SELECT s.*, {added} FROM {source} s JOIN {made} m ON m.place = s.rowid")
    return found


class Tables:
    """The temporary tables of one call, on the connection of a relation."""

    def __init__(self, relation: Relation) -> None:
        self.relation = relation
        self.made: list[str] = []

    def query(self, sql: str) -> Any:
        """Run a query that may read the relation as VIEW."""
        found: Any = self.relation.query(VIEW, sql)  # for a statement that finds nothing, None
        return found

    def arrow(self, sql: str) -> pa.Table:
        """Return what a query finds."""
        return self.query(sql).to_arrow_table()

    def value(self, sql: str) -> Any:
        """Return the one value a query finds, or None where it finds no row."""
        rows = self.query(sql).fetchall()
        return rows[0][0] if rows else None

    def create(self, sql: str) -> str:
        """Keep what a query finds; return its name."""
        name = f"pubclean_{next(_numbers)}"
        self.query(f"CREATE TEMP TABLE {name} AS {sql}")
        self.made.append(name)
        return name

    def insert(self, name: str, pubclean_rows: pa.Table) -> None:  # noqa: ARG002 DuckDB finds it by its name
        """Add rows to a table."""
        self.relation.query(VIEW, f"INSERT INTO {name} SELECT * FROM pubclean_rows")

    def drop(self, *names: str) -> None:
        """Drop tables."""
        for name in names:
            self.made.remove(name)
            self.query(f"DROP TABLE {name}")


class Rows:
    """The rows in the order they are considered, and where in it the parts begin."""

    def __init__(self, tables: Tables, asked: Asked, key: str, part_size: int) -> None:
        text = quoted(asked.text)
        ranked = {"first": "", "longest": f"coalesce(length({text}), 0) DESC, "}.get(asked.keep)
        order = f"{quoted(asked.keep)} DESC, " if ranked is None else ranked
        table = tables.create(f"SELECT {key} AS id, {text} AS text FROM {VIEW} ORDER BY {order}{key}")
        sizes = f"SELECT rowid AS place, coalesce(length(text), 0) + {SPENT} AS size FROM {table}"
        parts = f"SELECT place, (sum(size) OVER (ORDER BY place) // {part_size})::INTEGER AS part FROM ({sizes})"
        found = tables.query(f"SELECT part, min(place), max(place) FROM ({parts}) GROUP BY part")
        self.edges = {part: (first, last) for part, first, last in found.fetchall()}
        self.name = f"(SELECT rowid AS place, id, text FROM {table})"


class Parts:
    """The rows part by part through the kernel; see `rounds.Engine`."""

    def __init__(self, tables: Tables, rows: Rows, asked: Asked, at_a_time: int) -> None:
        self.tables, self.rows, self.plan = tables, rows, asked.plan
        self.at_a_time = at_a_time  # entries of a slice of the keys, about

    def view(self, sql: str, **names: str | int) -> str:
        """Name a query."""
        return f"({sql.format(**names)})"

    def make(self, sql: str, **names: str | int) -> str:
        """Run a query and keep what comes."""
        return self.tables.create(sql.format(**names))

    def make_by_key(self, sql: str, keyed: Mapping[str, str], **names: str | int) -> str:
        """Run a query that asks of each key on its own, for a slice of the keys at a time."""
        slices = self.tables.value(f"SELECT count(*) FROM {keyed['entries']}") // self.at_a_time + 1
        made = ""
        for first, end in pairwise((number << 32) // slices for number in range(slices + 1)):
            where = f"WHERE key BETWEEN {first} AND {end - 1}"
            query = sql.format(**{name: f"(SELECT * FROM {table} {where})" for name, table in keyed.items()}, **names)
            if made:
                self.tables.query(f"INSERT INTO {made} {query}")
            else:
                made = self.tables.create(query)
        return made

    def is_empty(self, table: str) -> bool:
        """Say whether a table has no row."""
        return self.tables.value(f"SELECT 1 FROM {table} LIMIT 1") is None

    def forget(self, *names: str) -> None:
        """Let go of tables."""
        self.tables.drop(*(name for name in names if name in self.tables.made))

    def keyed(self, rows: str) -> str:  # noqa: ARG002 it has but one table of rows
        """Return the keys of all texts, sorted, so that a slice of the keys lies in one place."""
        made = self.tables.create(
            "SELECT 0 AS part, 0::BIGINT AS place, 0::UINTEGER AS key, 0::TINYINT AS weight LIMIT 0"
        )
        for part in sorted(self.rows.edges):
            self.tables.insert(made, keyed_table(self.plan, self._rows(part)))
        sorted_ = self.tables.create(f"SELECT * FROM {made} ORDER BY key")
        self.tables.drop(made)
        return sorted_

    def decided(self, rows: str, stale: str | None, met: str | None) -> str:
        """Let every part decide, or the stale ones on what is held for them."""
        made = self.tables.create(
            "SELECT 0 AS part, 0::BIGINT AS place, 0::BIGINT AS keeper, 0::FLOAT AS similarity LIMIT 0"
        )
        if stale is None or met is None:
            for part in sorted(self.rows.edges):
                self.tables.insert(made, decided_table(self.plan, self._rows(part), None))
            return made
        for parts in self._batches(stale, met):
            some = f"(SELECT * FROM {met} WHERE part BETWEEN {parts[0]} AND {parts[-1]})"
            seen, wanted = held(self, rows, some, self.plan)
            sorted_ = self.tables.create(f"SELECT * FROM {seen} ORDER BY part")
            for part in parts:
                here = self.tables.arrow(f"SELECT * FROM {sorted_} WHERE part = {part}")
                self.tables.insert(made, decided_table(self.plan, self._rows(part), here))
            self.tables.drop(sorted_, wanted)
        return made

    def _batches(self, stale: str, met: str) -> list[list[int]]:
        """Return the stale parts, in order, so many together as do not meet too many rows at a time."""
        sizes = self.tables.query(
            f"SELECT part, count(m.part) FROM (SELECT DISTINCT part FROM {stale}) LEFT JOIN {met} m USING (part) "
            "GROUP BY part ORDER BY part"
        ).fetchall()
        ends = accumulate(size for _, size in sizes)
        batches = groupby(zip(sizes, ends, strict=True), lambda each: each[1] // self.at_a_time)
        return [[part for (part, _), _ in batch] for _, batch in batches]

    def _rows(self, part: int) -> pa.Table:
        first, last = self.rows.edges[part]
        return self.tables.arrow(
            f"SELECT {part} AS part, place, text FROM {self.rows.name} WHERE place BETWEEN {first} AND {last}"
        )


def quoted(name: str) -> str:
    """Quote the name of a column."""
    return '"' + name.replace('"', '""') + '"'


def _check(relation: Relation, asked: Asked) -> str:
    """Refuse what is no text, no rank, or no id of its own; return the column of ids, quoted."""
    asked.check(relation.columns)
    if asked.id is None:
        raise ValueError("rows of a relation have no order of their own: name the column of their ids with id=")
    _require_text(relation, asked.text)
    tables, key = Tables(relation), quoted(asked.id)
    if missing := tables.value(f"SELECT count(*) FROM {VIEW} WHERE {key} IS NULL"):
        raise refuse_missing(asked.id, missing)
    again = tables.query(f"SELECT {key} FROM {VIEW} GROUP BY {key} HAVING count(*) > 1 LIMIT 1").fetchall()
    if again:
        raise refuse_repeated(asked.id, again[0][0])
    if asked.ranked is not None:
        _check_ranks(tables, relation, asked.ranked)
    return key


def _check_ranks(tables: Tables, relation: Relation, column: str) -> None:
    kind = str(relation.types[relation.columns.index(column)])
    if not NUMERIC.fullmatch(kind):
        raise refuse_type(column, kind, "numbers")
    name = quoted(column)
    if missing := tables.value(f"SELECT count(*) FROM {VIEW} WHERE {name} IS NULL OR isnan({name}::DOUBLE)"):
        raise refuse_missing(column, missing, "a number")


def _require_text(relation: Relation, column: str) -> None:
    kind = str(relation.types[relation.columns.index(column)])
    if kind != "VARCHAR":
        raise refuse_type(column, kind, "texts")


def _part_size(memory: int) -> int:
    """Return how many characters a part has where DuckDB may take so many bytes."""
    return min(LARGEST, max(SMALLEST, memory // SHARE))


@contextmanager
def _shared_memory(tables: Tables) -> Iterator[int]:
    """Give the bytes DuckDB may take; meanwhile it goes without those the kernel needs. Drop the tables afterwards."""
    number, unit = tables.value("SELECT current_setting('memory_limit')").split(" ")
    memory = round((float(number) + 0.05) * UNITS[unit])  # it is told cut to tenths: so it will be told the same again
    try:
        tables.query(f"SET memory_limit = '{memory - min(memory // 4, KERNEL)}B'")
        yield memory
    finally:
        tables.drop(*tables.made)
        tables.query(f"SET memory_limit = '{memory}B'")
