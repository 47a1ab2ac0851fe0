from __future__ import annotations

import pytest
from hypothesis import given
from strategies import BRACKETED, BRACKETS, ELLIPSES, Part, folded, texts

from pubclean.lexicons import lexicon
from pubclean.lexicons.tables import LISTS
from pubclean.markers import Marker, find_markers
from pubclean.text import fold


def test_a_marker_says_where_it_and_its_ellipsis_end_and_what_its_label_was():
    assert find_markers("ha… (see more)ve") == [Marker(2, 14, 3, "see more")]


def test_the_ellipsis_of_a_marker_ends_before_its_space():
    marker = find_markers("lakes [...] [Read more] have")[0]
    assert marker == Marker(6, 23, 11, "Read more")


@pytest.mark.parametrize(("opener", "closer"), BRACKETS)
@pytest.mark.parametrize("ellipsis", ELLIPSES)
@pytest.mark.parametrize("label", BRACKETED)
def test_a_marker_spans_ellipsis_space_and_label(opener, closer, ellipsis, label):
    for space in ("", " ", "\u00a0"):
        marker = f"{ellipsis}{space}{opener}{label}{closer}"
        found = find_markers(f"lak{marker}es")
        assert [found[0].start, found[0].end, found[0].ellipsis_end] == [3, 3 + len(marker), 3 + len(ellipsis)]
        assert found[0].label == label
        assert len(found) == 1


@pytest.mark.parametrize("kind", ["truncation.bracketed", "truncation.bare"])
def test_every_label_of_the_lexicon_is_found(kind):
    assert kind in LISTS
    for label in lexicon().lists[kind]:
        if kind.endswith("bare") and len(fold(label)) < len(label):
            continue  # see below
        opener, closer = "()" if kind.endswith("bracketed") else ("", "")
        text = f"the tides of small lakes… {opener}{label}{closer}"
        assert [marker.start for marker in find_markers(text)] == [24], label


@pytest.mark.parametrize("label", ["ادامه\u200cی مطلب", "Leer ma\u0301s", "Read\u00ad more"])
def test_a_bare_label_with_letters_that_folding_takes_out_is_found(label):
    assert len(find_markers(f"the tides of small lakes… {label}")) == 1


@pytest.mark.parametrize("word", ["plus", "mehr", "mais", "more", "más", "ещё", "все"])
def test_a_single_bare_word_is_no_marker_mid_line(word):
    assert find_markers(f"nous avons mesuré… {word} que cela") == []
    assert find_markers(f"we measured lakes[...] {word.title()}que") == []


@given(folded())
def test_a_folded_text_has_one_marker(part: Part):
    assert len(find_markers(part.raw)) == 1


@given(texts())
def test_markers_rise_and_do_not_overlap(text):
    edges = [edge for marker in find_markers(text) for edge in (marker.start, marker.ellipsis_end, marker.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


@given(texts())
def test_a_marker_begins_with_its_ellipsis(text):
    for marker in find_markers(text):
        assert text[marker.start : marker.ellipsis_end].strip("()[]") in {"…", "...", "⋯"}


@given(texts())
def test_no_ellipsis_no_marker(text):
    assert find_markers(text.replace("…", "").replace(".", "").replace("⋯", "")) == []


def test_unclosed_and_nested_markers_are_found_in_one_pass():
    assert find_markers("… (voir plus " * 2000) == []
    assert len(find_markers("… (voir plus)" * 2000)) == 2000
    nested = find_markers("lak" + "… (" * 5 + "voir plus" + ")" * 5 + "es")
    assert [(marker.start, marker.end) for marker in nested] == [(15, 28)]


@pytest.mark.parametrize(
    "label",
    [
        "hier den ganzen Text lesen", "cliquez ici pour déplier le texte", "haga clic para ver el texto completo",
        "нажмите здесь, чтобы прочитать всю статью", "kliknij tutaj, aby wyświetlić streszczenie",
        "点击此处展开摘要", "ここをタップして全文を読む", "tüm özeti buradan okuyun", "पूरा सारांश यहाँ पढ़ें",
        "اضغط هنا لقراءة النص", "click to unfold the abstract", "napsauta tästä nähdäksesi koko teksti",
    ],
)  # fmt: skip
def test_a_label_put_together_of_the_words_of_labels_is_found(label):
    assert fold(label) not in lexicon().lists["truncation.bracketed"]
    assert [marker.label for marker in find_markers(f"lak… ({label})es")] == [label]


@pytest.mark.parametrize(
    "aside",
    [
        "see text", "siehe Text", "voir le texte", "ver artículo", "all the more", "de plus", "и далее", "и так далее",
        "i dalje", "a dále", "ir toliau", "всё ещё", "mehr oder weniger", "text lire", "lire the article",
        "my emphasis", "more on this below", "本文", "訳者注", "全", "read by the author", "full moon", "to", "",
    ],
)  # fmt: skip
def test_an_aside_is_no_label(aside):
    assert find_markers(f"we measured lakes… ({aside}) for years") == []


def test_a_label_may_stand_in_two_pairs_of_brackets():
    assert find_markers("lak… ((more…))es") == [Marker(3, 14, 4, "more…")]
    assert find_markers("lak… (more…))es") == [Marker(3, 12, 4, "more…")]
    assert find_markers("lak… ((more)") == find_markers("lak ((more…))es") == []
