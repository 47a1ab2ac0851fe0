from __future__ import annotations

import pickle

import pytest

from pubclean import PubcleanError
from pubclean.errors import LexiconError, require_str


def test_a_str_is_handed_back_as_it_is():
    text = "Tides of small lakes"
    assert require_str(text) is text


def test_a_subclass_of_str_is_a_str():
    class Line(str):
        __slots__ = ()

    assert require_str(Line("a")) == "a"


@pytest.mark.parametrize("value", [None, 7, 1.5, ["a"], object()])
def test_anything_else_is_told_by_its_type(value):
    with pytest.raises(TypeError, match=f"^page must be str, not {type(value).__name__}$"):
        require_str(value, "page")


@pytest.mark.parametrize("value", [b"a", bytearray(b"a")])
def test_bytes_are_to_be_decoded(value):
    with pytest.raises(TypeError, match="text must be str, not byte"):
        require_str(value)
    with pytest.raises(TypeError, match=r'decode it first, e.g. data.decode\("utf-8", "replace"\)'):
        require_str(bytes(value))


def test_a_lexicon_error_carries_its_facts():
    error = LexiconError("fr", "'lines' in [nav] must be sorted, each phrase once")
    assert (error.name, error.problem) == ("fr", "'lines' in [nav] must be sorted, each phrase once")
    assert str(error) == "lexicon 'fr': 'lines' in [nav] must be sorted, each phrase once"
    assert isinstance(error, PubcleanError)
    assert isinstance(error, ValueError)


def test_an_error_travels_between_processes():
    error = pickle.loads(pickle.dumps(LexiconError("fr", "broken")))  # noqa: S301 - our own bytes
    assert (error.name, error.problem, str(error)) == ("fr", "broken", "lexicon 'fr': broken")
