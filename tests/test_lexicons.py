from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from pubclean.errors import LexiconError
from pubclean.lexicons import TOKEN, Hit, Lexicon, folded_phrases, lexicon, loaded, trimmed
from pubclean.lexicons.files import checked, merged, read_all
from pubclean.lexicons.tables import LISTS, TABLES, WHOLE_LINE
from pubclean.page import Label
from pubclean.text import HAS_UNSPACED, fold

FILES = read_all()


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "it", "pt", "ru", "uk", "zh", "ja", "ko", "ar", "tr"])
def test_the_large_languages_have_a_file(language):
    assert language in FILES
    assert {"consent.topic", "consent.voice", "truncation.bracketed"} <= set(FILES[language])


@pytest.mark.parametrize("language", FILES)
def test_entries_are_lower_case_and_stripped(language):
    for kind, entries in FILES[language].items():
        for entry in entries:
            assert entry == entry.strip(), (kind, entry)
            assert entry == entry.lower() or language == "tr", (kind, entry)


@pytest.mark.parametrize("language", FILES)
def test_a_wildcard_stands_at_the_end_only(language):
    for kind, entries in FILES[language].items():
        for entry in entries:
            assert "*" not in entry[:-1], (kind, entry)


def test_the_star_of_a_required_field_is_no_wildcard():
    fields = Lexicon(folded_phrases({"comments.lines": ["name *"]}))
    assert fields.line("name *") == fields.line("name") == ("comments.lines",)
    assert fields.line("names") == ()


@pytest.mark.parametrize("language", FILES)
def test_the_year_has_twelve_months(language):
    months = FILES[language].get("date.months", ())
    assert len(months) in {0, 12}


def test_what_is_compiled_is_what_the_files_say():
    assert loaded() == folded_phrases(merged(FILES))


def test_tables_are_named_by_labels():
    assert set(TABLES) <= {*map(str, Label), "truncation"}
    assert all(kind.partition(".")[2] in TABLES[kind.partition(".")[0]] for kind in LISTS)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([], 'must begin with language = "xx"'),
        ({}, 'must begin with language = "xx"'),
        ({"language": "fr"}, 'must begin with language = "xx"'),
        ({"language": "xx", "cookies": {}}, "[cookies] is not a table: use one of abstract, comments, consent"),
        ({"language": "xx", "nav": []}, "[nav] is not a table"),
        ({"language": "xx", "nav": {"words": []}}, "'words' in [nav] is not a key: use one of lines, phrases"),
        ({"language": "xx", "nav": {"lines": "home"}}, "'lines' in [nav] must be a list of phrases"),
        ({"language": "xx", "nav": {"lines": [7]}}, "'lines' in [nav] must be a list of phrases"),
        ({"language": "xx", "nav": {"lines": [" "]}}, "'lines' in [nav] must be a list of phrases"),
        ({"language": "xx", "nav": {"lines": ["b", "a"]}}, "'lines' in [nav] must be sorted, each phrase once"),
        ({"language": "xx", "nav": {"lines": ["a", "a"]}}, "'lines' in [nav] must be sorted, each phrase once"),
    ],
)
def test_a_file_that_breaks_the_rules_is_refused(data, problem):
    with pytest.raises(LexiconError) as caught:
        checked("xx", data)
    assert caught.value.name == "xx"
    assert problem in caught.value.problem


def test_a_file_that_keeps_the_rules_is_read_by_table_and_key():
    data = {"language": "xx", "nav": {"lines": ["a", "b"]}, "date": {"months": ["z", "a"]}}
    assert checked("xx", data) == {"nav.lines": ("a", "b"), "date.months": ("z", "a")}


@pytest.mark.parametrize("entry", ["Home", " home", "ho*me"])
def test_an_entry_that_could_never_match_is_refused(entry):
    with pytest.raises(LexiconError):
        checked("xx", {"language": "xx", "nav": {"phrases": [entry]}})


def test_merging_sorts_and_keeps_each_phrase_once():
    both = {"en": {"nav.lines": ("home", "menu")}, "de": {"nav.lines": ("menu", "menü")}}
    assert merged(both) == {"nav.lines": ["home", "menu", "menü"]}
    assert merged({"en": {"date.months": ("jan", "feb")}}) == {"date.months": ["1|jan", "2|feb"]}


@pytest.mark.parametrize(
    ("line", "core"),
    [
        ("» tout accepter :", "tout accepter"),
        ("✓ [ok]", "ok"),
        ("• – •", ""),
        ("", ""),
        ("(more)", "more"),
        ("a.b", "a.b"),
    ],
)
def test_bullets_and_brackets_are_trimmed(line, core):
    assert trimmed(line) == core


SMALL = {
    "nav.lines": ["home", "about us", "read*"],
    "consent.topic": ["cookie*", "data protection", "web beac*"],
    "consent.voice": ["we use", "we", "use of", "vous pouvez"],
    "legal.phrases": ["本网站", "网站", "a b a b"],
}
WORDS = [
    "we", "use", "of", "cookie", "cookies", "cook", "data", "protection", "protections", "web", "beacons", "beac",
    "vous", "pouvez", "a", "b", "本网站", "使用", "网", "-", ".", "'", "12", "Ⅻ",
]  # fmt: skip


def found_slowly(tables, folded):
    """Return what `find` must, by trying every phrase at every place."""
    spans = [match.span() for match in TOKEN.finditer(folded)]
    tokens = [folded[start:end] for start, end in spans]
    hits = []
    for kind, entries in tables.items():
        if kind in LISTS or kind.partition(".")[2] in WHOLE_LINE:
            continue
        for entry in entries:
            phrase = fold(entry.removesuffix("*"))
            if HAS_UNSPACED.search(phrase):
                hits += [Hit(kind, i, i + len(phrase)) for i in range(len(folded)) if folded.startswith(phrase, i)]
                continue
            words = TOKEN.findall(phrase)
            for i in range(len(tokens) - len(words) + 1):
                window = tokens[i : i + len(words)]
                if entry.endswith("*"):
                    fits = window[:-1] == words[:-1] and window[-1].startswith(words[-1])
                else:
                    fits = window == words
                if words and fits:
                    hits.append(Hit(kind, spans[i][0], spans[i + len(words) - 1][1]))
    return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.kind))


@given(st.lists(st.sampled_from(WORDS), max_size=25), st.sampled_from([" ", "", ", "]))
def test_phrases_are_found_as_a_slow_search_finds_them(words, between):
    folded = fold(between.join(words))
    found = Lexicon(folded_phrases(SMALL)).find(folded)
    assert sorted(found, key=lambda hit: (hit.start, hit.end, hit.kind)) == found_slowly(SMALL, folded)


@given(texts())
def test_hits_rise_and_lie_inside_the_text(text):
    folded = fold(text)
    starts = [hit.start for hit in lexicon().find(folded)]
    assert starts == sorted(starts)
    assert all(0 <= hit.start < hit.end <= len(folded) for hit in lexicon().find(folded))


def test_every_spaced_phrase_of_the_lexicon_is_found_in_its_own_words():
    for kind, entries in merged(FILES).items():
        if kind in LISTS or kind.partition(".")[2] in WHOLE_LINE:
            continue
        for entry in entries:
            folded = fold(entry.removesuffix("*"))
            if not HAS_UNSPACED.search(folded):
                assert kind in {hit.kind for hit in lexicon().find(f"x {folded} x")}, (kind, entry)


def test_every_unspaced_phrase_of_the_lexicon_is_found_in_its_own_words():
    missed = [
        (kind, entry)
        for kind, entries in merged(FILES).items()
        if kind not in LISTS and kind.partition(".")[2] not in WHOLE_LINE
        for entry in entries
        if HAS_UNSPACED.search(fold(entry))
        and kind not in {hit.kind for hit in lexicon().find(fold(entry.rstrip("*")))}
    ]
    assert missed == []


def test_every_whole_line_of_the_lexicon_is_found_with_bullets_and_counts():
    for kind, entries in merged(FILES).items():
        if kind not in LISTS and kind.partition(".")[2] in WHOLE_LINE:
            for entry in entries:
                line = fold(entry.removesuffix("*"))
                assert kind in lexicon().line(line), (kind, entry)
                assert kind in lexicon().line(f"» {line} :"), (kind, entry)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("home", ("nav.lines",)),
        ("• home", ("nav.lines",)),
        ("home (12)", ("nav.lines",)),
        ("home [3]", ("nav.lines",)),
        ("about us →", ("nav.lines",)),
        ("reader", ("nav.lines",)),
        ("reading list", ()),
        ("home and about", ()),
        ("hom", ()),
        ("", ()),
    ],
)
def test_a_line_is_listed_as_a_whole(line, kinds):
    assert Lexicon(folded_phrases(SMALL)).line(line) == kinds


def test_the_wildcard_opens_the_last_word_only():
    found = Lexicon(folded_phrases(SMALL)).find
    assert [hit.kind for hit in found("cookies")] == ["consent.topic"]
    assert [hit.kind for hit in found("web beacons")] == ["consent.topic"]
    assert found("cook") == found("webs beacons") == found("recookie") == []


def test_a_lexicon_without_phrases_finds_nothing():
    assert Lexicon(folded_phrases({})).find("we use cookies") == []
    assert Lexicon(folded_phrases({})).line("home") == ()


def test_a_lexicon_is_made_once():
    assert lexicon() is lexicon()
