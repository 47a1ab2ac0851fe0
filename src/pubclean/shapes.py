"""What a line is made of, whatever it says: a date, names, a citation, an address."""

from __future__ import annotations

import re
from functools import cache

from pubclean.lexicons import TOKEN, lexicon
from pubclean.text import HAS_UNSPACED

_YEAR = r"(?:1[5-9]|20|21)\d\d"
YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
ONLY_YEARS = re.compile(rf"\W*{_YEAR}(?:\s*[-–—/,]\s*(?:{_YEAR}|\d\d))*\W*(?:年度?\W*|度\W*)?")
_NUMERIC_DATE = re.compile(
    rf"(?<!\d)(?:{_YEAR}\s?[-./]\s?\d\d?(?:\s?[-./]\s?\d\d?)?"
    rf"|\d\d?\s?[-./]\s?\d\d?\s?[-./]\s?(?:\d\d)?\d\d|\d\d?[-./]{_YEAR})(?!\d)"
)
_TIME = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-3])\s?[:h.]\s?[0-5]\d(?:\s?(?:am|pm|uhr|h|\w\.m\.))?(?!\d)|\d\d?\s?(?:am|pm|uhr)\b"
)
_CJK_DATE = re.compile(r"(?:\d{4}\s?[年년.]\s?)?\d{1,2}\s?[月월]\s?(?:\d{1,2}\s?[日일号號])?|\d{4}\s?[年년]度?")
_DATE_REST = re.compile(r"^(?:\d{1,2}(?:st|nd|rd|th|er|re|o|a|e|i)?|min|t\d\d|z|utc|gmt|cet|est|pm|am|h)\Z")

_NAME_SPLIT = re.compile(r"[,;、，；|·•/&＆]|(?<=[\u3400-\u9fff])・(?=[\u3400-\u9fff])")
_BRACKETED = re.compile(r"[(（\[][^()（）\[\]]{0,80}[)）\]]")
# "and 2 more authors", "et al.", "ほか3名"
_OTHERS = re.compile(
    r"(?<![,\s])[,\s]+(?:\S{1,4}\s+\d+\s+[^\d,;]{3,30}|et al\.?|u\. ?a\.|и др\.?)\Z"
    r"|,?\s?(?:ほか|他|等|外)\s?\d*\s?[名人位]?者?\Z",
    re.IGNORECASE,
)
_NOTE_MARKS = re.compile(r"[*†‡§¶#^\d⁰¹²³⁴⁵⁶⁷⁸⁹✉∗]+")
_INITIAL = re.compile(r"(?:[^\W\d_]{1,2}\.[-‐ ]?)+")
_HONORIFIC = re.compile(
    r"^(?:(?:prof|dr|mr|mrs|ms|pr|ph|d|sc|ir|ing|drs|mag|dipl|m|mme|sr|sra|assoc|asst|hab|habil|inż|mgr|med|phil|nat|rer)"
    r"\.?[\s-]+)+",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    {
        "'t", "af", "am", "auf", "av", "bin", "bint", "d", "da", "dal", "de", "degli", "dei", "del", "dela", "della",
        "al", "den", "der", "di", "do", "dos", "du", "e", "el", "et", "i", "ibn", "la", "las", "le", "lo", "los", "op",
        "des", "ten", "ter", "und", "van", "vom", "von", "y", "zu", "zum", "zur",
    }
)  # fmt: skip
_UNSPACED_NAME = re.compile(
    r"[\u3005\u3400-\u9fff\uf900-\ufaff]{2,4}"
    r"|[\u3005\u3400-\u9fff]{1,3}[ \u3000][\u3005\u3400-\u9fff\u3040-\u30ff]{1,4}"
)
_HANGUL_NAME = re.compile(r"[\uac00-\ud7a3]{2,4}|[\uac00-\ud7a3]{1,2} [\uac00-\ud7a3]{1,3}")
_KATAKANA_NAME = re.compile(  # the middle dot is katakana itself: each place has one way to read it, or time runs away
    r"[\u30a0-\u30ff]{2,}+(?:[＝=][\u30a0-\u30ff]++)++"
    r"|[\u30a0-\u30ff]{2}[\u30a0-\u30fa\u30fc-\u30ff]*+・[\u30a0-\u30ff]++"
)
_CAMEL = re.compile(r"[^\W\d_][\w'’ʼ.-]*\Z")

ADDRESS = re.compile(r"https?://\S|www\.\w|\b[\w-]{2,}\.(?:org|com|edu|net|io|fr|de|ca|uk)(?:/|\b)", re.IGNORECASE)
MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?\[at\]\s?|\(at\))[\w-]{1,64}\.\w")
_CITATION_SIGNS = {
    "doi": re.compile(r"\bdoi\b|\b10\.\d{4,9}/|arxiv", re.IGNORECASE),
    "pages": re.compile(
        r"\b(?:pp?|pages|s|str|стр|с)\.? ?\d+(?:\s?[-–—]\s?\d+)?|(?<!\d)\d+\s?[-–—]\s?\d+\s?(?:頁|页|ページ)"
        r"|:\s?e?\d+\s?[-–—]\s?\d+|\d\s?,\s?\d+\s?[-–—]{1,2}\s?\d+"
    ),
    "volume": re.compile(
        r"\b\d+\s?\(\d+(?:[-–/]\d+)?\)|\bvol(?:ume)?\b|\bno\.|\bn[°º]|\bbd\.|第\d+[巻卷期號号]|\bт\.\s?\d",
        re.IGNORECASE,
    ),
    "year in brackets": re.compile(rf"[(（\[]{_YEAR}[a-z]?[)）\]]"),
    "initials": re.compile(
        r"\b[^\W\d_]\.(?:[-‐ ]?[^\W\d_]\.){0,4},? (?:and |& |et |und |y |e |и )?[^\W\d_]{2}"
        r"|[^\W\d_]{2},? [^\W\d_]\.(?=[\s,;:&]|\Z)"
    ),
    "et al": re.compile(r"\bet al\b|\bи др\b|\bet coll\b|\bu\.? ?a\.", re.IGNORECASE),
    "quoted": re.compile(r"[\"“«„「『《][^\"”»“」』》]{12,250}[\"”»“」』》]"),
    "in": re.compile(
        r"(?:^|[.,?!\"”»] )(?:in|dans|en|em|in:|В|//)[: ]+(?=[^\W\d_a-z])|//\s|Proc\.|Proceedings"
        r"|\b(?:Journal|Transactions|Zeitschrift|Revue|Revista|Rivista)\b"
    ),
    "links": re.compile(
        r"[\[(](?:pdf|code|link|doi|bib(?:tex)?|slides|video|arxiv|poster|ps|html|web|abs)[\])]",
        re.IGNORECASE,
    ),
}


@cache
def date_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the tokens that are months, and the other tokens of date lines."""
    lists = lexicon().lists
    months = frozenset(lists.get("date.months", ()))
    return months, frozenset((*lists.get("date.words", ()), *lists.get("date.labels", ()))) - months


def has_date(text: str, folded: str) -> bool:
    """Say whether a day or month is named in a text, or a date given in numbers."""
    if _NUMERIC_DATE.search(text) or (HAS_UNSPACED.search(text) and _CJK_DATE.search(text)):
        return True
    months = date_words()[0]
    tokens = TOKEN.findall(folded)
    return any(
        token in months and any(near[:2].strip("0123456789") == "" for near in tokens[max(0, i - 2) : i + 3])
        for i, token in enumerate(tokens)
    )


def is_date(text: str, folded: str) -> bool:
    """Say whether a line is a date and nothing else, in any order and of any precision but a lone year.

    >>> [is_date(line, line.lower()) for line in ("2024-05-03", "May 3, 2024", "May I ask", "2024")]
    [True, True, False, False]
    """
    if len(text) > 60 or not any(character.isdigit() for character in text):
        return False
    rest = _TIME.sub(" ", _NUMERIC_DATE.sub(" ", _CJK_DATE.sub(" ", folded)))
    months, others = date_words()
    tokens = TOKEN.findall(rest)
    if not all(
        token in months or token in others or _DATE_REST.match(token) or YEAR.fullmatch(token) for token in tokens
    ):
        return False
    if _NUMERIC_DATE.search(folded) or _CJK_DATE.search(folded):
        return True
    has_month = any(token in months for token in tokens)
    has_year = any(YEAR.fullmatch(token) for token in tokens)
    return (has_month and len(tokens) > 1) or (has_year and len(tokens) > 1) or (has_month and has_year)


_LEAD = re.compile(
    r"(?:[^\W\d][^:：]{1,31}[:：]\s?"
    r"|[\d:.h]{1,5}(?:\s?(?:am|pm|uhr))?(?:\s?[-–—]\s?[\d:.h]{1,5}(?:\s?(?:am|pm|uhr))?)?[,:]?"
    r"|(?:by|von|par|por|di|door|av|af)\b)(?:(?<=[：:])|\s+)(?=\S)",
    re.IGNORECASE,
)


def behind_lead(text: str) -> str:
    """Return what a short line says behind its label or time; nothing if it has neither.

    >>> [behind_lead(line) for line in ("Speaker: Li Wei", "9:45–10:30 Li Wei", "Li Wei")]
    ['Li Wei', 'Li Wei', '']
    """
    lead = _LEAD.match(text)
    return text[lead.end() :] if lead else ""


def has_time(folded: str) -> bool:
    """Say whether a time of day stands in a folded line."""
    return _TIME.search(folded) is not None


def citation_signs(text: str) -> list[str]:
    """Return what in a line reads like a bibliography: initials, pages, a volume, a quoted title, ..."""
    return [name for name, sign in _CITATION_SIGNS.items() if sign.search(text)]


# these part names in one language, and the words of titles in others: "Learning in Games"
_NO_JOINERS = frozenset(
    {
        "a", "ar", "avec", "com", "con", "ha", "in", "le", "med", "met", "mit", "s", "sa", "samt", "su", "te", "u",
        "un", "with", "z",
    }
)  # fmt: skip


@cache
def joiners() -> tuple[str, ...]:
    """Return the words that join names and are none themselves."""
    return tuple(word for word in lexicon().lists.get("person.joiners", ()) if word not in _NO_JOINERS)


@cache
def _joins() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, joiners())), re.IGNORECASE)


# characters of a name written without a space, by the language its surname is of
_NAME_SIZES = {"zh": "23", "ja": "34", "ko": "3"}


@cache
def surnames() -> frozenset[str]:
    """Return how names in Chinese characters and Hangul begin: the number of their characters, and the first."""
    found = set()
    for entry in lexicon().lists.get("person.surnames", ()):
        language, _, surname = entry.partition("|")
        found |= {size + surname[0] for size in ("4" if len(surname) > 1 else _NAME_SIZES[language])}
    return frozenset(found)


def names_in(text: str) -> int:
    """Count the names of people a short line is made of; 0 if any part of it reads otherwise.

    >>> names_in("Jeanne Dupont, Li Wei and José M. García"), names_in("Tides of Small Lakes")
    (3, 0)
    """
    if len(text) > 600 or "http" in text:
        return 0
    text = _OTHERS.sub("", text)
    plain = _NOTE_MARKS.sub("", _BRACKETED.sub(" ", text)).strip(" .:,;…")
    parts = [part for part in map(str.strip, _NAME_SPLIT.split(_with_commas(plain))) if part]
    if not parts or len(parts) > 60:
        return 0
    full = sum(_is_name(part, alone=True) for part in parts)
    if full == len(parts):
        return full
    # "Dupont, J., Li, W.": surnames and initials between the same commas
    parts_ok = all(_is_name(part, alone=False) for part in parts)
    return max(1, len(parts) // 2) if parts_ok and len(parts) > 1 and any(map(_INITIAL.fullmatch, parts)) else 0


def _with_commas(text: str) -> str:
    """Put a comma for each word that joins names, single spaces between the others."""
    words = text.split()
    joins = _joins().fullmatch
    return " ".join(
        "," if (0 < i < len(words) - 1 and joins(word)) or word.lower() == "and" else word
        for i, word in enumerate(words)
    )


def _has_surname(part: str) -> bool:
    """Say whether a name, if it is one, begins as names of its length do, or has a space behind the surname."""
    return f"{len(part)}{part[0]}" in surnames() or any(map(str.isspace, part))


def _is_name(part: str, *, alone: bool) -> bool:
    part = _HONORIFIC.sub("", part.strip() + " ").strip()
    if HAS_UNSPACED.search(part):
        return bool(_UNSPACED_NAME.fullmatch(part) and _has_surname(part)) or bool(_KATAKANA_NAME.fullmatch(part))
    if _HANGUL_NAME.fullmatch(part) and _has_surname(part):
        return True
    tokens = part.split()
    if not 1 <= len(tokens) <= 8 or (alone and len(tokens) < 2):
        return False
    names, most = 0, 4
    for token in tokens:
        if _INITIAL.fullmatch(token) or (len(token) <= 2 and token.isupper()):
            continue
        if token.lower() in _PARTICLES or token.startswith(("d'", "d’", "l'", "al-", "el-")):
            most = 5
            continue
        if not token[0].isalpha() or not _CAMEL.match(token) or (token[0].islower() and token[0].isascii()):
            return False
        if token[0].lower() != token[0].upper() and not token[0].isupper():
            return False
        names += 1
    return names <= most and (names > 0 or not alone)
