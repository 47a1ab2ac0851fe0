"""How blocks read like furniture: the file, what trees ask, and what they answer."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubclean.features import FEATURES
from pubclean.furniture import (
    BEYOND,
    DEPTH,
    HEAD,
    INPUTS,
    MOST,
    MOST_PULL,
    NOTHING,
    Furniture,
    furniture,
    inputs_of,
    packed,
    readings,
    unpacked,
)  # fmt: skip

ODDS = furniture().odds


def tree(asks: int, border: int, below: int, above: int) -> Furniture:
    """Make what a single question would be learned."""
    inputs, borders = np.full((1, DEPTH), asks, np.uint8), np.full((1, DEPTH), MOST, np.int16)
    borders[0, 0] = border
    answers = np.where(np.arange(1 << DEPTH) % 2, above, below).astype(np.int16)[None]
    return NOTHING._replace(odds=ODDS, inputs=inputs, borders=borders, answers=answers)


def test_what_is_packed_is_unpacked():
    for learned in (furniture(), NOTHING, tree(1, 40, -5, 9)):
        for ours, theirs in zip(unpacked(packed(learned)), learned, strict=True):
            assert ours.dtype == theirs.dtype
            assert ours.tolist() == theirs.tolist()


def test_a_file_of_other_features_is_refused():
    data = packed(NOTHING)
    with pytest.raises(ValueError, match="train again"):
        unpacked(data[: len(HEAD) - 1] + bytes([data[len(HEAD) - 1] ^ 1]) + data[len(HEAD) :])
    with pytest.raises(ValueError, match="no file of weights"):
        unpacked(b"something else")
    with pytest.raises(zlib.error):
        unpacked(data[:-3])


def test_what_the_package_ships_is_sound():
    learned = furniture()
    assert np.all(np.diff(learned.grams.astype(np.int64)) > 0)
    assert len(learned.features) == len(FEATURES)
    assert np.all(np.diff(learned.odds.astype(int)) >= 0)
    assert learned.inputs.max() < INPUTS
    assert len(packed(learned)) < 64 * 1024


@given(st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(1, 10**7)), min_size=1, max_size=90))
def test_inputs_are_bounded(blocks):
    pulls, lengths = np.array(blocks).T
    asked = inputs_of(ODDS, pulls, lengths)
    assert asked.shape == (INPUTS, len(blocks))
    assert asked.min() >= -MOST_PULL
    assert asked[0].tolist() == np.clip(pulls, -MOST_PULL, MOST_PULL - 1).tolist()


def test_neighbours_are_asked_and_the_edge_is_told():
    asked = inputs_of(ODDS, np.array([10, 20, 30]), np.array([5, 6, 7]))
    assert asked[2:6].T.tolist() == [[BEYOND, 0, 20, 6], [10, 5, 30, 7], [20, 6, BEYOND, 0]]


def test_a_tree_answers_by_its_border():
    found = readings(tree(1, 40, -5, 9), np.zeros(3, np.int32), np.array([40, 41, 3]))
    assert found.tolist() == [-5, 9, -5]


def test_nothing_learned_says_nothing():
    assert readings(NOTHING._replace(odds=ODDS), np.array([9, 9]), np.array([3, 300])).tolist() == [0, 0]


def test_a_menu_reads_like_furniture_and_a_text_like_content():
    pulls, lengths = np.array([60] * 9 + [-90] * 3), np.array([8] * 9 + [700] * 3)
    found = readings(furniture(), pulls, lengths)
    assert found[:9].min() > 0 > found[9:].max()
