"""The compiled look and its twin in Python say the same of any text."""

from __future__ import annotations

import unicodedata

import pytest
from cases import read_cases
from hypothesis import given
from hypothesis import strategies as st
from strategies import SCRAPS, texts

from pubclean.kernel import COMPILED
from pubclean.kernel.make_character_tables import INVISIBLE, PARTING, TRIMMED, VERSION
from pubclean.kernel.make_character_tables import UNSPACED as UNSPACED_CLASS
from pubclean.lexicons import TOKEN, trimmed
from pubclean.looks import FEATURES, look_at, look_at_each
from pubclean.passages import find_passages
from pubclean.text import HAS_UNSPACED, fold

pytestmark = pytest.mark.skipif(not COMPILED, reason="no kernel was built")

# what the patterns of looks are made of, to be strung together
SIGNS = (
    *"0123456789.,:;-–/()[]{}=_$€&@#|·»›→\"“”«»'’ \t\n\u3000", "19", "20", "2024", "12", "3", "10.", "doi", "arXiv",
    "pp", "vol", "No.", "in", "In", "Proc.", "Journal", "et al", "u. a.", "и др.", "//", "http://", "www.", ".org",
    "(at)", "[at]", "am", "pm", "Uhr", "h", "月", "日", "年", "年度", "월", "年 ", "第", "卷", "页", "A.", "J.", "Li",
    "Wei", "and", "AND", "et", "és", "ÉS", "Dr.", "Prof. ", "van ", "d'", "al-", "李", "明", "アダ", "・", "김", "ほか",
    "名", "他", "ACM", "KDD", "usd", "zł", "kr", "May", "mai", "3rd", "by ", "von ", "(accepted)", "(3)", "[PDF]",
    "İ", "ı", "ſ", "K", "ǅ", "ß", "²", "½", "Ⅷ", "٣", "ー", "क", "़", "\u05b0", "\u0345", "α", "\u3099", "か", "ᄀ", "ᅡ",
    "ᆨ", "가", "ﷺ", "ﬁ", "０", "：", "（", "）",
)  # fmt: skip


def known(text):
    """Take out what Unicode has been given since the tables were made, or reads otherwise now."""
    return "".join(c for c in text if unicodedata.unidata_version == VERSION or ord(c) < 0x2000)


def assert_alike(found):
    found = [text for text in map(known, found) if text]
    marked, wrapped = [i % 2 == 0 for i in range(len(found))], [i % 3 == 0 for i in range(len(found))]
    ours, theirs = look_at(found, marked, wrapped), look_at_each(found, marked, wrapped)
    named = [[FEATURES[number] for number in seen.numbers] for seen in (ours, theirs)]
    assert named[0] == named[1]
    assert [part.tolist() for part in ours] == [part.tolist() for part in theirs]


@given(st.lists(texts(), max_size=8))
def test_on_any_text(found):
    assert_alike(found)


@given(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=14).map("".join))
def test_on_what_patterns_are_made_of(text):
    assert_alike([text, f"{text} {text}", text.strip() or "a"])


@given(st.lists(st.sampled_from((*SIGNS, *SCRAPS)), min_size=1, max_size=12).map(" ".join))
def test_on_words_apart(text):
    assert_alike([text])


def test_on_the_cases():
    found = sorted({passage.text for case in read_cases() for passage in find_passages(case.source)})
    assert_alike([*found, *(text.upper() for text in found), *(text.lower() for text in found)])


@pytest.mark.parametrize("length", [599, 600, 601, 699, 700, 701, 1499, 1500, 1501, 1508, 4000, 9999])
@pytest.mark.parametrize(
    "scrap", ["a", "We use cookies. ", "。本文", "e\u05b0\u0301 ", "(1) x ", "Li Wei, ", "\ud800 "]
)
def test_on_long_texts(length, scrap):
    assert_alike([(scrap * length)[:length], (scrap * length)[: length - 5] + "[...]"])


def test_on_every_character():
    found = [chr(code) for code in range(0x110000)]
    assert_alike(
        found[:0x3400]
        + found[0xA640:0xABC0:3]
        + found[0xD7A0:0xD800]
        + found[0xF900:0x10000]
        + found[0x10400:0x1F300:7]
    )


def test_signs_that_fold_to_others_are_what_they_fold_to():
    assert_alike(["EL`", "`home`", "home´", "home＇"])


@pytest.mark.parametrize("size", [0, 1, 5])
def test_pages_of_any_size(size):
    assert_alike(["Small lakes"] * size)
    assert look_at(["Small lakes"] * size, [False] * size, [False] * size).same.tolist() == [0] * size


@pytest.mark.parametrize("texts", [[""], [None], [b"a"]])
def test_what_is_no_block_is_refused(texts):
    with pytest.raises((TypeError, ValueError)):
        look_at(texts, [False], [False])


def test_the_generator_has_the_sets_of_the_text():
    for code in range(0x110000):
        character = chr(code)
        assert bool(UNSPACED_CLASS.match(character)) == bool(HAS_UNSPACED.match(character))
        assert bool(PARTING.match(character)) != bool(TOKEN.match(character))
        assert (character in TRIMMED) == (trimmed(character) == "")
        if INVISIBLE.match(character) and code != 0x345:
            assert fold(character) == ""
