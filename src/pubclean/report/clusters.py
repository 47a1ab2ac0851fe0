"""Near-duplicates as a picture: groups side by side, and in what each copy differs from the row that is kept."""

from __future__ import annotations

import re
from itertools import groupby, islice
from typing import TYPE_CHECKING, NamedTuple

from pubclean.incoming import each_text
from pubclean.report.figures import bar, counted, facts, number, page_foot, percent, table
from pubclean.report.markup import Markup, document, element, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pubclean.duplicates import Deduplication

ROWS = 6  # copies of one group that are shown
WORDS = 1500  # words of one text that are compared and shown
GAP = 12  # words in a row that only the kept text has, before the middle of them is left to it
STEP = 0.05  # of similarity, in the table of how alike the copies are

# a word with the white space before it; scripts without spaces between words go by characters
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"\s*(?:[{_UNSPACED}]|[^\W{_UNSPACED}]+|[^\w\s])|\s+")


class Shown(NamedTuple):
    """The texts a picture shows, by row, and what their rows are called."""

    texts: dict[int, str]
    names: Sequence[object] | None

    def name(self, row: int) -> str:
        """Say which row this is."""
        return f"row {number(row)}" if self.names is None else str(self.names[row])


def clusters_html(
    found: Deduplication, texts: Iterable[str | None], *, clusters: int = 50, names: Sequence[object] | None = None
) -> str:
    """Return groups of copies as one HTML file; see `Deduplication.to_html`."""
    if clusters < 0:
        raise ValueError(f"clusters is 0 or more, not {clusters}")
    if names is not None and len(names) != len(found.duplicate_of):
        raise ValueError(f"names wants one name per row: {len(found.duplicate_of)}, not {len(names)}")
    chosen = _chosen(found, clusters)
    shown = Shown(_texts_of(found, texts, {row for group in chosen for row in group}), names)
    rows, kept, groups = len(found.duplicate_of), len(found.keep), len(found.clusters)
    header = element(
        "header",
        element("h1", "What repeats, and what is kept of it"),
        facts(
            ("rows", number(rows)),
            ("kept", f"{number(kept)}, {percent(kept, rows)}"),
            ("copies", number(rows - kept)),
            ("groups", number(groups)),
        ),
    )
    body = [header]
    if chosen:
        note = "The least alike come first: a wrong match would stand among them. Marked in a copy, but for case: "
        key = [element("ins", "what only the copy has"), " and ", element("del", "what only the kept row has"), "."]
        body += [_how_alike(found), element("h2", "Groups"), element("p", note, *key, class_="note")]
        body.append(element("main", *(_group(found, group, shown) for group in chosen)))
    if len(chosen) < groups:
        body.append(
            element("p", f"{counted(groups - len(chosen), 'more group')} of {number(groups)} not shown.", class_="note")
        )
    if not groups:
        body.append(element("p", "No row repeats another.", class_="note"))
    return document("What repeats", *body, page_foot("j and k walk from group to group"))


def _chosen(found: Deduplication, most: int) -> list[list[int]]:
    """Return the groups to show, keeper first, then the copies; the least alike come first."""
    alike = found.similarity
    groups = [[group[0], *sorted(group[1:], key=lambda row: (alike[row], row))] for group in found.clusters]
    return sorted(groups, key=lambda group: (alike[group[1]], group[0]))[:most]


def _texts_of(found: Deduplication, texts: Iterable[str | None], wanted: set[int]) -> dict[int, str]:
    kept, rows = {}, 0
    for rows, text in enumerate(each_text(texts), 1):
        if rows - 1 in wanted:
            kept[rows - 1] = text
    if rows != len(found.duplicate_of):
        raise ValueError(f"to_html wants the texts that were compared: {len(found.duplicate_of)}, not {rows}")
    return kept


def _how_alike(found: Deduplication) -> Markup:
    """Return a table of how many copies are how alike."""
    counts: dict[int, int] = {}
    steps = round(1 / STEP)
    for group in found.clusters:
        for row in group[1:]:
            step = int(float(found.similarity[row]) * steps + 1e-6)
            counts[step] = counts.get(step, 0) + 1
    most = max(counts.values())
    rows = [
        (
            f"{step * STEP:.2f} to {(step + 1) * STEP:.2f}" if step < steps else "1.00",
            number(counts.get(step, 0)),
            bar(counts.get(step, 0) / most),
        )
        for step in range(steps, min(counts) - 1, -1)
    ]
    heads = ("similarity", "copies", "")
    return element("section", element("h2", "How alike the copies are"), table(heads, rows, numbers=[1]))


def _group(found: Deduplication, group: list[int], shown: Shown) -> Markup:
    keeper, copies = group[0], group[1:]
    kept_words = _words(shown.texts[keeper])
    kept = element(
        "div",
        element("h3", f"{shown.name(keeper)} ", element("span", "kept", class_="note")),
        element("div", *kept_words, _rest(shown.texts[keeper], kept_words), class_="text", dir="auto"),
        class_="keeper",
    )
    pairs = [
        element(
            "div",
            element("h3", f"{shown.name(row)} ", element("span", f"{found.similarity[row]:.3f} alike", class_="note")),
            element("div", *_compared(kept_words, shown.texts[row]), class_="text", dir="auto"),
        )
        for row in copies[:ROWS]
    ]
    if len(copies) > ROWS:
        pairs.append(
            element("p", f"{counted(len(copies) - ROWS, 'more copy', 'more copies')} not shown.", class_="note")
        )
    return element(
        "article", kept, element("div", *pairs, class_="copies"), class_="group", tabindex="0", data_step=True
    )


def _words(text: str) -> list[str]:
    return [found[0] for found in islice(_WORD.finditer(text), WORDS)]


def _rest(text: str, words: list[str]) -> Markup:
    """Say how much of a text is not shown."""
    rest = len(text) - sum(map(len, words))
    return element("span", f" … {counted(rest, 'more character')}", class_="note") if rest else Markup()


def _compared(kept: list[str], text: str) -> Iterator[Markup]:
    """Yield a copy with its differences from the kept text marked; case and white space count for nothing."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415 slow to import, and a page needs none

    words = _words(text)
    steps = Indel.opcodes(*([word.strip().casefold() for word in each] for each in (kept, words)))
    for same, run in groupby(steps, lambda step: step.tag == "equal"):
        first, *rest = run
        last = rest[-1] if rest else first
        mine, theirs = words[first.dest_start : last.dest_end], kept[first.src_start : last.src_end]
        if same:
            yield joined(*mine)
            continue
        if theirs:
            yield _missing(theirs)
        if mine:
            yield _marked("ins", mine)
    yield _rest(text, words)


def _missing(words: list[str]) -> Markup:
    if len(words) <= GAP:
        return _marked("del", words)
    half = GAP // 2
    left = element("span", f" … {counted(len(words) - 2 * half, 'word')} …", class_="note")
    return joined(_marked("del", words[:half]), left, _marked("del", words[-half:]))


def _marked(name: str, words: list[str]) -> Markup:
    """Mark words, but not the space before them."""
    text = "".join(words)
    bare = text.lstrip()
    return joined(text[: len(text) - len(bare)], element(name, bare))
