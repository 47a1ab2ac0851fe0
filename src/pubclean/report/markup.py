"""HTML that cannot be broken out of: text becomes markup here and nowhere else."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template

# shown by their numbers: what HTML cannot hold (NUL, lone surrogates), what nobody sees (controls), and what
# would turn the text around it about (bidirectional overrides)
_ODD = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\r": "&#13;"})
_VOID = frozenset({"br", "col", "input", "meta", "rect"})


class Markup(str):
    """HTML; any other `str` is text, and is escaped where it meets markup."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    r"""Return text as markup; characters that cannot be shown stand there as their numbers.

    >>> escaped("<b> & \0")
    '&lt;b&gt; &amp; <span class="odd">U+0000</span>'
    """
    if isinstance(text, Markup):
        return text
    return Markup(_ODD.sub(lambda odd: f'<span class="odd">{_number(odd)}</span>', text.translate(_SPECIAL)))


def element(name: str, /, *inside: str, **attributes: str | float | bool | None) -> Markup:
    """Return an element; `class_` is `class`, `data_label` is `data-label`, None and False leave an attribute out.

    >>> element("p", "a < b", element("br"), class_="note", hidden=True)
    '<p class="note" hidden>a &lt; b<br></p>'
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        parts.append(f" {key.rstrip('_').replace('_', '-')}")
        if value is not True:
            parts.append(f'="{_spelled(str(value))}"')
    parts.append(">")
    if name not in _VOID:
        parts += [*map(escaped, inside), f"</{name}>"]
    return Markup("".join(parts))


def joined(*parts: str) -> Markup:
    """Return parts as one piece of markup."""
    return Markup("".join(map(escaped, parts)))


def document(title: str, *body: str) -> str:
    """Return a whole page that loads nothing: its style and script stand in it, and no other may run."""
    style, script = _part("style.css"), _part("script.js")
    return Template(_part("frame.html")).substitute(
        title=_spelled(title),
        style=style,
        script=script,
        style_hash=_digest(style),
        script_hash=_digest(script),
        body=joined(*body),
    )


def framed(whole: str, height: int) -> Markup:
    """Return a whole page as a part of another, where neither changes the looks of the other."""
    return element(
        "iframe",
        srcdoc=whole,
        sandbox="allow-scripts",
        width="100%",
        height=height,
        style="border: 0",
        title="pubclean",
    )


def _spelled(text: str) -> str:
    """Escape text for where no element may stand: in attributes and titles."""
    return _ODD.sub(_number, text.translate(_SPECIAL))


def _number(odd: re.Match[str]) -> str:
    return f"U+{ord(odd[0]):04X}"


@cache
def _part(name: str) -> str:
    return (files("pubclean.report") / name).read_text("utf-8")


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
