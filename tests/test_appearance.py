from __future__ import annotations

import pytest
from cases import read_cases
from hypothesis import given
from strategies import ABSTRACTS, BANNERS, texts

from pubclean.appearance import HEAD, look
from pubclean.features import FEATURES, TELLING
from pubclean.lexicons import Lexicon, folded_phrases
from pubclean.passages import find_passages
from pubclean.text import fold


def sees(text, **how):
    return look(text, **how).features


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Jeanne Dupont, Li Wei", "2 names"),
        ("Hanne Vik", "1 name"),
        ("2024", "only years"),
        ("3 May 2024", "only a date"),
        ("We met on 3 May 2024", "has a date"),
        ("Home", "line nav.lines"),
        ("Accept all", "line consent.buttons"),
        ("» Accept all", "line consent.buttons"),
        ("Read more", "line truncation.alone"),
        ("Journal of Lakes (accepted)", "status in brackets"),
        ("We use cookies", "says consent.topic"),
        ("ABSTRACT", "all capitals"),
        ("• an item", "begins with a bullet"),
        ("© 2024 Lakes", "begins with ©"),
        ("It is so.", "ends in a stop"),
        ("本文提出一种方法", "unspaced"),
        ("$12", "price"),
        ("12 EUR", "price"),
        ("li.wei@lakes.example", "mail"),
        ("https://lakes.example", "address"),
    ],
)
def test_a_block_shows_what_it_is(text, feature):
    assert feature in sees(text)


@pytest.mark.parametrize("text", ["12 €", "12 € a month", "12 £"])
def test_a_price_may_end_in_its_sign(text):
    assert "price" in sees(text)


@pytest.mark.parametrize("language", BANNERS)
def test_a_banner_has_the_voice_of_one(language):
    assert "banner voice" in sees(BANNERS[language][0])
    assert "line consent.buttons" in sees(BANNERS[language][1])


@pytest.mark.parametrize("language", ABSTRACTS)
def test_an_abstract_has_not(language):
    for text in ABSTRACTS[language]:
        assert "banner voice" not in sees(text)
        assert not any(feature.startswith(("line ", "says consent.topic")) for feature in sees(text))


def test_what_was_taken_out_is_seen_last():
    seen = look("Small lakes have tides", marked=True, wrapped=True)
    assert seen.features[-2:] == ("marker", "wrapped")
    assert seen.features[:-2] == look("Small lakes have tides").features


def test_phrases_of_the_caller_take_the_place_of_ours():
    phrases = Lexicon(folded_phrases({"legal.phrases": ["harbour board"]}))
    assert "says legal.phrases" in sees("a site of the Harbour Board", phrases=phrases)
    assert [hit.kind for hit in look("We use cookies", phrases=phrases).hits] == []


def test_phrases_are_read_in_the_head_of_a_long_block():
    assert "says consent.topic" in sees("x " * 100 + "cookies")
    assert "says consent.topic" not in sees("x " * HEAD + "cookies")


@given(texts())
def test_looking_twice_shows_the_same(text):
    if text.strip():
        seen = look(text.strip())
        assert seen == look(text.strip())
        assert seen.folded == fold(text.strip()[:HEAD])
        assert len(set(seen.features)) == len(seen.features)


def test_an_ideograph_counts_for_more_than_a_letter():
    assert look("abcd").length == 4
    assert look("本文提出").length == 10


def test_every_feature_has_one_number():
    assert list(FEATURES) == sorted(set(FEATURES))
    assert set(FEATURES) >= TELLING


@given(texts().map(str.strip).filter(bool))
def test_looks_have_no_other_features(text):
    assert set(look(text, marked=True, wrapped=True).features) <= set(FEATURES)


def test_looks_at_the_cases_have_no_other_features():
    texts = {passage.text for case in read_cases() for passage in find_passages(case.source)}
    assert {feature for text in texts for feature in look(text).features} <= set(FEATURES)
