"""Frames in memory: each kind comes back as it was, with the rows of `pubclean.deduplicate` and of `pubclean.parse`."""

from __future__ import annotations

import frame_cases as cases
import numpy as np
import pytest

import pubclean

pandas = pytest.importorskip("pandas", reason="needs pandas")
polars = pytest.importorskip("polars", reason="needs polars")
arrow = pytest.importorskip("pyarrow", reason="needs pyarrow")
pytest.importorskip("narwhals", reason="needs narwhals")

from pubclean import frames  # noqa: E402 needs what may be missing

KINDS = {
    "pandas": pandas.DataFrame,
    "pandas, objects": lambda data: pandas.DataFrame(data, dtype=object),
    "pandas, labelled alike": lambda data: pandas.DataFrame(data).set_axis([7] * len(next(iter(data.values())))),
    "polars": polars.DataFrame,
    "polars, lazy": polars.LazyFrame,
    "arrow": arrow.table,
    "arrow, in pieces": lambda data: arrow.concat_tables([(t := arrow.table(data)).slice(0, 3), t.slice(3)]),
}
TEXTS = cases.phrases(300) + cases.gaps() + cases.identical(40)


def columns(frame, *names):
    if isinstance(frame, polars.LazyFrame):
        frame = frame.collect()
    lists = [frame[name].to_pylist() if isinstance(frame, arrow.Table) else frame[name].to_list() for name in names]
    return list(zip(*lists, strict=True))


@pytest.fixture(params=KINDS)
def make(request):
    return KINDS[request.param]


@pytest.mark.parametrize("method", ["copies", "jaccard"])
@pytest.mark.parametrize("keep", ["first", "longest", "rank"])
def test_the_rows_are_those_of_deduplicate(make, method, keep):
    ids = [f"{number}" for number in range(len(TEXTS), 0, -1)]  # their order says nothing here
    rank = [number * 7 % 5 for number in range(len(TEXTS))]
    frame = make({"id": ids, "text": TEXTS, "rank": rank})
    found = frames.deduplicate(frame, keep=keep, method=method)
    assert type(found) is type(frame)
    ranks = rank if keep == "rank" else keep
    assert cases.answered(columns(found, "id", "duplicate_of", "similarity")) == cases.expected(
        TEXTS, ids, keep=ranks, method=method
    )
    assert [row[0] for row in columns(found, "id")] == ids


def test_without_ids_rows_are_numbered(make):
    found = frames.deduplicate(make({"text": TEXTS}), id=None)
    assert [row[0] for row in columns(found, "duplicate_of")] == pubclean.deduplicate(TEXTS).duplicate_of.tolist()


def test_columns_may_be_called_anything(make):
    strange = {'a "quoted" `name`': [3, 1, 2], "text; --": ["a text", "A text!", "another"], "": [1.5, None, 2.0]}
    found = frames.deduplicate(make(strange), text="text; --", id='a "quoted" `name`')
    assert [row[0] for row in columns(found, "duplicate_of")] == [3, 3, 2]


def test_an_empty_frame_comes_back_with_its_columns(make):
    found = frames.deduplicate(make({"id": [], "text": []}))
    assert columns(found, "id", "text", "duplicate_of", "similarity") == []
    assert columns(frames.clean(make({"text": []})), "clean", "clean_language", "clean_dropped") == []


def test_all_texts_may_be_missing(make):
    assert columns(frames.deduplicate(make({"id": [1, 2], "text": [None, None]})), "duplicate_of") == [(1,), (2,)]


def test_clean_says_text_language_and_share(make):
    page = "We use cookies to improve your experience. You can refuse them.\nSmall lakes have tides, as we show here."
    found = frames.clean(make({"page": [page, None, "été"], "n": [1, 2, 3]}), "page", into="kept")
    (text, language, dropped), (empty, none, nothing), _ = columns(found, "kept", "kept_language", "kept_dropped")
    assert (text, language) == (pubclean.clean(page), pubclean.parse(page).language.code)
    assert dropped == pytest.approx(1 - len(text.replace(" ", "")) / len("".join(page.split())), abs=1e-6)
    assert (empty, none, nothing) == ("", "und", 0)


def test_lazy_stays_lazy_and_is_not_asked_for_a_few_rows_only():
    seen = []
    frame = polars.LazyFrame({"id": [1, 2, 3], "text": ["a text", "b", "A text!"]}).map_batches(
        lambda batch: seen.append(len(batch)) or batch
    )
    found = frames.deduplicate(frame)
    assert seen == []
    assert found.filter(polars.col("id") == 3).select("duplicate_of").collect().item() == 1
    assert found.collect_schema().names() == ["id", "text", "duplicate_of", "similarity"]


def test_any_str_is_a_text():
    texts = ["\ud800 a", "a \ud800", "b"]
    frame = pandas.DataFrame({"text": texts}, dtype=object)
    found = frames.deduplicate(frame, id=None)["duplicate_of"].tolist()
    assert found == pubclean.deduplicate(texts).duplicate_of.tolist() == [0, 0, 2]


BAD = [
    ({"text": "body"}, ValueError, "no column 'body'"),
    ({"id": "key"}, ValueError, "no column 'key'"),
    ({"keep": "last"}, ValueError, "no column 'last'.*first"),
    ({"id": "twice"}, ValueError, "not unique: 'x'"),
    ({"id": "holes"}, ValueError, "1 rows have no value in 'holes'"),
    ({"text": "rank"}, TypeError, "text"),
    ({"method": "minhash"}, ValueError, "method"),
    ({"threshold": 2}, ValueError, "threshold"),
    ({"keep": "holes"}, ValueError, "keep"),
]


@pytest.mark.parametrize(("how", "error", "message"), BAD)
def test_what_cannot_be_is_refused(make, how, error, message):
    frame = make({"id": [1, 2], "text": ["a", "b"], "twice": ["x", "x"], "holes": ["y", None], "rank": [1, 2]})
    with pytest.raises(error, match=message):
        columns(frames.deduplicate(frame, **how), "id")


def test_a_column_is_never_overwritten(make):
    with pytest.raises(ValueError, match="already has a column 'similarity'"):
        frames.deduplicate(make({"id": [1], "text": ["a"], "similarity": [1]}))
    with pytest.raises(ValueError, match=r"already has a column 'clean_language'.*into="):
        frames.clean(make({"text": ["a"], "clean_language": ["b"]}))


@pytest.mark.parametrize("frame", [["a"], {"text": ["a"]}, "a", None, np.array(["a"])])
def test_other_things_are_no_frames(frame):
    for verb in (frames.deduplicate, frames.clean):
        with pytest.raises(TypeError, match="frame must be"):
            verb(frame)


def test_the_room_is_light(python):
    heavy = {"pandas", "polars", "pyarrow", "narwhals", "duckdb", "pyspark"}
    done = python("-c", f"import sys, pubclean.frames; print(*sorted(sys.modules.keys() & {heavy!r}))")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"", b"")


def test_no_engine_but_that_of_the_frame_is_imported(python):
    code = (
        "import sys, pyarrow; from pubclean import frames; "
        "frames.deduplicate(pyarrow.table({'id': [1], 'text': ['a']})); "
        "print(*sorted(sys.modules.keys() & {'polars', 'duckdb', 'pyspark'}))"
    )
    assert python("-c", code).stdout.strip() == b""
