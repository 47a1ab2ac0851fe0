from __future__ import annotations

import pytest
from hypothesis import given
from strategies import ALL_ABSTRACTS, MENU, NAMES, texts

from pubclean.shapes import ADDRESS, MAIL, ONLY_YEARS, YEAR, citation_signs, has_date, has_time, is_date, names_in
from pubclean.text import fold


@pytest.mark.parametrize(
    "line",
    [
        "2024-05-03", "03.05.2024", "3/5/24", "May 3, 2024", "3 May 2024", "May 2024", "3rd of May 2024", "3 mai 2024",
        "1er mai 2024", "12. März 2021", "12 de marzo de 2021", "3 мая 2024", "2024年5月3日", "12/2023",
        "Monday, 3 May 2024", "2024-05-03 12:30", "Friday 3 May, 09:15",
    ],
)  # fmt: skip
def test_a_date_is_a_date(line):
    assert is_date(line, fold(line))
    assert has_date(line, fold(line))


def test_a_korean_date_is_a_date():
    assert is_date("2024년 5월 3일", fold("2024년 5월 3일"))


@pytest.mark.parametrize(
    "line",
    [
        "", "2024", "May I ask", "Tides of small lakes", "Room 12", "10.1000/xyz123", "Mars and the tides",
        "We met on 3 May 2024 at the lake", "version 1.2.3 of the tool", *NAMES, *MENU,
    ],
)  # fmt: skip
def test_no_date_is_no_date(line):
    assert not is_date(line, fold(line))


@pytest.mark.parametrize(
    "line", ["We met on 3 May 2024 at the lake", "le 19 septembre, au bord", "bis 12.03.2021 offen"]
)
def test_a_date_is_seen_in_a_line(line):
    assert has_date(line, fold(line))


@pytest.mark.parametrize("line", ["12:30", "at 9:15 am", "à 18h30", "9 pm", "um 20 Uhr"])
def test_a_time_is_seen_in_a_line(line):
    assert has_time(fold(line))


@pytest.mark.parametrize("line", ["", "chapter 12", "Tides of small lakes", "2024"])
def test_no_time_is_no_time(line):
    assert not has_time(fold(line))


@pytest.mark.parametrize("line", ["2024", "2019–2023", "(2024)", "2023/24", "2024年", "1998, 1999"])
def test_years_alone_are_years_alone(line):
    assert ONLY_YEARS.fullmatch(line)
    assert YEAR.search(line)


@pytest.mark.parametrize("line", ["12024", "3024", "2024 lakes", "1234", "May 2024"])
def test_other_numbers_are_no_years(line):
    assert not ONLY_YEARS.fullmatch(line)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Jeanne Dupont", 1),
        ("Jeanne Dupont, Li Wei", 2),
        ("Jeanne Dupont, Li Wei and José M. García", 3),
        ("Ada Moreau & Tomasz Lis", 2),
        ("Prof. Dr. Grete Sommer", 1),
        ("Hanne van der Vik; Pilar de la Reyes", 2),
        ("Dupont, J., Li, W.", 2),
        ("Jeanne Dupont¹, Li Wei²*", 2),
        ("Jeanne Dupont (Lakeside), Li Wei", 2),
        ("Jean-Pierre O’Neill", 1),
        ("Иван Петров, Ольга Сидорова", 2),
        ("王小明", 1),
        ("김민수, 이서연", 2),
        ("佐藤太郎、山田花子", 2),
        ("赤穂谷 敏生", 1),
        ("남궁민수", 1),
        ("Jeanne Dupont et Li Wei", 2),
        ("Jeanne Dupont, Li Wei, et al.", 2),
    ],
)
def test_names_are_counted(line, count):
    assert names_in(line) == count


@pytest.mark.parametrize(
    "line",
    [
        "", ",", "Tides of Small Lakes", "the tides", "Journal of Limnology 12(3)", "https://a.example", "2024",
        "People", "We measured, and found, tides", "a" * 700, *ALL_ABSTRACTS,
        "研究種目", "报告书", "中文", "관련", "참고문헌",
    ],
)  # fmt: skip
def test_what_is_no_list_of_names_has_none(line):
    assert names_in(line) == 0


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("doi: 10.1000/xyz", "doi"),
        ("pp. 4–19", "pages"),
        ("Lakes 12(3)", "volume"),
        ("Dupont (2023)", "year in brackets"),
        ("Dupont J., Wei L.", "initials"),
        ("Dupont et al", "et al"),
        ('"Tides of large lakes"', "quoted"),
        ("Proceedings of the lakes", "in"),
        ("Tides [pdf]", "links"),
    ],
)
def test_a_citation_shows_its_signs(line, sign):
    assert sign in citation_signs(line)


@pytest.mark.parametrize("line", ["", "Tides of small lakes", *MENU])
def test_a_plain_line_shows_none(line):
    assert citation_signs(line) == []


def test_addresses_and_mail_are_seen():
    assert all(map(ADDRESS.search, ["https://a.example/b", "www.lakes.example", "see lakes.org/tides"]))
    assert all(map(MAIL.search, ["li.wei@lakes.example", "li [at] lakes.example"]))
    assert not any(pattern.search("Tides of small lakes. And more") for pattern in (ADDRESS, MAIL))


@given(texts())
def test_any_text_has_a_shape(text):
    folded = fold(text)
    assert names_in(text) >= 0
    assert isinstance(is_date(text, folded), bool)
    assert isinstance(has_date(text, folded), bool)
    assert len(citation_signs(text)) == len(set(citation_signs(text)))
