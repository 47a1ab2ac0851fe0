"""`deduplicate` and what comes back: shapes, keeping, inputs, workers; nothing is quadratic."""

from __future__ import annotations

import random
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pubclean
from pubclean import deduplicate
from pubclean.duplicates import batch
from pubclean.kernel.reference import Engine as Twin

METHODS = ["copies", "jaccard"]
WORDS = ["sea", "fog", "salt", "tide", "lamp", "rope", "hull", "mast", "sail", "keel", "bow", "stern", "wave"]
LINES = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
TEXTS = st.lists(st.one_of(st.text(max_size=30), LINES, st.none()))


@pytest.mark.parametrize("method", METHODS)
@given(TEXTS, st.sampled_from(["first", "longest"]))
def test_fields_agree(method, texts, keep):
    result = deduplicate(texts, method=method, keep=keep)
    kept, of = result.keep.tolist(), result.duplicate_of.tolist()
    assert (result.keep.dtype, result.duplicate_of.dtype, result.similarity.dtype) == (np.int64, np.int64, np.float32)
    assert kept == sorted(row for row in range(len(texts)) if of[row] == row)
    assert all(other in set(kept) for other in of)
    assert all(result.similarity[row] == 1 for row in kept)
    assert result.select(texts) == [texts[row] for row in kept]
    assert {row: cluster[0] for cluster in result.clusters for row in cluster[1:]} == {
        row: other for row, other in enumerate(of) if row != other
    }
    assert all(list(cluster[1:]) == sorted(cluster[1:]) for cluster in result.clusters)
    assert [cluster[0] for cluster in result.clusters] == sorted(cluster[0] for cluster in result.clusters)


def test_select_wants_an_item_per_row():
    with pytest.raises(ValueError, match="one item per row"):
        deduplicate(["a", "b"]).select(["a"])


@pytest.mark.parametrize("method", METHODS)
def test_keep(method):
    texts = ["one and the same text", "One and the same text!", "another", "one and the same text ..."]
    assert deduplicate(texts, method=method).keep.tolist() == [0, 2]
    assert deduplicate(texts, method=method, keep="longest").keep.tolist() == [2, 3]
    assert deduplicate(texts, method=method, keep=[0, 2, 1, 2]).keep.tolist() == [1, 2]
    assert deduplicate(texts, method=method, keep=np.array([0.5, -1, 0, 9])).duplicate_of.tolist() == [3, 3, 2, 3]


@pytest.mark.parametrize("keep", ["last", [1], [1, float("nan")], ["a", "b"], np.zeros((2, 2))])
def test_keep_is_checked(keep):
    with pytest.raises(ValueError, match="keep"):
        deduplicate(["a", "b"], keep=keep)


def test_other_arguments_are_checked():
    with pytest.raises(ValueError, match="method"):
        deduplicate(["a"], method="minhash")
    with pytest.raises(ValueError, match="workers"):
        deduplicate(["a"], workers=0)


@pytest.mark.parametrize("method", METHODS)
def test_texts_without_words_are_never_duplicates(method):
    texts = ["", None, "...", "", float("nan"), "\ud800", "\U0001f600", "...", " \n"]
    assert deduplicate(texts, method=method).keep.tolist() == list(range(len(texts)))


@pytest.mark.parametrize("texts", ["one text", b"bytes", [b"bytes"], ["a", 3], [["a"]], 7])
def test_anything_but_texts_is_a_type_error(texts):
    with pytest.raises(TypeError):
        deduplicate(texts)


def test_no_text_at_all():
    result = deduplicate([])
    assert len(result.keep) == len(result.duplicate_of) == len(result.similarity) == len(result.clusters) == 0


def test_any_iterable():
    texts = ["a text", "another", "A text."]
    for given_as in (tuple(texts), iter(texts), dict.fromkeys(texts), np.array(texts), np.array(texts, object)):
        assert deduplicate(given_as).keep.tolist() == [0, 1]


def sample(rows: int = 3000) -> list[str]:
    rng = random.Random(3)
    vocabulary = ["".join(rng.choices("aeioustrnl", k=5)) for _ in range(900)]
    texts = [" ".join(rng.choices(vocabulary, k=60)) for _ in range(rows // 3)]
    texts += [text.replace(" ", "  ", 9) + " é" * rng.randint(0, 3) for text in texts] + [text[:200] for text in texts]
    rng.shuffle(texts)
    return texts


@pytest.mark.parametrize("method", METHODS)
def test_the_same_for_any_number_of_workers_and_without_the_compiler(method, monkeypatch):
    texts = sample()
    results = [deduplicate(texts, method=method, workers=workers) for workers in (1, 2, 5)]
    monkeypatch.setattr(batch, "Engine", Twin)
    results += [deduplicate(texts, method=method), deduplicate(texts, method=method, workers=2)]
    assert len(results[0].keep) <= 2 * len(texts) / 3
    for result in results[1:]:
        assert result.duplicate_of.tolist() == results[0].duplicate_of.tolist()
        assert result.similarity.tolist() == results[0].similarity.tolist()


@pytest.mark.parametrize("method", METHODS)
def test_hot_keys_are_bounded(method):
    head = " ".join(f"head{number}" for number in range(40))
    rng = random.Random(5)
    tails = [" ".join("".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(60)) for _ in range(3000)]
    assert len(deduplicate([f"{head} {tail}" for tail in tails], method=method).keep) == len(tails)
    assert deduplicate(["the same words again and again"] * 5000, method=method).keep.tolist() == [0]
    assert deduplicate(["data " * (5 + number % 200) for number in range(3000)], method="jaccard").keep.tolist() == [0]


@pytest.mark.parametrize("method", METHODS)
def test_giant_texts(method):
    giant = " ".join(f"word{number}" for number in range(300_000))
    parts = [giant[at : at + 700] for at in range(0, 400_000, 1000)]
    result = deduplicate([giant, *parts, "x" * 2_000_000, giant.upper()], method=method)
    assert result.duplicate_of[-1] == 0
    assert len(result.keep) == (2 if method == "copies" else 2 + len(parts))


def test_progress(capsys):
    pytest.importorskip("tqdm")
    assert deduplicate(["a", "a"], progress=True).keep.tolist() == [0]
    assert "2/2" in capsys.readouterr().err


def test_import_is_light():
    import subprocess  # noqa: PLC0415

    code = "import sys, pubclean.duplicates; print({'scipy', 'pandas', 'datasketch', 'tqdm'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "set()"
    assert pubclean.Deduplication is type(deduplicate(["a"]))


ARROW_TEXTS = ["a text", None, "A text!", "", "été " * 300, "x", "ÉTÉ " * 300, "twelve bytes", "twelve  bytes", "…"]


@pytest.mark.parametrize("layout", ["string", "large_string", "string_view"])
@pytest.mark.parametrize("keep", ["first", "longest"])
def test_arrow_is_read_where_it_lies(layout, keep):
    arrow = pytest.importorskip("pyarrow")
    column = arrow.array(ARROW_TEXTS, getattr(arrow, layout)())
    expected = deduplicate(ARROW_TEXTS, keep=keep)
    chunks = arrow.chunked_array([column[:3], column[3:3], column[3:]])
    for given_as in (column, chunks, arrow.array([None, *ARROW_TEXTS], column.type)[1:]):
        result = deduplicate(given_as, keep=keep)
        assert result.duplicate_of.tolist() == expected.duplicate_of.tolist()
        assert result.similarity.tolist() == expected.similarity.tolist()
    assert deduplicate(column, workers=2, keep=list(range(len(column)))).keep.dtype == np.int64


def test_only_arrow_strings_are_texts():
    arrow = pytest.importorskip("pyarrow")
    with pytest.raises(TypeError, match="one text column"):
        deduplicate(arrow.table({"text": ["a"]}))
    with pytest.raises(TypeError, match="one text column"):
        deduplicate(arrow.array([1, 2]))


@pytest.mark.parametrize("kind", [object, "string[python]"])
def test_a_series_of_any_str(kind):
    pandas = pytest.importorskip("pandas")
    texts = ["\ud800 a", "a \ud800", None, "b", "\x00", "\u2028 B"]
    series = pandas.Series(texts, dtype=kind)
    for keep in ("first", "longest"):
        expected = deduplicate(texts, keep=keep).duplicate_of.tolist()
        assert deduplicate(series, keep=keep).duplicate_of.tolist() == expected
    assert deduplicate(series).duplicate_of.tolist() == [0, 0, 2, 3, 4, 3]


def test_what_is_no_text_in_a_series_is_told():
    pandas = pytest.importorskip("pandas")
    with pytest.raises(TypeError, match="text 1 must be str, not int"):
        deduplicate(pandas.Series(["a", 3], dtype=object))


def test_polars_series():
    polars = pytest.importorskip("polars")
    expected = deduplicate(ARROW_TEXTS).duplicate_of.tolist()
    assert deduplicate(polars.Series(ARROW_TEXTS)).duplicate_of.tolist() == expected
