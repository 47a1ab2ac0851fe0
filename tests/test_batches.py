from __future__ import annotations

import itertools
import math

import pytest

from pubclean.batches import ordered_map


def shouted(text):
    if text == "fail":
        raise ValueError("as asked")
    return text.upper()


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("count", [0, 1, 16, 17, 200])
def test_results_come_in_the_order_of_the_texts(workers, count):
    texts = [f"text {i}" for i in range(count)]
    assert list(ordered_map(shouted, iter(texts), workers=workers)) == [text.upper() for text in texts]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_missing_value_is_an_empty_text(workers):
    assert list(ordered_map(shouted, ["a", None, math.nan, "b"], workers=workers)) == ["A", "", "", "B"]


def test_nothing_is_read_before_it_is_asked_for():
    read = []
    results = ordered_map(shouted, (read.append(i) or f"t{i}" for i in itertools.count()))
    assert read == []
    assert [next(results), next(results)] == ["T0", "T1"]
    assert read == [0, 1]


def test_workers_read_ahead_but_not_without_end():
    read = []
    results = ordered_map(shouted, (read.append(i) or f"t{i}" for i in itertools.count()), workers=2)
    assert [next(results) for _ in range(40)] == [f"T{i}" for i in range(40)]
    assert len(read) < 500
    results.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_wrong_text_is_told_with_its_number_when_it_is_reached(workers):
    results = ordered_map(shouted, ["a", "b", 7], workers=workers)
    with pytest.raises(TypeError, match="text 2 must be str, not int"):
        list(results)
    results = ordered_map(shouted, ["a", b"b"], workers=1)
    assert next(results) == "A"
    with pytest.raises(TypeError, match="text 1 must be str, not bytes"):
        next(results)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_the_verb_raises_comes_through(workers):
    with pytest.raises(ValueError, match="as asked"):
        list(ordered_map(shouted, ["a", "fail"], workers=workers))


@pytest.mark.parametrize("workers", [0, -1, 1.5, "2", None])
def test_workers_are_one_or_more(workers):
    with pytest.raises(ValueError, match="workers must be 1 or more, not"):
        ordered_map(shouted, ["a"], workers=workers)


def test_one_str_is_no_list_of_texts():
    with pytest.raises(TypeError, match=r"texts must be an iterable of str, not one str: use \[text\]"):
        ordered_map(shouted, "a text")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_progress_bar_changes_nothing(workers):
    pytest.importorskip("tqdm")
    texts = [f"text {i}" for i in range(40)]
    assert list(ordered_map(shouted, texts, workers=workers, progress=True)) == [text.upper() for text in texts]
    assert list(ordered_map(shouted, iter(texts), workers=workers, progress=True)) == [text.upper() for text in texts]


def test_a_series_of_texts_is_read_like_a_list():
    pandas = pytest.importorskip("pandas")
    for series in (pandas.Series(["a", None, "b"]), pandas.Series(["a", None, "b"], dtype="string")):
        assert list(ordered_map(shouted, series)) == ["A", "", "B"]


def test_a_missing_value_that_equals_nothing_is_an_empty_text():
    class NAType:
        """Is called what pandas.NA is, and compares as it does."""

        __hash__ = None

        def __eq__(self, other):
            return self

        def __ne__(self, other):
            return self

        def __bool__(self):
            raise TypeError("boolean value of NA is ambiguous")

    assert list(ordered_map(shouted, ["a", NAType()])) == ["A", ""]


def test_an_arrow_array_is_read_like_a_list():
    arrow = pytest.importorskip("pyarrow")
    assert list(ordered_map(shouted, arrow.array(["a", None, "b"]))) == ["A", "", "B"]
    assert list(ordered_map(shouted, arrow.chunked_array([["a", None], ["b"]]))) == ["A", "", "B"]
