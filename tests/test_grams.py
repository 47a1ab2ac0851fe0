"""N-grams as numbers: the same for the same words, once each, and only of words that say something."""

from __future__ import annotations

from hypothesis import given
from strategies import texts

from pubclean.grams import LONGEST_WORD, MOST_WORDS, grams_of, pull_of
from pubclean.text import fold


def test_words_and_pairs_and_ends_are_counted():
    assert len(grams_of("reeds of lakes")) == 3 + 2 + 2
    assert grams_of("") == grams_of("…")
    assert grams_of("reeds") != grams_of("lakes")


def test_the_order_of_two_words_matters():
    assert grams_of("lake reeds") != grams_of("reeds lake")
    assert len(grams_of("lake reeds") & grams_of("reeds lake")) == 2


def test_numbers_are_alike_but_for_years():
    assert grams_of("page 3 of 17") == grams_of("page 12 of 9")
    assert grams_of("page 3") != grams_of("page 2019")
    assert grams_of("in 2019") == grams_of("in 1987")


def test_long_words_are_alike():
    assert grams_of("x" * (LONGEST_WORD + 1)) == grams_of("y" * (LONGEST_WORD + 30))


def test_a_text_is_read_to_its_eightieth_word():
    head = " ".join(f"w{i}q" for i in range(MOST_WORDS))
    assert grams_of(head + " more of it") == grams_of(head + " and others")
    assert grams_of(head) == grams_of(head + " more")


def test_what_comes_twice_weighs_once():
    weights = dict.fromkeys(grams_of("reeds"), 5)
    assert pull_of(grams_of("reeds lake reeds"), weights) == pull_of(grams_of("reeds lake and reeds"), weights)


@given(texts())
def test_any_text_has_n_grams_of_32_bits(text):
    assert all(0 <= gram < 1 << 32 for gram in grams_of(fold(text)))
