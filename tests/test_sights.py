from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from pubclean.features import FEATURES
from pubclean.looks import TELLING, look, look_at
from pubclean.sights import Sights

TEXTS = ["Home", "Contact", "Home", "Jeanne Dupont, Li Wei", "We measure the tides of small lakes. " * 5]
MARKED = [False, False, False, False, True]
SEEN = Sights(look_at(TEXTS, MARKED, [False, True, False, False, True]))


def features(sights):
    """Return the features of each block, in order."""
    numbers, starts = sights.seen.numbers, sights.seen.starts
    return [[FEATURES[number] for number in numbers[start:end]] for start, end in pairwise(starts)]


def test_some_blocks_are_a_page_of_their_own():
    part = SEEN.of(np.array([1, 2, 4], np.intp))
    assert part.repeated.tolist() == [0, 0, 0]
    assert part.lengths.tolist() == [7, 4, SEEN.lengths[4]]
    assert features(part) == [features(SEEN)[at] for at in (1, 2, 4)]


def test_nothing_is_a_page_too():
    assert len(SEEN.of(np.zeros(0, np.intp))) == 0


def test_what_stands_again_does_so_among_those_that_are_left():
    assert SEEN.repeated.tolist() == [1, 0, 1, 0, 0]
    assert SEEN.of(np.array([2, 0], np.intp)).repeated.tolist() == [1, 1]


def test_plain_sights_are_those_of_the_texts_alone():
    assert features(SEEN.plain()) == [list(look(text).features) for text in TEXTS]


def test_marked_blocks_are_those_a_marker_was_taken_out_of():
    assert SEEN.marked.tolist() == MARKED
    assert not SEEN.plain().marked.any()


@pytest.mark.parametrize("most", [1, 2, 4])
def test_the_first_telling_features_are_told(most):
    telling = sorted(TELLING)
    for found, told in zip(features(SEEN), SEEN.first_told(most).tolist(), strict=True):
        wanted = [number for number, name in enumerate(telling) if name in found][:most]
        assert told == wanted + [-1] * (most - len(wanted))
