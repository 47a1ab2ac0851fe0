"""What the pictures have in common: how numbers are written, tables, bars, and the legend of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubclean import __version__
from pubclean.page import Label
from pubclean.report.markup import Markup, element, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def number(value: int) -> str:
    """Write a number with its thousands apart.

    >>> number(12345)
    '12,345'
    """
    return f"{value:,}"


def percent(part: float, whole: float = 1) -> str:
    """Write a share; what is not nothing never looks like nothing, nor what is not all like all.

    >>> percent(1, 3), percent(1, 5000), percent(4999, 5000), percent(0, 0)
    ('33 %', '< 1 %', '> 99 %', '0 %')
    """
    share = part / whole if whole else 0
    if 0 < share < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < share < 1 else f"{share:.0%}".replace("%", " %")


def counted(count: int, one: str, many: str = "") -> str:
    """Write how many there are of something.

    >>> counted(1, "page"), counted(1200, "page"), counted(2, "repeat of it", "repeats of it")
    ('1 page', '1,200 pages', '2 repeats of it')
    """
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def clipped(text: str, most: int) -> str:
    """Return the beginning of a text.

    >>> clipped("Tides of small lakes", 9)
    'Tides of…'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def facts(*pairs: tuple[str, str]) -> Markup:
    """Return the few figures a picture begins with."""
    return element("dl", *(element("div", element("dt", what), element("dd", much)) for what, much in pairs))


def bar(share: float, label: Label | None = None) -> Markup:
    """Draw a share as a bar; the number stands beside it in words."""
    filled = element("rect", width=f"{100 * min(max(share, 0), 1):.2f}", height="8", rx="1")
    return element(
        "svg", filled, class_=f"bar {label.value if label else ''}".strip(), viewBox="0 0 100 8",
        preserveAspectRatio="none", aria_hidden="true",
    )  # fmt: skip


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[int] = ()) -> Markup:
    """Return a table; `numbers` are the columns that hold numbers."""
    kinds = dict.fromkeys(numbers, "number")

    def line(cell: str, texts: Sequence[str]) -> Markup:
        return element("tr", *(element(cell, text, class_=kinds.get(i)) for i, text in enumerate(texts)))

    return element("table", element("thead", line("th", heads)), element("tbody", *(line("td", row) for row in rows)))


def chip(label: Label) -> Markup:
    """Return the name of a label in its colour."""
    return element("span", label.value, class_=f"label {label.value}")


def legend(counts: Mapping[Label, int]) -> Markup:
    """Return the labels with their counts, each a switch for the blocks that have it; no script is needed."""
    groups = []
    for name, left_out in (("kept", False), ("left out", True)):
        switches = [
            element(
                "label",
                element("input", type="checkbox", checked=True, id=f"show-{label.value}"),
                chip(label),
                element("b", number(counts[label])),
                class_=label.value,
            )
            for label in Label
            if counts.get(label) and label.is_boilerplate is left_out
        ]
        if switches:
            groups.append(element("fieldset", element("legend", name), *switches))
    return element("form", *groups, class_="legend", aria_label="Which blocks are shown")


def page_foot(*hints: str) -> Markup:
    """Return what stands at the end of every picture."""
    parts = [*hints, f"pubclean {__version__}"]
    return element("footer", *(joined(" · " if i else "", part) for i, part in enumerate(parts)))
