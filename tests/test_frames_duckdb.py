"""DuckDB: the rows of `pubclean.deduplicate`, however small the parts, and within its memory."""

from __future__ import annotations

import random

import frame_cases as cases
import pytest

import pubclean

duckdb = pytest.importorskip("duckdb", reason="needs duckdb, of the extra test-engines")
arrow = pytest.importorskip("pyarrow", reason="needs pyarrow")

from pubclean import frames  # noqa: E402 needs what may be missing
from pubclean.frames import duckdb as room  # noqa: E402
from pubclean.frames.asked import Asked  # noqa: E402


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


def shuffled(connection, data):
    """A relation of the rows in another order."""
    rows = arrow.table(data)
    order = list(range(len(rows)))
    random.Random(9).shuffle(order)
    rows = rows.take(arrow.array(order, "int64"))  # DuckDB finds it by its name
    connection.execute("CREATE OR REPLACE TABLE shuffled AS SELECT * FROM rows")
    return connection.table("shuffled")


def answered(relation):
    return cases.answered(relation.select("id, duplicate_of, similarity").fetchall())


CORPORA = {
    "ten thousand under one head": lambda: cases.shared_head(10_000),
    "ten thousand alike": lambda: cases.identical(10_000),
    "a thousand nearly alike": lambda: cases.near(1000),
    "a long chain": lambda: cases.chain(900),
    "phrases": lambda: cases.phrases(900),
    "all of these": lambda: cases.mixed(700, 2000),
}


@pytest.mark.parametrize("method", ["copies", "jaccard"])
@pytest.mark.parametrize("corpus", CORPORA)
def test_the_rows_are_those_of_deduplicate(connection, monkeypatch, method, corpus):
    connection.execute("SET memory_limit = '512MB'")
    monkeypatch.setattr(room, "ENTRY", 1 << 17)  # so that keys are sliced, too
    texts = CORPORA[corpus]()
    ids = cases.names(len(texts))
    size = sum(64 + len(text or "") for text in texts) // 7
    found = room.deduplicate(
        shuffled(connection, {"id": ids, "text": texts}), Asked("text", "id", "first", method, None), part_size=size
    )
    assert answered(found) == cases.expected(texts, ids, method=method)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("method", ["copies", "jaccard"])
def test_the_rows_are_the_same_for_parts_of_any_size(connection, method, seed):
    texts = cases.phrases(250, seed=100 + seed)
    ids = cases.names(len(texts))
    threshold = (None, 0.5, 0.95, 0.7)[seed]
    relation = shuffled(connection, {"id": ids, "text": texts})
    want = cases.expected(texts, ids, method=method, threshold=threshold)
    for size in (3000, 11_000, 1 << 20):
        found = room.deduplicate(relation, Asked("text", "id", "first", method, threshold), part_size=size)
        assert answered(found) == want


@pytest.mark.parametrize("method", ["copies", "jaccard"])
def test_keys_that_are_too_many_for_memory(connection, method):
    rng = random.Random(5)
    vocabulary = cases.invented(rng, 4000).split()
    once = [" ".join(rng.choices(vocabulary, k=10)) for _ in range(20_000)]
    texts = [*once, *(text + " more" for text in once)]
    ids = list(range(len(texts)))
    relation = shuffled(connection, {"id": ids, "text": texts})
    connection.execute("SET memory_limit = '32MB'; SET threads = 2")
    found = room.deduplicate(relation, Asked("text", "id", "first", method, None), part_size=1 << 20)
    assert answered(found) == cases.expected(texts, ids, method=method)


@pytest.mark.parametrize("keep", ["longest", "rank"])
def test_keep(connection, keep):
    texts = cases.phrases(300)
    ids, rank = cases.names(300), [number * 7 % 5 - 0.5 for number in range(300)]
    relation = shuffled(connection, {"id": ids, "text": texts, "rank": rank})
    found = room.deduplicate(relation, Asked("text", "id", keep, "copies", None), part_size=9000)
    assert answered(found) == cases.expected(texts, ids, keep=rank if keep == "rank" else keep)


def test_the_frame_comes_back_and_nothing_else_is_left(connection):
    texts = cases.phrases(50)
    data = {'a "quoted" name': cases.names(50), "text; --": texts, "part": list(range(50)), "place": texts}
    relation = shuffled(connection, data)
    found = frames.deduplicate(relation, "text; --", 'a "quoted" name')
    assert isinstance(found, duckdb.DuckDBPyRelation)
    assert found.columns == [*data, "duplicate_of", "similarity"]
    assert sorted(found.select(*(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in data)).fetchall()) == sorted(
        relation.fetchall()
    )
    left = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    assert len([name for name in left if name.startswith("pubclean_")]) == 1


def test_nothing_is_left_where_it_fails(connection, monkeypatch):
    def broken(*_):
        raise MemoryError("no more")

    monkeypatch.setattr(room, "decided_table", broken)
    with pytest.raises(MemoryError):
        frames.deduplicate(shuffled(connection, {"id": [1], "text": ["a"]}))
    assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("shuffled",)]


def test_an_empty_relation(connection):
    relation = connection.sql("SELECT 1 AS id, 'a' AS text LIMIT 0")
    found = frames.deduplicate(relation)
    assert (found.columns, found.fetchall()) == (["id", "text", "duplicate_of", "similarity"], [])
    assert frames.clean(relation).fetchall() == []


def test_clean(connection):
    page = "We use cookies to improve your experience. You can refuse them.\nSmall lakes have tides, as we show here."
    pages = [page, None, "été"] * 90
    found = frames.clean(connection.from_arrow(arrow.table({"text": pages, "n": list(range(270))})))
    assert found.columns == ["text", "n", "clean", "clean_language", "clean_dropped"]
    rows = sorted(found.fetchall(), key=lambda row: row[1])
    assert [row[0] for row in rows] == pages
    assert [row[2] for row in rows] == list(pubclean.clean_many(pages))
    assert rows[1][2:] == ("", "und", 0)
    assert rows[0][4] == pytest.approx(0.54, abs=0.1)


BAD = [
    ({"text": "n"}, TypeError, "'n' must hold texts, not"),
    ({"id": None}, ValueError, "no order of their own"),
    ({"id": "twice"}, ValueError, "not unique: 'x'"),
    ({"id": "holes"}, ValueError, "1 rows have no value in 'holes'"),
    ({"keep": "twice"}, TypeError, "'twice' must hold numbers, not VARCHAR"),
    ({"keep": "gappy"}, ValueError, "2 rows have no value in 'gappy': every row needs a number"),
    ({"keep": "last"}, ValueError, "no column 'last'"),
]


@pytest.mark.parametrize(("how", "error", "message"), BAD)
def test_what_cannot_be_is_refused(connection, how, error, message):
    relation = connection.sql(
        "SELECT * FROM (VALUES (1, 'a', 'x', 'y', 1, 'nan'::FLOAT), (2, 'b', 'x', NULL, 2, NULL)) "
        "v(id, text, twice, holes, n, gappy)"
    )
    with pytest.raises(error, match=message):
        frames.deduplicate(relation, **how)


@pytest.mark.parametrize(("limit", "size"), [("1GB", 1_000_000_000 // 128), ("1TB", 1 << 25), ("10MB", 1 << 20)])
def test_the_kernel_shares_the_memory_while_it_works(connection, limit, size):
    connection.execute(f"SET memory_limit = '{limit}'")
    tables, setting = room.Tables(connection.sql("SELECT 1")), "SELECT current_setting('memory_limit')"
    before = tables.value(setting)
    with room._shared_memory(tables) as memory:
        assert room._part_size(memory) == pytest.approx(size, rel=0.01)
        assert tables.value(setting) != before
    assert tables.value(setting) == before
