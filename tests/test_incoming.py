from __future__ import annotations

import math

import pytest

from pubclean.incoming import each_text, text_of


def test_texts_come_one_by_one():
    given = iter(["a", "b"])
    texts = each_text(given)
    assert next(texts) == "a"
    assert next(given) == "b"


def test_missing_values_are_empty_texts():
    assert list(each_text([None, math.nan, "a"])) == ["", "", "a"]


def test_an_arrow_array_gives_its_values():
    class Array:
        """Yields scalars, as Arrow's arrays do, unless asked for a list."""

        def __iter__(self):
            return iter([object()])

        def to_pylist(self):
            return ["a", None]

    assert list(each_text(Array())) == ["a", ""]


@pytest.mark.parametrize(("texts", "advice"), [("text", r"use \[text\]"), (b"text", r"use \[text\]"), (7, "not int")])
def test_one_text_or_none_at_all_is_refused(texts, advice):
    with pytest.raises(TypeError, match=advice):
        each_text(texts)


def test_an_item_that_is_no_text_is_told_by_its_number():
    with pytest.raises(TypeError, match="text 1 must be str, not bytes: decode it first"):
        list(each_text(["a", b"b"]))
    with pytest.raises(TypeError, match="text 0 must be str, not float"):
        list(each_text([1.5]))


def test_one_text_has_no_number():
    assert text_of("a") == "a"
    with pytest.raises(TypeError, match="a text must be str, not int"):
        text_of(3)
