"""Pictures as HTML: complete, readable by a parser, and closed to whatever a text may hold."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ABSTRACTS, BANNERS, texts

import pubclean
from pubclean.page import Label
from pubclean.report import Corpus, clusters_html
from pubclean.report.clusters import GAP, ROWS, WORDS
from pubclean.report.corpus import SITES, WORST
from pubclean.report.markup import Markup, element, escaped, framed, joined

FOG = ABSTRACTS["en"][0]
DUMP = "\n".join(
    [*BANNERS["en"], "Publications", "The Fog Books", "Ada Moreau, Tomasz Lis", f"{FOG[:140]}… (see more){FOG[140:]}"]
)
HOSTILE = (
    "</script><script>alert(1)</script>", "</style><style>*{display:none}", "<!--", "-->", "]]>", "<![CDATA[",
    "&lt;b&gt;", "&#60;b&#62;", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</title>", "</textarea>",
    "javascript:", "$title", "${script}", "$$", "{body}", "%s", "<del>",
    "</div></article>", "&", "&amp", "<", ">", "\0",
    "\ud83d", "\udc80", "\u202e", "\u2066", "\x0c", "\r", "\r\n", "\x1b[31m", "\x85", "\ufffe",
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(HOSTILE), texts()), max_size=6).map("\n".join)


class Reader(HTMLParser):
    """What a picture says: its elements, and the text in those of a class, characters by number read back."""

    def __init__(self, picture):
        super().__init__()
        self.names, self.attributes, self.stack, self.found = set(), set(), [], []
        self.ids, self.links, self.whole = [], [], {}
        self.feed(picture)
        self.close()
        assert not self.stack, "an element is left open"

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.names.add(tag)
        self.attributes |= facts.keys()
        self.ids += [facts["id"]] if "id" in facts else []
        self.links += [facts["href"]] if "href" in facts else []
        if tag not in {"meta", "input", "rect", "br"}:
            self.stack.append((tag, (facts.get("class") or "").split()))
            if "text" in self.stack[-1][1]:
                self.found.append("")

    def handle_endtag(self, tag):
        name, _ = self.stack.pop()
        assert name == tag

    def handle_data(self, data):
        names = [tag for tag, _ in self.stack]
        classes = {each for _, classes in self.stack for each in classes}
        if self.stack:
            self.whole[names[-1]] = self.whole.get(names[-1], "") + data
        if "text" in classes and "ins" not in names and "note" not in classes:
            self.found[-1] += chr(int(data.removeprefix("U+"), base=16)) if self.stack[-1][1] == ["odd"] else data


KNOWN = {
    "html", "head", "meta", "title", "style", "body", "script", "header", "h1", "h2", "h3", "dl", "div", "dt", "dd",
    "form", "fieldset", "legend", "label", "input", "span", "b", "main", "article", "del", "ins", "p", "ul", "li", "q",
    "a", "section", "ol", "footer", "table", "thead", "tbody", "tr", "th", "td", "svg", "rect", "details", "summary",
}  # fmt: skip
ALLOWED = {
    "lang", "charset", "http-equiv", "content", "name", "class", "id", "type", "checked", "aria-label", "role", "href",
    "aria-describedby", "aria-hidden", "tabindex", "data-step", "dir", "viewbox", "preserveaspectratio", "width",
    "height", "rx", "scope",
}  # fmt: skip


def read(picture):
    picture.encode()  # a picture can be written to a file
    reader = Reader(picture)
    assert reader.names <= KNOWN
    assert reader.attributes <= ALLOWED
    assert picture.count("<script>") == picture.count("<style>") == picture.count("<title>") == 1
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    assert "://" not in "".join(reader.links)
    return reader


@given(hostile)
def test_a_page_is_shown_as_it_stood_and_nothing_breaks_out(text):
    page = pubclean.parse(text)
    reader = read(page.to_html())
    assert reader.found == [page.source[block.start : block.end] for block in page.blocks]


@given(st.lists(hostile, min_size=1, max_size=3))
def test_copies_are_shown_and_nothing_breaks_out(listed):
    rows = [f"{FOG} {text}" for text in listed for _ in range(2)]
    found = pubclean.deduplicate(rows)
    reader = read(found.to_html(rows, names=rows))
    shown = [rows[row] for group in found.clusters for row in group]
    assert len(reader.found) == len(shown)
    assert all(any(text.startswith(part[:40]) for part in reader.found) for text in shown)


@given(hostile, hostile, hostile)
def test_a_corpus_is_shown_and_nothing_breaks_out(text, name, site):
    corpus = Corpus()
    page = pubclean.parse(f"{text}\n{DUMP}")
    corpus.add(page, name=name, site=site)
    corpus.add(page, name=name, site=site)
    read(corpus.to_html())


@given(hostile)
def test_markup_is_escaped_once_and_text_always(text):
    assert escaped(escaped(text)) == escaped(text)
    assert joined(text, element("b", text)) == f"{escaped(text)}<b>{escaped(text)}</b>"
    assert "<" not in re.sub(r'<span class="odd">U\+[0-9A-F]{4}</span>', "", escaped(text))
    assert re.fullmatch(r'<a title="[^"<>]*"></a>', element("a", title=text))


def test_a_frame_holds_the_whole_picture():
    page = pubclean.parse(DUMP + "\n\"quotes\" & <angles> 'too'")
    frame = page._repr_html_()
    assert frame == framed(page.to_html(), 600)
    assert html.unescape(re.search('srcdoc="([^"]*)"', frame)[1]) == page.to_html()
    assert 'sandbox="allow-scripts"' in frame


def test_a_picture_runs_only_its_own_script_and_loads_nothing():
    picture = pubclean.parse(DUMP).to_html()
    policy = re.search('Content-Security-Policy" content="([^"]*)"', picture)[1]
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[\w+/]+='; script-src 'sha256-[\w+/]+='", policy)
    assert not re.search(r"(src|href)=\"(?!#)", picture)
    assert "@import" not in picture
    assert "url(" not in picture


def test_a_page_tells_what_each_block_is_and_why():
    page = pubclean.parse(DUMP)
    picture = page.to_html()
    for at, block in enumerate(page.blocks):
        assert re.search(rf'class="block {block.label} [^"]*" id="b{at}" tabindex="0"', picture)
        for reason in block.evidence:
            assert f"<b>{reason.weight:+.1f}</b> {escaped(reason.rule)}" in picture
    assert "<del>… (see more)</del>" in picture
    for label in {block.label for block in page.blocks}:
        assert f'id="show-{label}"' in picture
    assert "publication 1" in picture
    assert '<a href="#b' in picture


def test_what_is_left_out_looks_left_out():
    page = pubclean.parse(DUMP)
    classes = re.findall('class="block ([^"]*)"', page.to_html())
    assert ["left-out" in each.split() for each in classes] == [block.boilerplate for block in page.blocks]


def test_a_repeat_is_linked_to_its_first():
    page = pubclean.parse(f"Publications\n\n{FOG}\n\nSomething else stands here.\n\n{FOG}")
    (repeat,) = [block for block in page.blocks if block.duplicate_of is not None]
    assert f'<a href="#b{repeat.duplicate_of}">repeats block {repeat.duplicate_of}</a>' in page.to_html()


def test_an_empty_page_says_so():
    assert "The page is empty." in pubclean.parse("").to_html()


def test_the_style_knows_every_label():
    picture = pubclean.parse("").to_html()
    for label in Label:
        assert f".{label} {{ --hue:" in picture
        assert f"body:has(#show-{label}:not(:checked)) .block.{label}" in picture


COPIES = [
    FOG,
    FOG.replace("forty", "fifty"),
    ABSTRACTS["en"][1],
    FOG[: len(FOG) * 3 // 4],
    ABSTRACTS["en"][1] + " Yes.",
]


def test_differences_are_marked_word_by_word():
    picture = pubclean.deduplicate(COPIES).to_html(COPIES)
    assert "<del>forty</del> <ins>fifty</ins>" in picture
    assert "<ins>Yes.</ins>" in picture or "<ins>Yes</ins>" in picture
    assert "row 0 " in picture
    assert "Not a word" not in picture


def test_the_words_a_copy_lacks_are_shown_at_their_ends():
    picture = pubclean.deduplicate(COPIES).to_html(COPIES)
    assert re.search(r"<del>[^<]*</del><span class=\"note\"> … \d+ words …</span> ?<del>[^<]*</del>", picture)
    assert GAP < 20


def test_rows_go_by_their_names():
    picture = pubclean.deduplicate(COPIES).to_html(COPIES, names=["a<b", "b", "c", "d", "e"])
    assert "a&lt;b <span" in picture
    assert "row 0 " not in picture


def test_the_least_alike_come_first_and_what_is_not_shown_is_counted():
    rows = [text for text in ABSTRACTS["en"][:3] for _ in range(ROWS + 3)]
    rows[1] += " And one sentence more that the first one does not have at all."
    found = pubclean.deduplicate(rows)
    picture = found.to_html(rows, clusters=2)
    assert "1 more group of 3 not shown." in picture
    assert picture.count("2 more copies not shown.") == 2
    order = [float(each) for each in re.findall(r"([01]\.\d{3}) alike", picture)]
    assert order[0] == min(found.similarity[1:])
    assert "3 more groups of 3 not shown." in found.to_html(rows, clusters=0)


def test_long_texts_are_shown_in_part():
    long = " ".join(f"word{i}" for i in range(WORDS + 500))
    rows = [long, long + " end"]
    picture = pubclean.deduplicate(rows).to_html(rows)
    assert f"word{WORDS - 1}" in picture
    assert f"word{WORDS + 1}" not in picture
    assert "more characters" in picture


@pytest.mark.parametrize("kind", [list, iter, tuple])
def test_texts_may_be_any_iterable(kind):
    assert "fifty" in pubclean.deduplicate(COPIES).to_html(kind(COPIES))


def test_what_does_not_fit_is_refused():
    found = pubclean.deduplicate(COPIES)
    with pytest.raises(ValueError, match="the texts that were compared: 5, not 4"):
        found.to_html(COPIES[:4])
    with pytest.raises(ValueError, match="one name per row: 5, not 1"):
        clusters_html(found, COPIES, names=["a"])
    with pytest.raises(ValueError, match="clusters is 0 or more, not -1"):
        found.to_html(COPIES, clusters=-1)


def test_rows_without_a_copy_make_a_picture_too():
    assert "No row repeats another." in pubclean.deduplicate([FOG]).to_html([FOG])
    assert "No row repeats another." in pubclean.deduplicate([]).to_html([])


def corpus_of(count, text=DUMP):
    corpus, page = Corpus(), pubclean.parse(text)
    for i in range(count):
        corpus.add(page, name=f"page{i}", site=f"site{i}.example")
    return corpus, page


def test_a_corpus_counts_by_label_language_and_site():
    corpus, page = corpus_of(3)
    lost = sum(block.end - block.start for block in page.blocks if block.boilerplate)
    whole = sum(block.end - block.start for block in page.blocks)
    assert (corpus.total.pages, corpus.total.blocks) == (3, 3 * len(page.blocks))
    assert (corpus.total.characters, corpus.total.lost) == (3 * whole, 3 * lost)
    assert sum(tally.characters for tally in corpus.labels.values()) == 3 * whole
    assert sum(tally.lost for tally in corpus.labels.values()) == 3 * lost
    assert corpus.languages[page.language.code].pages == 3
    assert {name: tally.pages for name, tally in corpus.sites.items()} == dict.fromkeys(
        [f"site{i}.example" for i in range(3)], 1
    )


def test_a_corpus_lists_what_repeats_over_pages():
    corpus, page = corpus_of(3)
    assert corpus.repeated[page.blocks[0].text].pages == 3
    assert corpus.repeated[page.blocks[0].text].left_out == 3
    assert "Blocks on most pages" in corpus.to_html()
    alone, _ = corpus_of(1)
    assert "Blocks on most pages" not in alone.to_html()


def test_a_corpus_says_what_it_leaves_out():
    corpus, _ = corpus_of(SITES + 2)
    picture = corpus.to_html()
    assert "2 more sites not shown." in picture
    assert picture.count("<details>") == WORST


def test_rare_blocks_are_forgotten_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr("pubclean.report.corpus.REMEMBERED", 10)
    corpus, page = corpus_of(2)
    for i in range(30):
        corpus.add(pubclean.parse(f"Only this page says number {i}."))
    assert len(corpus.repeated) <= 10 + 1
    assert corpus.forgotten
    assert "Rare blocks were forgotten" in corpus.to_html()
    assert page.blocks


def test_a_corpus_of_no_page_says_so():
    assert "There was no page." in Corpus().to_html()


def test_pictures_are_the_same_every_time(python):
    code = (
        "import sys, pubclean; t = sys.stdin.buffer.read().decode(); p = pubclean.parse(t); rows = [t, t + ' x', t];"
        "c = pubclean.report.Corpus(); [c.add(p, name=str(i), site=str(i)) for i in range(3)];"
        "sys.stdout.buffer.write((p.to_html() + pubclean.deduplicate(rows).to_html(rows) + c.to_html()).encode())"
    )
    made = {
        python("-c", "import pubclean.report\n" + code, stdin=DUMP.encode(), seed=seed).stdout for seed in ("0", "1")
    }
    assert len(made) == 1
    assert len(made.pop()) > 10_000


def test_a_tag_that_is_no_markup_is_text():
    assert element("p", "<b>", Markup("<i></i>")) == "<p>&lt;b&gt;<i></i></p>"
