from __future__ import annotations

import dataclasses

import pytest

from pubclean import Label, Options
from pubclean.page import BOILERPLATE


def test_nothing_furnished_is_kept_unless_asked():
    options = Options()
    assert (options.keep, options.keep_duplicates, options.phrases) == (frozenset(), False, {})
    assert options.language_backend == "pubclean"


def test_labels_may_be_told_by_their_names():
    assert Options(keep=["promo", Label.NAV]).keep == {Label.PROMO, Label.NAV}
    assert Options(phrases={"legal": ["harbour board"]}).phrases == {Label.LEGAL: ("harbour board",)}


@pytest.mark.parametrize("label", sorted(BOILERPLATE))
def test_every_boilerplate_label_may_be_kept(label):
    assert Options(keep={label.value}).keep == {label}


@pytest.mark.parametrize("label", sorted(set(Label) - BOILERPLATE))
@pytest.mark.parametrize("make", [lambda label: Options(keep={label}), lambda label: Options(phrases={label: ["x"]})])
def test_a_content_label_is_no_choice(make, label):
    with pytest.raises(ValueError, match=f"'{label}' is no boilerplate label: use one of comments, consent, legal"):
        make(label)


def test_an_unknown_label_is_told_with_those_we_know():
    with pytest.raises(ValueError, match="keep: 'cookies' is no label: use one of comments, consent"):
        Options(keep={"cookies"})


def test_one_str_is_no_collection():
    with pytest.raises(TypeError, match=r"keep must be a collection of labels, not a str: use \{'promo'\}"):
        Options(keep="promo")
    with pytest.raises(TypeError, match=r"phrases\['legal'\] must be a list of phrases, not a str"):
        Options(phrases={"legal": "harbour board"})


@pytest.mark.parametrize("phrase", ["", "  ", "*", " * ", 7, None])
def test_a_phrase_has_a_word(phrase):
    with pytest.raises(ValueError, match=r"phrases\['legal'\] holds an entry without a word"):
        Options(phrases={"legal": ["fine", phrase]})


def test_an_unknown_backend_is_told_with_those_we_know():
    with pytest.raises(ValueError, match="language_backend must be 'pubclean' or 'langdetect', not 'fasttext'"):
        Options(language_backend="fasttext")


def test_an_unknown_choice_is_refused():
    with pytest.raises(TypeError, match="keep_all"):
        Options(keep_all=True)


def test_options_are_frozen_and_equal_by_value():
    options = Options(keep={"promo"})
    assert options == Options(keep=[Label.PROMO])
    with pytest.raises(dataclasses.FrozenInstanceError):
        options.keep = frozenset()


def test_what_was_handed_in_may_change_afterwards():
    keep, entries = {"promo"}, ["harbour board"]
    options = Options(keep=keep, phrases={"legal": entries})
    keep.add("nav")
    entries.append("another")
    assert options.keep == {"promo"}
    assert options.phrases == {"legal": ("harbour board",)}


def test_the_model_is_on_and_no_more_careful_than_it_is():
    assert (Options().model, Options().caution) == (True, 0.0)


@pytest.mark.parametrize("model", [1, 0, None, "no"])
def test_the_model_is_on_or_off(model):
    with pytest.raises(TypeError, match="model must be True or False, not"):
        Options(model=model)


@pytest.mark.parametrize("caution", ["2", None, True, 1j])
def test_caution_is_a_number(caution):
    with pytest.raises(TypeError, match="caution must be a number, not"):
        Options(caution=caution)


@pytest.mark.parametrize("caution", [float("nan"), float("inf"), -float("inf")])
def test_caution_is_finite(caution):
    with pytest.raises(ValueError, match="caution must be a finite number, not"):
        Options(caution=caution)


def test_caution_may_be_any_number_however_large():
    assert Options(caution=-(10**400)).caution == -(10**400)
