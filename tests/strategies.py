"""Texts of any kind, and page dumps built from parts whose right reading is known."""

from __future__ import annotations

import itertools
import textwrap
from typing import NamedTuple

from hypothesis import strategies as st

ELLIPSES = ("…", "...", "⋯", "[…]", "[...]")
BRACKETS = (("(", ")"), ("[", "]"), ("（", "）"))
BRACKETED = (
    "voir plus", "see more", "Read more", "mehr anzeigen", "leer más", "もっと見る", "查看更多", "더 보기", "plus",
    "more",
)  # fmt: skip
BARE = ("Read more", "Lire la suite", "Weiterlesen", "Leer más", "Mehr anzeigen", "see more")

# what page dumps trip over: one of each, to be strung together in any order
SCRAPS = (
    *ELLIPSES, *"()[]{}<>（）【】«»“”‘’'\"", "(...)", *BRACKETED, "read ful", "l abstract", "… (voir plus)",
    "... [Read more]", "[...] Read more", "… (see Table 1)", " ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", "\u2028",
    "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\u00a0", "\u202f", "\u3000", "\0", "\u200b", "\u00ad", "\ufeff",
    "\u202e12\u202c", "\u0301", "e\u0301\u0323", "\ud83d", "\udc00", "👩\u200d", "👨\u200d👩\u200d👧", "\U000e0001",
    "a", "B", "Word ", "-", "-\n", "\u00ad\n", "exam-\nple", "ΑΣ", "İ", "ı", "ß", "ﬁ", "¨", "`",
    "本文", "。", "，", "ไทย", "دهر",
    "٣",
    "7", "2024", "12/03/2024", "• ", "1. ", "» ", "→", "|", "@article{x,", "title = {a},", "}", "x" * 45,
    "Jeanne Dupont", "Jeanne Dupont, Li Wei", "Tides of small lakes", "Journal of Lakes (accepted)", "Home", "Share",
    "Accept all", "Publications", "We use cookies to improve your experience. You can refuse them.",
    "Small lakes have tides, as we show in this paper over many years.",
    "the tides of small lakes are low and those of the large lakes are hardly higher",
    "Subscribe to our newsletter", "Register now for the summer school of 12 July!", "https://a.example/b?c=d",
)  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """Any str at all, and strings of what page dumps trip over."""
    anything = st.text(st.characters(codec=None, categories=None), max_size=80)
    pieces = st.one_of(st.sampled_from(SCRAPS), st.text(max_size=4))
    return st.one_of(anything, st.lists(pieces, max_size=40).map("".join), st.lists(pieces, max_size=30).map("\n".join))


# invented; no two tell the same
ABSTRACTS = {
    "en": (
        (
            "Lighthouse keepers wrote down the fog they saw for a hundred years, and nobody has read their "
            "books since. We copied forty of them by hand and draw the fog of one coast, hour by hour. The fog "
            "has become rarer in summer but not in spring, and we can only guess at the cause."
        ),
        (
            "Bread rises faster on a high shelf than on a low one, as every baker will say when asked. We "
            "placed thermometers on nine shelves of three old bakeries and weighed the loaves twice an hour. "
            "The high shelf is warmer by two degrees, which explains half of what the bakers see."
        ),
        (
            "A choir that sings without an organ sinks in pitch, slowly and all together. Twelve choirs sang "
            "the same hymn for us in cold and in warm churches. Cold churches make them sink faster, although "
            "no singer noticed it, and a single tuning fork between the verses is enough to keep them up."
        ),
    ),
    "fr": (
        (
            "Les escaliers de pierre s'usent au milieu, parce que chacun marche dans les pas des autres. Nous "
            "avons mesuré deux mille marches dans onze clochers et retrouvons, dans la forme du creux, le "
            "nombre des visiteurs. La pierre tendre garde mieux la mémoire des foules que la pierre dure."
        ),
        (
            "Un marché de village se tient depuis six siècles au même endroit, mais jamais tout à fait à la "
            "même heure. Les registres permettent de suivre la lente dérive de la cloche qui l'ouvre. Nous "
            "montrons qu'elle suit le prix du grain plutôt que la course du soleil."
        ),
    ),
    "de": (
        (
            "Wer auf einer Leiter steht, schätzt die Höhe größer als der, der sie hält. Wir haben dreihundert "
            "Menschen auf Leitern gestellt und beide befragt. Der Unterschied wächst mit jeder Sprosse und "
            "verschwindet erst, wenn man die Augen schließt und die Sprossen zählt."
        ),
        (
            "Alte Apfelsorten reifen in Gärten am Hang früher als im Tal, obwohl es dort wärmer ist. Über acht "
            "Sommer haben Schulklassen den Tag der ersten reifen Frucht gemeldet. Nicht die Wärme, sondern der "
            "Wind in den Nächten entscheidet, wie die Meldungen deutlich zeigen."
        ),
    ),
    "es": (
        (
            "Los molinos de la llanura giran más despacio desde que crecieron los pinos plantados por los "
            "abuelos. Medimos el viento a la altura de las aspas durante tres inviernos y comparamos con las "
            "notas de los molineros. Basta talar una hilera de árboles para recuperar la mitad de la fuerza "
            "perdida."
        ),
    ),
    "ru": (
        (
            "Деревянные мосты скрипят по-разному утром и вечером, и старики узнают по скрипу погоду. Мы "
            "записали звук девяти мостов в течение года и сравнили его с влажностью воздуха. Скрип меняется за "
            "шесть часов до дождя, так что старики были правы чаще, чем прогноз."
        ),
    ),
    "zh": (
        (
            "老城的石桥在冬天会发出低沉的声音，住在附近的人都听过，却没有人知道原因。我们在七座桥下安放了录音设"
            "备，连续记录了两个冬天。结果表明，声音来自桥墩之间的冰层，水位每下降一寸，音调就升高一点。这种方法"
            "可以用来估计冰的厚度，也可以提醒行人注意安全。我们还比较了不同年代的石桥，发现年代越久的桥声音越低"
            "。"
        ),
    ),
    "ja": (
        (
            "山の上の駅では、電車の音が夜になると遠くまで聞こえると言われている。私たちは三つの駅の周りに十二台"
            "のマイクを置き、一年間にわたって音の大きさを記録した。その結果、風のない冬の夜には音が昼の二倍の距"
            "離まで届くことが分かった。この違いは地面の近くの冷たい空気の層によって説明することができる。夏には"
            "この差がほとんど見られなかった。"
        ),
    ),
}
NAMES = (
    "Ada Moreau, Tomasz Lis",
    "Hanne Vik",
    "Pilar Reyes, Otto Brandt",
    "Grete Sommer, Paul Adler",
    "Lucia Ferri and Marco Neri",
)
TITLES = (
    "The Fog Books of a Northern Coast", "Counting Swifts from the Belfry", "Why Warm Shelves Make Fast Bread",
    "Salt on Old Brick", "A Slow Clock for Slow Rivers", "Singing in Cold Churches",
)  # fmt: skip
MENU = ("Home", "About us", "People", "Research", "Publications", "News", "Events", "Contact")
BANNERS = {
    "en": (
        (
            "We use cookies to improve your experience on our website and to measure how it is used. By "
            "clicking on accept, you agree to our use of cookies. You can change your preferences at any time."
        ),
        "Accept all",
        "Reject all",
        "Cookie settings",
    ),
    "fr": (
        (
            "Nous utilisons des cookies pour améliorer votre expérience sur notre site et mesurer sa "
            "fréquentation. Vous pouvez les accepter ou les refuser et modifier vos préférences à tout moment."
        ),
        "Tout accepter",
        "Tout refuser",
        "Paramètres des cookies",
    ),
    "de": (
        (
            "Wir verwenden Cookies, um Ihnen die beste Erfahrung auf unserer Website zu bieten. Sie können "
            "alle Cookies akzeptieren oder ablehnen und Ihre Einstellungen jederzeit ändern."
        ),
        "Alle akzeptieren",
        "Alle ablehnen",
        "Cookie-Einstellungen",
    ),
    "es": (
        (
            "Utilizamos cookies para mejorar su experiencia en nuestro sitio web y analizar el tráfico. Puede "
            "aceptar o rechazar todas las cookies y cambiar sus preferencias en cualquier momento."
        ),
        "Aceptar todo",
        "Rechazar todo",
        "Configuración de cookies",
    ),
}
ALL_ABSTRACTS = tuple(text for found in ABSTRACTS.values() for text in found)
UNSPACED_ABSTRACTS = ABSTRACTS["zh"] + ABSTRACTS["ja"]
SPACED_ABSTRACTS = tuple(text for text in ALL_ABSTRACTS if text not in UNSPACED_ABSTRACTS)


class Part(NamedTuple):
    """A part of a page: as the dump has it, as it must read, and whether the page cut it short."""

    raw: str
    text: str
    cut: bool = False


def marked(text: str, at: int, shape: str, ellipsis: str = "…", label: str = "(voir plus)") -> Part:
    """Fold a text away behind a marker at the place of `shape` that is nearest behind column `at`.

    Shapes: "mid-word" cuts between two letters, "before" has a space before the marker, "after" one after it,
    "both" one on either side, "end" loses what follows.
    """
    marker = f"{ellipsis} {label}"
    if shape == "mid-word":
        while not (text[at - 1].isalpha() and text[at].isalpha()):
            at += 1
        return Part(text[:at] + marker + text[at:], text)
    if shape == "end":
        while text[at - 1].isspace():
            at -= 1
        return Part(text[:at] + marker, text[:at] + ellipsis, cut=True)
    space = text.index(" ", at)
    before, after = text[: space + (shape in ("before", "both"))], text[space + (shape == "before") :]
    return Part(before + marker + after, text)


def wrapped(text: str, width: int, *, hyphens: bool = False) -> Part:
    """Wrap a text hard at a width, words cut by a hyphen where asked."""
    if not hyphens:
        lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
        return Part("\n".join(lines), text)
    lines = [""]
    for word in text.split(" "):
        room = width - len(lines[-1]) - 1
        if len(word) <= room or not lines[-1]:
            lines[-1] += f" {word}" if lines[-1] else word
        elif room > 4 and word.isalpha() and len(word) - room > 2:
            lines[-1] += f" {word[: room - 1]}-"
            lines.append(word[room - 1 :])
        else:
            lines.append(word)
    return Part("\n".join(lines), text)


def is_plain_wrap(raw: str) -> bool:
    """Say whether every line but the first begins so that it can only go on from the line above."""
    lines = raw.split("\n")
    return all(below[0].islower() and above[-1] not in ".:;!?" for above, below in itertools.pairwise(lines))


SHAPES = ("mid-word", "before", "after", "both", "end")


@st.composite
def markers(draw: st.DrawFn) -> tuple[str, str]:
    """Draw an ellipsis and a label in brackets."""
    opener, closer = draw(st.sampled_from(BRACKETS))
    return draw(st.sampled_from(ELLIPSES)), opener + draw(st.sampled_from(BRACKETED)) + closer


@st.composite
def folded(draw: st.DrawFn, abstracts: tuple[str, ...] = ALL_ABSTRACTS) -> Part:
    """Draw an abstract with a marker in it."""
    text = draw(st.sampled_from(abstracts))
    shapes = ("mid-word", "end") if text in UNSPACED_ABSTRACTS else SHAPES
    ellipsis, label = draw(markers())
    return marked(text, draw(st.integers(60, 110)), draw(st.sampled_from(shapes)), ellipsis, label)


class Dump(NamedTuple):
    """A page dump and the parts it was made of, in order."""

    source: str
    parts: tuple[Part, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(part.text for part in self.parts)


@st.composite
def loose_pages(draw: st.DrawFn) -> Dump:
    """Draw a page whose blocks have a line each: no wrap, blank lines here and there, one marker column."""
    ellipsis, label = draw(markers())
    column = draw(st.integers(60, 110))
    parts = [Part(line, line) for line in _furniture(draw)]
    for title, abstract in zip(draw(st.permutations(TITLES)), _some(draw, ALL_ABSTRACTS), strict=False):
        parts.append(Part(title, title))
        name = draw(st.sampled_from(NAMES))
        parts.append(Part(name, name))
        shape = draw(st.sampled_from(("none", "mid-word", "end")))
        parts.append(Part(abstract, abstract) if shape == "none" else marked(abstract, column, shape, ellipsis, label))
    newline = draw(st.sampled_from(("\n", "\r\n")))
    gaps = [newline * draw(st.sampled_from((1, 1, 2))) for _ in parts]
    source = "".join(part.raw + gap for part, gap in zip(parts, gaps, strict=True))
    return Dump(source, tuple(parts))


@st.composite
def wrapped_pages(draw: st.DrawFn) -> Dump:
    """Draw a page with blank lines between its blocks, wrapped at one width where that is plain to see."""
    width, hyphens = draw(st.integers(60, 100)), draw(st.booleans())
    found = [wrapped(text, width, hyphens=hyphens) for text in SPACED_ABSTRACTS]
    found = [part for part in found if is_plain_wrap(part.raw)]
    parts = [Part(line, line) for line in _furniture(draw)]
    chosen = draw(st.lists(st.sampled_from(found), max_size=5, unique=True)) if found else []
    for title, abstract in zip(draw(st.permutations(TITLES)), chosen, strict=False):
        parts += [Part(title, title), abstract]
    return Dump("\n\n".join(part.raw for part in parts) + "\n", tuple(parts))


def _furniture(draw: st.DrawFn) -> list[str]:
    banner = draw(st.sampled_from([(), *BANNERS.values()]))
    return [*draw(st.sampled_from(((), MENU))), *(line for line in banner if len(line) < 40), "Publications"]


def _some(draw: st.DrawFn, abstracts: tuple[str, ...]) -> list[str]:
    return draw(st.lists(st.sampled_from(abstracts), min_size=1, max_size=5, unique=True))


def pages() -> st.SearchStrategy[Dump]:
    """Page dumps whose blocks are known."""
    return st.one_of(loose_pages(), wrapped_pages())
