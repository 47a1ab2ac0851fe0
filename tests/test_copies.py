"""method="copies": what counts as a copy, and what does not."""

from __future__ import annotations

import random

import pytest

from pubclean import deduplicate

PROSE = (
    "Lighthouse keepers wrote down the fog they saw for a hundred years, and nobody has read their books "
    "since. We copied forty of them by hand and draw the fog of one coast, hour by hour. The fog has "
    "become rarer in summer but not in spring, and we can only guess at the cause. A simple model of warm"
    " water and cold land explains the summers; it fails in spring, when the wind turns before the water "
    "does, and the keepers knew that well."
)
OTHER = (
    "Bread rises faster on a high shelf than on a low one, as every baker will say when asked. We placed "
    "thermometers on nine shelves of three old bakeries and weighed the loaves twice an hour. The high "
    "shelf is warmer by two degrees, which explains half of what the bakers see, and the other half is "
    "that nobody opens the oven beside it."
)


def repeats(new: str, old: str) -> bool:
    ways = [deduplicate(pair).duplicate_of.tolist() == [0, 0] for pair in ([old, new], [new, old])]
    assert ways[0] == ways[1]
    return ways[0]


def noisy(text: str, rate: float, seed: int = 1) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice("abcdefg") if rng.random() < rate else letter for letter in text)


@pytest.mark.parametrize(
    "copy",
    [
        PROSE[: len(PROSE) // 3] + "…",
        PROSE[len(PROSE) // 2 :],
        PROSE.upper(),
        PROSE.replace("fog", "mist"),
        PROSE.replace(" ", "\n"),
        PROSE.replace("o", "ο", 3),
        noisy(PROSE, 0.03),
        "Abstract: " + PROSE + " Copyright of the keepers.",
        PROSE.replace(". ", ".", 4).replace(", ", ",", 3),
        PROSE.replace("fo", "fo\u00ad"),
        " ".join(word for place, word in enumerate(PROSE.split()) if place % 9),
    ],
)
def test_a_copy(copy):
    assert repeats(copy, PROSE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PROSE, OTHER),
        (PROSE.split(".", 1)[0] + ". " + OTHER, PROSE),  # the same first sentence only
        ("Report of the year 2019", "Report of the year 2020"),
        ("A short title", "A short title, but of another book"),
        ("Tides of small lakes", "Tides of large lakes"),
        (PROSE.split(",", 1)[0], PROSE),  # what is too short says nothing by standing in another
    ],
)
def test_no_copy(one, other):
    assert not repeats(one, other)


def test_numbers_tell_texts_apart():
    report = "In {} the station counted {} herons, {} geese and {} swans between the two bridges of the river, and "
    report += "the wardens noted that all of them were in good health and that the water was unusually high and clear."
    assert not repeats(report.format(1998, 61, 204, 17), report.format(2003, 58, 311, 23))
    assert repeats(report.format(1998, 61, 204, 17), report.format(1998, 61, 204, 17).replace("geese", "grey geese"))


def test_titles_match_when_little_differs():
    title = "Tides of small lakes in the northern hemisphere and their causes"
    assert repeats(title, title + ".")
    assert repeats(title.replace("hemisphere", "hemispere"), title)


def test_no_chain_of_small_edits_joins_two_texts():
    words = [f"{letter}{number}" for letter in "abc" for number in range(30)]
    steps = [" ".join(words[at:] + [f"other{n}" for n in range(at)]) for at in range(0, 90, 9)]
    result = deduplicate(steps)
    assert len(result.keep) > 1
    for row, of in enumerate(result.duplicate_of.tolist()):
        assert row == of or deduplicate([steps[of], steps[row]]).duplicate_of.tolist() == [0, 0]


def test_translations_are_two_texts():
    german = "Leuchtturmwärter schrieben hundert Jahre lang den Nebel auf, den sie sahen, und niemand las ihre Bücher."
    assert not repeats(german, PROSE)


@pytest.mark.parametrize("text", [
    "灯台守は百年のあいだ見た霧を書きとめたが、その帳面を読んだ者はいない。私たちは四十冊を手で写し、ある海岸の霧を一時間ごとに描いた。",
    "ผู้ดูแลประภาคารจดบันทึกหมอกที่เห็นมาร้อยปีแต่ไม่มีใครอ่านสมุดของเขาเราคัดลอกสี่สิบเล่มด้วยมือ",
    "Смотрители маяка сто лет записывали туман, и никто с тех пор не читал их книг. Мы переписали сорок из них.",
])  # fmt: skip
def test_in_other_scripts(text):
    assert repeats(text[: 2 * len(text) // 3] + "…", text)


@pytest.mark.parametrize("threshold", [0.3, 0.9, 1.0])
def test_nothing_is_reported_below_the_threshold(threshold):
    texts = [PROSE, *(noisy(PROSE, rate) for rate in (0.01, 0.05, 0.2)), PROSE[:200], OTHER, OTHER + " More of it."]
    result = deduplicate(texts, threshold=threshold)
    assert (result.similarity >= threshold - 1e-6).all()
