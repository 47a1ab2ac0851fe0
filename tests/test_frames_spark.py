"""Spark: the rows of `pubclean.deduplicate`, from a kernel that runs in the workers."""

from __future__ import annotations

import os
import random
import shutil
import sys
import warnings

import frame_cases as cases
import pytest

import pubclean

arrow = pytest.importorskip("pyarrow", reason="needs pyarrow")
pytest.importorskip("pyspark", reason="needs pyspark, of the extra test-engines")
if shutil.which("java") is None:
    pytest.skip("needs a Java runtime, 17 or later", allow_module_level=True)

from pubclean import frames  # noqa: E402 needs what may be missing
from pubclean.frames import spark as room  # noqa: E402
from pubclean.frames.asked import Asked  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # those of pyspark about pandas are not ours
SMALL = {  # for small data compiling is most of the work
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="module")
def session():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession  # noqa: PLC0415 it warns

        builder = SparkSession.builder.master("local[2]").appName("pubclean")
        for name, value in {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "2",
            **SMALL,
        }.items():
            builder = builder.config(name, value)
        started = builder.getOrCreate()
        started.sparkContext.setLogLevel("ERROR")
        yield started
        started.stop()


def shuffled(session, data):
    """A frame of the rows in another order."""
    rows = arrow.table(data)
    order = list(range(len(rows)))
    random.Random(9).shuffle(order)
    return session.createDataFrame(rows.take(arrow.array(order, "int64")))


def answered(frame):
    return cases.answered(tuple(row) for row in frame.select("id", "duplicate_of", "similarity").collect())


@pytest.mark.parametrize("method", ["copies", "jaccard"])
def test_the_rows_are_those_of_deduplicate(session, method):
    texts = [*cases.mixed(200, 200), *cases.chain(200, seed=8)]  # the last two of four parts share the chain
    ids = cases.names(len(texts))
    size = sum(64 + len(text or "") for text in texts) // 4 + 1
    frame = shuffled(session, {"id": ids, "text": texts})
    found = room.deduplicate(frame, Asked("text", "id", "first", method, None), part_size=size)
    assert answered(found) == cases.expected(texts, ids, method=method)


@pytest.mark.parametrize("keep", ["longest", "a.rank"])
def test_keep_and_names_of_columns(session, keep):
    texts = cases.phrases(100)
    rank = [number * 7 % 5 - 0.5 for number in range(100)]
    frame = shuffled(session, {"id": list(range(100)), "te`xt; --": texts, "a.rank": rank, "part": texts})
    found = frames.deduplicate(frame, "te`xt; --", keep=keep)
    assert type(found) is type(frame)
    assert found.columns == ["id", "te`xt; --", "a.rank", "part", "duplicate_of", "similarity"]
    assert answered(found) == cases.expected(texts, range(100), keep=rank if keep == "a.rank" else keep)


def test_an_empty_frame(session):
    found = frames.deduplicate(session.createDataFrame([], "id long, text string"))
    assert (found.columns, found.count()) == (["id", "text", "duplicate_of", "similarity"], 0)


def test_clean(session):
    page = "We use cookies to improve your experience. You can refuse them.\nSmall lakes have tides, as we show here."
    found = frames.clean(
        session.createDataFrame([(1, page), (2, None), (3, "été")], "n long, `a.text` string"), "a.text"
    )
    assert found.columns == ["n", "a.text", "clean", "clean_language", "clean_dropped"]
    rows = sorted(tuple(row) for row in found.collect())
    assert [row[2] for row in rows] == [pubclean.clean(page), "", "été"]
    assert rows[1][3:] == ("und", 0)


BAD = [
    ({"text": "n"}, TypeError, "'n' must hold texts, not int"),
    ({"id": None}, ValueError, "no order of their own"),
    ({"id": "twice"}, ValueError, "not unique: 'x'"),
    ({"id": "holes"}, ValueError, "1 rows have no value in 'holes'"),
    ({"keep": "twice"}, TypeError, "'twice' must hold numbers, not string"),
    ({"keep": "gappy"}, ValueError, "2 rows have no value in 'gappy': every row needs a number"),
    ({"keep": "last"}, ValueError, "no column 'last'"),
]


@pytest.mark.parametrize(("how", "error", "message"), BAD)
def test_what_cannot_be_is_refused(session, how, error, message):
    rows = [(1, "a", "x", "y", 1, float("nan")), (2, "b", "x", None, 2, None)]
    frame = session.createDataFrame(rows, "id int, text string, twice string, holes string, n int, gappy double")
    with pytest.raises(error, match=message):
        frames.deduplicate(frame, **how)
