from __future__ import annotations

import pytest
from strategies import ABSTRACTS

from pubclean.page import Label
from pubclean.repeats import SHORTEST, find_repeats

FOG, BREAD, CHOIR = ABSTRACTS["en"]


def rows(*texts, label=Label.ABSTRACT):
    return [(i, text, label) for i, text in enumerate(texts)]


def test_a_text_said_twice_repeats_the_first():
    assert find_repeats(rows(FOG, BREAD, FOG, CHOIR, FOG)) == {2: 0, 4: 0}


def test_different_texts_repeat_nothing():
    assert find_repeats(rows(FOG, BREAD, CHOIR, *ABSTRACTS["fr"], *ABSTRACTS["zh"])) == {}


def test_a_shortened_copy_repeats_its_original():
    assert find_repeats(rows(FOG, BREAD, FOG[: len(FOG) // 2])) == {2: 0}


def test_the_index_of_the_page_is_given_not_that_of_the_list():
    assert find_repeats([(7, FOG, Label.ABSTRACT), (11, BREAD, Label.PROSE), (30, FOG, Label.PROSE)]) == {30: 7}


@pytest.mark.parametrize("label", sorted(set(Label) - set(SHORTEST)))
def test_only_running_text_is_a_repeat(label):
    assert find_repeats(rows(FOG, FOG, label=label)) == {}


@pytest.mark.parametrize("label", SHORTEST)
def test_a_short_text_is_no_repeat(label):
    text = FOG[: SHORTEST[label] - 1]
    assert find_repeats(rows(text, text, label=label)) == {}
    text = FOG[: SHORTEST[label]]
    assert find_repeats(rows(text, text, label=label)) == {1: 0}


@pytest.mark.parametrize("blocks", [[], rows(FOG)])
def test_nothing_and_one_text_repeat_nothing(blocks):
    assert find_repeats(blocks) == {}
