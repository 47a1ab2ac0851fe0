"""Pictures in a real browser: on a phone and on a desk, by day and by night, with the keyboard alone."""

from __future__ import annotations

import browser
import pytest
from strategies import ABSTRACTS, BANNERS

import pubclean
from pubclean.report import Corpus

PHONE, DESK = 390, 1280
AA = 4.5  # the least contrast of text that WCAG calls enough

FOG = ABSTRACTS["en"][0]
DUMP = "\n".join(
    [
        *BANNERS["en"], *BANNERS["fr"], "Publications", "The Fog Books", "Ada Moreau, Tomasz Lis",
        f"{FOG[:140]}… (see more){FOG[140:]}", "2021", "Journal of Small Waters (accepted)", "x" * 400,
        "<b>\0\ud83d</b>", "دفاتر الضباب \u202e القديمة", FOG,
        "Share", "Subscribe to our newsletter", "© 2025 The harbour board",
    ]
)  # fmt: skip
ROWS = [FOG, FOG.replace("forty", "fifty"), "y" * 300, FOG[:200], *[ABSTRACTS["en"][1]] * 9, ABSTRACTS["zh"][0]]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """Return the three pictures as files."""
    folder = tmp_path_factory.mktemp("pictures")
    corpus = Corpus()
    for number in range(3):
        corpus.add(pubclean.parse(DUMP), name="a/very/long/name/" * 9 + str(number), site="long.example" * 9)
    made = {
        "page": pubclean.parse(DUMP).to_html(),
        "clusters": pubclean.deduplicate(ROWS).to_html(ROWS),
        "corpus": corpus.to_html(),
    }
    for name, picture in made.items():
        (folder / f"{name}.html").write_text(picture, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tab():
    path = browser.found()
    if path is None:
        pytest.skip(f"needs a browser: one of {', '.join(browser.NAMES)}")
    opened = browser.Browser(path)
    yield opened
    opened.close()


LOOKS = [(name, width, dark) for name in ("page", "clusters", "corpus") for width in (PHONE, DESK) for dark in (0, 1)]

# the contrast of every piece of text that is seen with what lies under it, the least first
CONTRAST = """(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] / 255 + under[i] * (1 - top[3] / 255));
  const light = (colour) => colour.map((v) => v / 255)
    .map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement)
      layers.unshift(rgba(getComputedStyle(each).backgroundColor));
    return layers.reduce((under, layer) => layer[3] ? over(layer, under) : under, [255, 255, 255]);
  };
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    const text = [...element.childNodes].filter((n) => n.nodeType === 3 && n.data.trim());
    if (!text.length || element.tagName === "SCRIPT") continue;
    const under = ground(element), ink = over(rgba(getComputedStyle(element).color), under);
    const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
    found.push([(a + .05) / (b + .05), element.tagName, element.className, text[0].data.trim().slice(0, 30)]);
  }
  return found.sort((x, y) => x[0] - y[0]).slice(0, 3);
})()"""


@pytest.mark.parametrize(("name", "width", "dark"), LOOKS)
def test_a_picture_fits_reads_well_and_says_nothing_to_the_console(name, width, dark, tab, pictures):
    said = tab.show(pictures / f"{name}.html", width, dark=bool(dark))
    assert said == []
    assert tab.ask("document.documentElement.scrollWidth") <= width
    assert tab.ask("performance.getEntriesByType('resource').length") == 0
    assert tab.ask("matchMedia('(prefers-color-scheme: dark)').matches") is bool(dark)
    ground = tab.ask("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, ground[4:-1].split(","))) < 60) is bool(dark)
    least = tab.ask(CONTRAST)
    assert least[0][0] >= AA, least


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_block_is_seen_whole(width, tab, pictures):
    tab.show(pictures / "page.html", width)
    boxes = tab.ask(
        "[...document.querySelectorAll('.block .text')].map((each) => {"
        " const box = each.getBoundingClientRect(); return [box.left, box.right, box.height]; })"
    )
    assert len(boxes) == len(pubclean.parse(DUMP).blocks)
    assert all(left >= 0 and right <= width and height > 10 for left, right, height in boxes)


def test_what_is_shown_is_the_source(tab, pictures):
    tab.show(pictures / "page.html", DESK)
    shown = tab.ask(
        "[...document.querySelectorAll('.block .text')].map((each) => { const copy = each.cloneNode(true);"
        " copy.querySelectorAll('ins').forEach((ins) => ins.remove()); return copy.textContent; })"
    )
    page = pubclean.parse(DUMP)
    odd = {"\0": "U+0000", "\ud83d": "U+D83D", "\u202e": "U+202E"}
    stood = [page.source[block.start : block.end] for block in page.blocks]
    assert shown == ["".join(odd.get(letter, letter) for letter in text) for text in stood]


HERE = "document.activeElement.id"
REASONS = """[...document.querySelectorAll('.why')]
  .filter((each) => getComputedStyle(each).visibility === 'visible').map((each) => each.id)"""


def test_the_keyboard_walks_over_the_blocks_and_shows_the_reasons(tab, pictures):
    tab.show(pictures / "page.html", DESK)
    assert tab.ask(REASONS) == []
    tab.press("j")
    assert (tab.ask(HERE), tab.ask(REASONS)) == ("b0", ["b0-why"])
    tab.press("j")
    tab.press("ArrowDown")
    assert (tab.ask(HERE), tab.ask(REASONS)) == ("b2", ["b2-why"])
    tab.press("k")
    tab.press("ArrowUp")
    tab.press("ArrowUp")  # there is none above the first
    assert tab.ask(HERE) == "b0"
    assert tab.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert tab.ask("document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_reasons_stay_on_the_screen(width, tab, pictures):
    tab.show(pictures / "page.html", width)
    boxes = tab.ask(
        "[...document.querySelectorAll('.why')].map((e) => e.getBoundingClientRect()).map((b) => [b.left, b.right])"
    )
    assert all(left >= 0 and right <= width for left, right in boxes)


def test_pointing_at_a_block_shows_its_reasons(tab, pictures):
    tab.show(pictures / "page.html", DESK)
    x, y = tab.ask("(({ x, y, width, height }) => [x + width / 2, y + height / 2])(b0.getBoundingClientRect())")
    tab.point(x, y)
    assert tab.ask(REASONS) == ["b0-why"]


def test_a_label_is_switched_off_and_on(tab, pictures):
    tab.show(pictures / "page.html", DESK)
    seen = "[...document.querySelectorAll('.block.consent')].filter((e) => e.getClientRects().length).length"
    count = tab.ask(seen)
    assert count > 2
    tab.ask("document.getElementById('show-consent').focus()")
    tab.press(" ")
    assert tab.ask(seen) == 0
    assert tab.ask("[...document.querySelectorAll('.block')].filter((e) => e.getClientRects().length).length") > 5
    tab.press(" ")
    assert tab.ask(seen) == count


def test_a_page_of_a_corpus_opens(tab, pictures):
    tab.show(pictures / "corpus.html", PHONE)
    assert tab.ask("document.querySelectorAll('.block').length") > 10
    tab.ask("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    assert tab.ask("document.documentElement.scrollWidth") <= PHONE
    assert tab.ask("document.querySelector('.block').getBoundingClientRect().height") > 20


def test_a_notebook_shows_the_picture_in_a_frame(tab, pictures):
    whole = f"<!DOCTYPE html><title>notebook</title><p>before</p>{pubclean.parse(DUMP)._repr_html_()}"
    (pictures / "notebook.html").write_text(whole, encoding="utf-8")
    assert tab.show(pictures / "notebook.html", PHONE) == []
    assert tab.ask("document.querySelector('iframe').getBoundingClientRect().height") == 600
    assert tab.ask("getComputedStyle(document.querySelector('p')).display") == "block"


def test_the_browser_would_tell_of_an_error(tab, tmp_path):
    path = tmp_path / "broken.html"
    path.write_text("<script>console.error('told'); nothing.there()</script>")
    assert len(tab.show(path, PHONE)) >= 2
