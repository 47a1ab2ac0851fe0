from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from pubclean.text import ends_cut, ends_sentence, fold, lines_of, locate, starts_lower

LETTERS = st.text("abzABZéÉçÑöÜßİıαΣжЖי‑–’“” \t\u00a0-.,()01", max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("Plain Text", "plain text"),
        ("  many \t\n spaces\u00a0\u3000here ", "many spaces here"),
        ("L’Été à la Mer", "l'ete a la mer"),
        ("E\u0301te\u0301", "ete"),
        ("Straße", "strasse"),
        ("IĞDIR ığdır", "igdir igdir"),
        ("«\u00a0Oui\u00a0»", '" oui "'),
        ("“quoted” ‘text’", "\"quoted\" 'text'"),
        ("a – b — c ‑ d", "a - b - c - d"),
        ("ﬁne", "fine"),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full width"),
        ("co\u00adop\u200berate\ufeff", "cooperate"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("もっと見る", "もっと見る"),
    ],
)
def test_text_folds_to_how_phrases_are_compared(text, folded):
    assert fold(text) == folded


@given(LETTERS)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(texts())
def test_folded_text_has_single_spaces_only(text):
    assert fold(text) == " ".join(fold(text).split())


@given(LETTERS)
def test_case_makes_no_difference_to_the_folded_text(text):
    assert fold(text.upper()) == fold(text)


@given(st.text("abc XYZ-'\"().,\t", max_size=30))
def test_ascii_text_folds_as_it_does_beside_other_letters(text):
    assert fold(f"{text} é") == f"{fold(text)} e".strip()


def test_a_backtick_folds_alike_whatever_stands_beside_it():
    assert fold("l`ete") == fold("l`été")


@given(LETTERS)
def test_every_word_of_the_folded_text_is_found_again_in_the_source(text):
    folded = fold(text)
    for word in re.finditer(r"\S+", folded):
        start, end = locate(text, *word.span())
        assert fold(text[start:end]) == word[0]


@given(texts())
def test_a_place_in_the_folded_text_is_a_place_in_the_source(text):
    start, end = locate(text, 0, len(fold(text)))
    assert 0 <= start <= end <= len(text)


def test_a_span_of_the_folded_text_is_found_again_in_the_source():
    text = "  « L’Été »\tà la ﬁn"
    at = fold(text).index("fin")
    assert text[slice(*locate(text, at, at + 3))] == "ﬁn"
    at = fold(text).index("l'ete")
    assert text[slice(*locate(text, at, at + 5))] == "L’Été"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_every_newline_of_str_ends_a_line(newline):
    assert [line.text for line in lines_of(f"one{newline}two")] == ["one", "two"]


def test_a_line_knows_where_it_stood_and_whether_a_blank_one_was_above():
    source = "\n  one \r\ntwo\n \t \n\u00a0three"
    assert [line[2:] for line in lines_of(source)] == [("one", True), ("two", False), ("three", True)]
    assert all(source[line.start : line.end] == line.text for line in lines_of(source))


def test_text_without_letters_has_no_lines():
    assert lines_of("") == lines_of(" \n\t\r\n\u2028") == []


@given(texts())
def test_lines_are_those_of_str_less_white_space(text):
    assert [line.text for line in lines_of(text)] == [line.strip() for line in text.splitlines() if line.strip()]


@given(texts())
def test_lines_stand_where_they_say(text):
    assert all(text[line.start : line.end] == line.text for line in lines_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "It is.", "Is it?", "So!", "这样。", "هل؟", "यह।", "He said “no.”", "(It is.)", "It is.*", "We list: ",
        "and then…",
    ],
)  # fmt: skip
def test_a_sentence_ends(text):
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["", "the set of", "a comma,", "Tides of Small Lakes", "a (bracket)", "2024", "本文"])
def test_no_sentence_ends(text):
    assert not ends_sentence(text)


@pytest.mark.parametrize(
    ("text", "lower"),
    [
        ("then", True), ("(and so", True), ("« été", True), ("Then", False), ("3 of them", False), ("", False),
        ("本文", False), ("—", False),
    ],
)  # fmt: skip
def test_the_first_letter_decides_how_a_text_starts(text, lower):
    assert starts_lower(text) is lower


LONG = (
    "We measured the tides of twelve small lakes and of three large ones for two years, in winter and summer. We found "
)


@pytest.mark.parametrize(
    "end", ["that they are", "in the matrix", "that…", "that...", "that […]", "that [...]", "that (…)"]
)
def test_a_text_that_stops_in_the_midst_is_cut(end):
    assert ends_cut(LONG + end)


@pytest.mark.parametrize(
    "end",
    [
        "none.",
        "“none.”",
        "none!",
        "none (see below).",
        "https://a.example/b",
        "10.1000/xyz",
        "a 🌊",
        "them at www.a.example",
    ],
)
def test_a_text_that_comes_to_its_end_is_not_cut(end):
    assert not ends_cut(LONG + end)


def test_a_short_text_without_a_stop_is_not_cut():
    assert not ends_cut("Tides of small lakes")
