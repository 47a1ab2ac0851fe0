from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    ALL_ABSTRACTS,
    BARE,
    BRACKETED,
    BRACKETS,
    ELLIPSES,
    SHAPES,
    Part,
    folded,
    marked,
    texts,
)

from pubclean import strip_truncation
from pubclean.markers import find_markers


@given(folded())
def test_a_folded_text_is_restored(part: Part):
    assert strip_truncation(part.raw) == part.text


@given(st.lists(folded(), min_size=1, max_size=6))
def test_every_folded_text_of_a_page_is_restored(parts: list[Part]):
    assert strip_truncation("\n".join(part.raw for part in parts)) == "\n".join(part.text for part in parts)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("opener", "closer"), BRACKETS)
@pytest.mark.parametrize("ellipsis", ELLIPSES)
@pytest.mark.parametrize("label", BRACKETED)
def test_every_shape_bracket_ellipsis_and_label_is_known(shape, opener, closer, ellipsis, label):
    part = marked(ALL_ABSTRACTS[0], 80, shape, ellipsis, opener + label + closer)
    assert strip_truncation(part.raw) == part.text


@pytest.mark.parametrize(
    ("folded_away", "restored"),
    [
        ("introduced to ar… (voir plus)gue that", "introduced to argue that"),
        ("introduced … (voir plus)to argue", "introduced to argue"),
        ("introduced… (voir plus) to argue", "introduced to argue"),
        ("introduced … (voir plus) to argue", "introduced to argue"),
        ("introduced…(voir plus) to argue", "introduced to argue"),
        ("introduced…\u00a0(voir plus) to argue", "introduced to argue"),
        ("introduced… (VOIR PLUS) to argue", "introduced to argue"),
        ("introduced… (voir\u00a0plus) to argue", "introduced to argue"),
        ("introduced… (see more »)", "introduced…"),
        ("introduced … (see more)", "introduced …"),
        ("introduced… (see more)\n", "introduced…\n"),
        ("introduced… (see more)  ", "introduced…  "),
        ("a word… (see more). Another", "a word. Another"),
        ("… (see more)A text", "A text"),
        ("one… (see more)\n\nTwo… (mehr)", "one…\n\nTwo…"),
        ("a wo… (see more)\nrd", "a wo\nrd"),
        ("a text… (see more)\nAnother", "a text…\nAnother"),
        ("o… (see more)ne tw… (mehr)o", "one two"),
        ("o… (see more)… (see more)ne", "one"),
        ("o… (see … (mehr)more)ne", "one"),
    ],
)
def test_a_marker_goes_and_the_text_closes_up(folded_away, restored):
    assert strip_truncation(folded_away) == restored


@pytest.mark.parametrize("label", BARE)
@pytest.mark.parametrize("rest", ["", "\n", "\nAnother text"])
def test_a_bare_label_ends_a_line(label, rest):
    assert strip_truncation(f"We measured the tides of… {label}{rest}") == f"We measured the tides of…{rest}"


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\x85", "\u2028"])
def test_a_bare_label_ends_a_line_whatever_the_newline(newline):
    assert strip_truncation(f"The tides of… Read more{newline}Another") == f"The tides of…{newline}Another"


def test_a_bare_label_ends_a_line_together_with_its_arrow():
    assert strip_truncation("We measured the tides… Read more →\nAnother") == "We measured the tides…\nAnother"


def test_a_bare_button_goes_where_a_cut_word_goes_on_directly_behind_it():
    assert strip_truncation("a pulsating catalo[...] Read moregue of stars") == "a pulsating catalogue of stars"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a text without any marker",
        "as shown… (see Table 1) before",
        "as shown… (see below)",
        "the set {1, 2, ...} (more or less)",
        "he said […] that it was so",
        "he said [...] and went",
        "Wait... what?",
        "... PLUS a 10% OFF",
        "… mais capables",
        "…mehr gibts nicht",
        "a list (see more) and a text",
        "(voir plus)",
        "voir plus",
        "f(x)... (x > 0)",
        "…  (voir plus) spaced twice, so it is none of ours",
        "… (voir plus",
        "… (voir plus] closed by another bracket",
        "… (read more about the tides of small lakes and why nobody ever saw them)",
        "reading… more of it",
    ],
)
def test_what_is_no_marker_stays(text):
    assert strip_truncation(text) == text


@pytest.mark.parametrize(
    "rest", ["  two  spaces ", "\ttabs\t", "a\r\nb\n\n\n c", "one… two... [...]", "(round) [square]"]
)
def test_nothing_else_changes(rest):
    assert strip_truncation(f"{rest}\n\nlak… (see more)es\n\n{rest}") == f"{rest}\n\nlakes\n\n{rest}"


@given(texts())
def test_characters_are_only_taken_out(text):
    rest = iter(text)
    assert all(letter in rest for letter in strip_truncation(text))


@given(texts())
def test_a_text_without_markers_is_returned_as_it_is(text):
    if not find_markers(text):
        assert strip_truncation(text) == text


@given(texts())
def test_nothing_outside_the_markers_is_taken_out_but_one_space(text):
    markers = find_markers(text)
    outside, at = [], 0
    for marker in markers:
        outside.append(text[at : marker.start])
        at = marker.end
    outside.append(text[at:])
    stripped = strip_truncation(text)
    letters = "".join("".join(outside).split())
    kept = iter(stripped)
    assert all(letter in kept for letter in letters)


@given(
    st.lists(st.sampled_from(["…", "...", " ", "(", ")", "[", "]", "mehr", "voir plus", "a", "Lakes "]), max_size=30)
)
def test_no_marker_in_brackets_is_left(pieces):
    stripped = strip_truncation("".join(pieces) + "end")
    assert [marker for marker in find_markers(stripped) if stripped[marker.end - 1] in ")]"] == []


def test_words_like_a_label_inside_a_bracket_stay():
    assert strip_truncation("(as we have shown… read more)") == "(as we have shown… read more)"


@pytest.mark.parametrize("nothing", [None, 7, b"bytes", ["list"]])
def test_anything_but_str_is_a_type_error_that_says_what_came(nothing):
    with pytest.raises(TypeError, match=f"text must be str, not {type(nothing).__name__}"):
        strip_truncation(nothing)
