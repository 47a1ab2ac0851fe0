"""Invent academic pages in every language of the lexicons, each block with its label, to learn weights from.

The wording is the lexicons', the names, titles and texts are given; what is invented is how sites put them together.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from pubclean.lexicons.files import read_all
from pubclean.page import Label

Row = tuple[str, Label]
UNSPACED_LANGUAGES = ("ja", "zh")
TOPICS = [
    "limnology",
    "vision",
    "language",
    "robotics",
    "botany",
    "economics",
    "history",
    "linguistics",
    "medicine",
    "physics",
    "statistics",
    "geology",
    "music",
    "law",
    "networks",
    "security",
    "education",
    "energy",
    "materials",
    "ecology",
]
PLACES = [
    "Norrby",
    "Saint-Arnoult",
    "Finsterbach",
    "Kyoto",
    "Porto",
    "Lublin",
    "Trieste",
    "Leuven",
    "Oulu",
    "Valparaíso",
    "Montréal",
    "Bern",
    "Tartu",
    "Izmir",
    "Kyiv",
]
BRANDS = [
    "Facebook",
    "Twitter",
    "LinkedIn",
    "YouTube",
    "Instagram",
    "Mastodon",
    "GitHub",
    "RSS",
    "X",
    "Bluesky",
    "ORCID",
    "Google Scholar",
    "ResearchGate",
]
LINKS = [
    "PDF",
    "Code",
    "Cite",
    "DOI",
    "BibTeX",
    "Slides",
    "Video",
    "Poster",
    "Project",
    "Dataset",
    "arXiv",
    "Bib",
    "Abs",
    "Link",
    "URL",
    "HTML",
    "Preprint",
]
ENGINES = [
    "WordPress",
    "Hugo",
    "Jekyll",
    "GitHub Pages",
    "Drupal",
    "TYPO3",
    "Open Journal Systems",
    "DSpace",
    "Wowchemy",
    "Hugo Blox Builder",
    "Plone",
    "Quarto",
]
INITIALS = "ABCDEFGHIJKLMNOPRSTVW"


_AS_IN_CASES = frozenset({"nav.lines", "legal.lines", "share.lines", "newsletter.lines"})


# titles, persons, abstracts, dates, venues, links, keywords, other lines and read-more labels, as sites list them
ORDERS = (
    "A", "A", "AD", "ADV", "DTPA", "DTPVM", "PTAV", "PTV", "TA", "TAPD", "TDPL", "TPADV", "TPAL", "TPAVDL", "TPDM",
    "TPLK", "TPOA", "TPOV", "TPV", "TPVAL", "TPVD", "TPVL", "TPVLA", "TPVOL", "TVPA", "VTPDL", "VTPL",
)  # fmt: skip


class Stock(NamedTuple):
    """What pages are made from."""

    titles: list[str]
    names: list[str]
    abstracts: list[str]
    prose: list[str]
    notices: dict[str, list[str]]
    lines: dict[str, list[str]]  # of the cases, by label


class Inventor:
    """Makes pages of one kind of chrome language, from a seeded draw."""

    def __init__(self, stock: Stock, seed: int) -> None:
        self.stock, self.draw = stock, random.Random(seed)
        self.lexicons = {code: words for code, words in read_all().items() if len(words.get("nav.lines", ())) >= 20}
        self.words: dict[str, tuple[str, ...]] = {}
        self.code = "en"

    def page(self) -> list[Row]:
        """Return one page: its lines with their labels, an empty text for a blank line."""
        draw = self.draw
        self.code = "en" if draw.random() < 0.2 else draw.choice(sorted(self.lexicons))
        self.words = self.lexicons[self.code]
        rows = self.header()
        body = draw.choices(
            (self.publications, self.item, self.fields, self.members, self.talks, self.news), (6, 2, 2.5, 1.5, 1.5, 2)
        )[0]
        rows += body()
        if draw.random() < 0.25:
            rows += self.publications()
        rows += self.footer()
        if draw.random() < 0.2:
            rows = [row for pair in rows for row in (pair, ("", Label.OTHER))]
        return rows

    # ── the site's furniture ──────────────────────────────────────────────────────────────────────────────────────

    def say(self, kind: str, english: float = 0.15) -> str:
        """Return a phrase of the chrome's language, now and then an English one, written as sites write it.

        A third of what cases have whole lines of is said in their words.
        """
        if kind in _AS_IN_CASES and self.draw.random() < 0.35:
            return self.line(kind.partition(".")[0])
        words = self.words.get(kind, ())
        if not words or self.draw.random() < english:
            words = self.lexicons["en"].get(kind, ()) or ("more",)
        phrase = self.draw.choice(words).removesuffix("*")
        style = self.draw.random()
        return (
            phrase.capitalize()
            if style < 0.75
            else phrase.title()
            if style < 0.85
            else phrase.upper()
            if style < 0.95
            else phrase
        )

    def line(self, label: str) -> str:
        return self.draw.choice(self.stock.lines[label])

    def header(self) -> list[Row]:
        draw, rows = self.draw, []
        if draw.random() < 0.2:
            rows += self.promos()
        if draw.random() < 0.35:
            rows += self.consent()
        if draw.random() < 0.75:
            menu = self.menu()
            rows += menu
            if draw.random() < 0.3:
                rows += menu
        if draw.random() < 0.2:
            rows += self.promos()
        if draw.random() < 0.25:
            rows += self.consent()
        if draw.random() < 0.15:
            rows += self.share()
        if draw.random() < 0.1:
            rows.append((f"© {draw.randint(1998, 2026)} {draw.choice(self.stock.names)}", Label.LEGAL))
        return rows

    def menu(self) -> list[Row]:
        draw = self.draw
        entries = [
            self.say("nav.lines") if draw.random() < 0.85 else self.say("section.lines")
            for _ in range(draw.randint(3, 18))
        ]
        if draw.random() < 0.2:
            entries[0] += " (current)"
        if draw.random() < 0.2:
            entries.insert(0, self.say("nav.phrases"))
        if draw.random() < 0.2:
            return [(draw.choice((" ", " | ", " · ", "", " › ")).join(entries), Label.NAV)]
        return [(entry, Label.NAV) for entry in entries]

    def consent(self) -> list[Row]:
        draw = self.draw
        notices = self.stock.notices.get(self.code) or self.stock.notices["en"]
        if draw.random() < 0.2:
            notices = self.stock.notices["en"]
        rows = [(self.say("consent.headings"), Label.CONSENT)] if draw.random() < 0.5 else []
        rows += [(text, Label.CONSENT) for text in draw.sample(notices, min(len(notices), draw.randint(1, 3)))]
        for _ in range(draw.choice((0, 0, 1, 2, 4))):
            rows.append((self.say("consent.categories"), Label.CONSENT))
            if draw.random() < 0.7:
                rows.append((draw.choice(notices), Label.CONSENT))
        rows += [(self.say("consent.buttons"), Label.CONSENT) for _ in range(draw.randint(0, 4))]
        if draw.random() < 0.1:
            rows.insert(0, (self.say("consent.buttons"), Label.CONSENT))
        return rows

    def promos(self) -> list[Row]:
        draw, rows = self.draw, []
        for _ in range(draw.randint(1, 3)):
            event, topic = self.say("promo.events"), draw.choice(self.stock.titles).split(":")[0]
            headings = (f"{event}: {topic}", f"{event} | {topic}", topic, f"{topic} – {event}")
            rows.append((draw.choice(headings), Label.PROMO))
            call, other = self.say("promo.calls"), self.say("promo.events").lower()
            bodies = [
                f"{call} {topic.lower()} ({other}), {self.date()}.",
                f"{self.date()}: {topic}. {call} {other} {draw.randint(9, 20)}:00!",
                f"{call} {other} {topic}! {self.say('promo.calls')} {self.date()}.",
            ]
            if self.code in UNSPACED_LANGUAGES:
                bodies = [f"{self.date()}、{call}{other}。{self.say('promo.calls')}"]
            rows.append((draw.choice(bodies), Label.PROMO))
        return rows

    def share(self) -> list[Row]:
        draw = self.draw
        rows = [(self.say("share.lines"), Label.SHARE)] if draw.random() < 0.5 else []
        return rows + [(brand, Label.SHARE) for brand in draw.sample(BRANDS, draw.randint(1, 5))]

    def footer(self) -> list[Row]:
        draw, rows = self.draw, []
        for chance, part in (
            (0.15, self.links),
            (0.2, self.related),
            (0.15, self.comments),
            (0.25, self.newsletter),
            (0.4, self.share),
            (0.4, self.links),
            (0.9, self.imprint),
            (0.1, self.leftovers),
            (0.15, self.consent),
        ):
            if draw.random() < chance:
                rows += part()
        return rows

    def links(self) -> list[Row]:
        return [(self.say("nav.lines"), Label.NAV) for _ in range(self.draw.randint(2, 8))]

    def leftovers(self) -> list[Row]:
        return [(text, Label.NAV) for text in ("Cite", "×", "Copy Download")]

    def related(self) -> list[Row]:
        draw, rows = self.draw, [(self.say("related.lines"), Label.RELATED)]
        for _ in range(draw.randint(2, 6)):
            rows.append((draw.choice(self.stock.titles), Label.RELATED))
            if draw.random() < 0.3:
                teaser = draw.choice(self.stock.prose)[:140].rsplit(" ", 1)[0]
                rows.append((teaser + draw.choice(("…", " […]", "...")), Label.RELATED))
        return rows

    def comments(self) -> list[Row]:
        return [(self.say("comments.lines"), Label.COMMENTS) for _ in range(self.draw.randint(2, 6))]

    def newsletter(self) -> list[Row]:
        call = self.say("newsletter.phrases") + self.draw.choice(("", ".", "!"))
        rows = [(self.say("newsletter.lines"), Label.NEWSLETTER), (call, Label.NEWSLETTER)]
        return rows + [(self.say("newsletter.lines"), Label.NEWSLETTER) for _ in range(self.draw.randint(0, 2))]

    def imprint(self) -> list[Row]:
        draw, rows = self.draw, []
        institute = f"Institute of {draw.choice(TOPICS).title()}"
        owner = draw.choice((draw.choice(self.stock.names), institute, f"{draw.choice(PLACES)} University"))
        marks = ("© {y} {o}", "© {o}, {y}", "Copyright {y} {o}. {p}", "© {y} {o}. {p}.", "{o} © {y}. {p} {e}.")
        year, engine = draw.randint(2005, 2026), draw.choice(ENGINES)
        mark = draw.choice(marks).format(y=year, o=owner, p=self.say("legal.phrases"), e=engine)
        street = f"{draw.randint(1, 300)} {draw.choice(self.stock.names).split()[-1]} Street"
        address = f"{owner}, {street}, {draw.randint(10000, 99999)} {draw.choice(PLACES)}"
        for chance, text in ((0.9, mark), (0.4, f"{self.say('legal.phrases')} {engine}"), (0.3, address)):
            if draw.random() < chance:
                rows.append((text, Label.LEGAL))
        if draw.random() < 0.5:
            rows += [(self.say("legal.lines"), Label.LEGAL) for _ in range(draw.randint(1, 4))]
        return rows

    # ── what the page is about ────────────────────────────────────────────────────────────────────────────────────

    def subject(self) -> list[Row]:
        draw, rows = self.draw, []
        if draw.random() < 0.5:
            rows.append((self.name(), Label.PERSON))
            if draw.random() < 0.7:
                rows.append((self.say("person.roles"), Label.UI))
            if draw.random() < 0.4:
                rows.append(
                    (
                        f"{draw.choice(PLACES)} University, Department of {draw.choice(TOPICS).title()}",
                        Label.OTHER,
                    )
                )
            if draw.random() < 0.5:
                rows.append((draw.choice(self.stock.prose), Label.PROSE))
        return rows

    def name(self) -> str:
        name = self.draw.choice(self.stock.names)
        if self.draw.random() < 0.08:
            name = name.upper()
        return name

    def place(self) -> str:
        draw = self.draw
        town, topic = draw.choice(PLACES), draw.choice(TOPICS).title()
        institute = f"Institute of {topic}, {town}"
        return draw.choice((town, f"{town} University", institute, f"Universität {town}", f"Université de {town}"))

    def date(self) -> str:
        draw, year = self.draw, self.draw.randint(1995, 2026)
        if draw.random() < 0.1:
            return self.line("date")
        month, day = draw.randint(1, 12), draw.randint(1, 28)
        if self.code in ("ja", "zh") and draw.random() < 0.7:
            return draw.choice((f"{year}年{month}月{day}日", f"{year}年{month}月", f"{year}-{month:02}-{day:02}"))
        if self.code == "ko" and draw.random() < 0.7:
            return draw.choice((f"{year}년 {month}월 {day}일", f"{year}.{month}.{day}"))
        months = self.words.get("date.months") or self.lexicons["en"]["date.months"]
        spelt = draw.choice(months[month - 1].split("|"))
        spelt = spelt.capitalize() if draw.random() < 0.6 else spelt
        forms = (
            f"{year}-{month:02}-{day:02}",
            f"{day} {spelt} {year}",
            f"{spelt} {day}, {year}",
            f"{spelt} {year}",
            f"{day:02}.{month:02}.{year}",
            f"{day}/{month}/{year}",
            f"{day}. {spelt} {year}",
        )
        return draw.choice(forms)

    def venue(self) -> str:
        draw = self.draw
        if draw.random() < 0.1:
            return self.line("venue")
        topic, year = draw.choice(TOPICS).title(), draw.randint(1995, 2026)
        word = self.say("venue.words")
        acronym = "".join(draw.sample(INITIALS, draw.randint(3, 6)))
        status = f" ({self.say('venue.status', 0).lower()})" if draw.random() < 0.25 else ""
        form = draw.choice(
            (
                f"{word} {topic}",
                f"{word} {topic} {draw.randint(1, 60)} ({draw.randint(1, 12)})",
                f"{acronym} {year}",
                f"Journal of {topic}",
                f"Proceedings of the {draw.randint(2, 60)}th Conference on {topic}",
                f"In {acronym}'{year % 100:02}",
                f"{topic} Letters, vol. {draw.randint(1, 90)}, pp. {draw.randint(1, 400)}–{draw.randint(401, 900)}",
                f"{year} International Conference on {topic} ({acronym})",
                f"{word} {topic}, {year}, {draw.choice(PLACES)}",
                f"arXiv preprint arXiv:{draw.randint(1000, 2500)}.{draw.randint(10000, 99999)}",
                f"{topic} & {draw.choice(TOPICS).title()}",
            )
        )
        return form + status

    def authors(self) -> list[Row]:
        draw = self.draw
        names = [self.name() for _ in range(draw.choice((1, 1, 2, 3, 4, 6)))]
        if draw.random() < 0.15:
            names = [f"{name} ({self.place()})" for name in names]
        if draw.random() < 0.2:
            return [(name, Label.PERSON) for name in names]
        if draw.random() < 0.1:
            hour = draw.randint(8, 17)
            time = draw.choice((f"{hour}:15", f"{hour}.30", f"{hour}:00–{hour + 1}:00", f"{hour}:00 - {hour}:45"))
            return [(f"{time} {draw.choice((', '.join(names[:2]), names[0]))}", Label.PERSON)]
        if draw.random() < 0.2:
            names = [f"{name.split()[0][0]}. {name.split()[-1]}" for name in names]
        joiner = draw.choice((*(self.words.get("person.joiners") or ("and",)), "and", "&"))
        line = ", ".join(names)
        if len(names) > 1 and draw.random() < 0.4 and self.code not in UNSPACED_LANGUAGES:
            line = f"{', '.join(names[:-1])} {joiner} {names[-1]}"
        if draw.random() < 0.1:
            line = f"{self.say('person.labels')}: {line}"
        if draw.random() < 0.05:
            line += " et al."
        return [(line, Label.PERSON)]

    def abstract(self) -> str:
        text = self.draw.choice(self.stock.abstracts)
        if self.draw.random() < 0.3:
            sentences = text.split(". ")
            text = ". ".join(sentences[: self.draw.randint(1, 3)]).rstrip(".") + "."
        if self.draw.random() < 0.1:
            text = f"{self.say('abstract.labels')}: {text}"
        return text

    def record(self, order: str, *, labels: bool) -> list[Row]:
        """Return the parts of a publication in an order, a letter a part; `labels` gives the abstract a heading."""
        parts = {
            "T": self.title,
            "P": self.authors,
            "A": lambda: ([(self.say("abstract.labels"), Label.UI)] if labels else []) + self.abstracts(),
            "D": lambda: [(self.date(), Label.DATE)],
            "V": lambda: [(self.venue(), Label.VENUE)],
            "L": self.link_labels,
            "K": lambda: [(", ".join(self.draw.sample(TOPICS, self.draw.randint(2, 4))), Label.OTHER)],
            "O": lambda: [(self.line("other"), Label.OTHER)],
            "M": lambda: [(self.say("truncation.alone"), Label.NAV)],
        }
        return [row for part in order for row in parts[part]()]

    def title(self) -> list[Row]:
        title = self.draw.choice(self.stock.titles)
        return [(title.upper() if self.draw.random() < 0.03 else title, Label.TITLE)]

    def abstracts(self) -> list[Row]:
        return [(self.abstract(), Label.ABSTRACT)]

    def link_labels(self) -> list[Row]:
        links = self.draw.sample(LINKS, self.draw.randint(1, 5))
        return [(" ".join(links), Label.UI)] if self.draw.random() < 0.6 else [(link, Label.UI) for link in links]

    def citation(self) -> str:
        draw = self.draw
        names = [self.name().title() for _ in range(draw.choice((1, 2, 2, 3, 5)))]
        short = [f"{name.split()[-1]} {name[0]}." for name in names]
        initials = [f"{name[0]}. {name.split()[-1]}" for name in names]
        title, venue, year = draw.choice(self.stock.titles), self.venue(), draw.randint(1985, 2026)
        pages = f"{draw.randint(1, 300)}–{draw.randint(301, 600)}"
        quotes = draw.choice(("“{}”", '"{}"', "« {} »", "„{}“", "'{}'"))
        doi = f"10.{draw.randint(1000, 9999)}/{draw.randint(100, 99999)}"
        return draw.choice(
            (
                f"{', '.join(short)} ({year}). {title}. {venue}, {pages}.",
                f"{'; '.join(names).upper()}. {title}. {venue}, {draw.choice(PLACES)}, {year}.",
                f"{', '.join(initials)}: {quotes.format(title)}, {venue}, {year}, pp. {pages}.",
                f"{title}. {', '.join(names)}. {venue}, {year}.",
                f"{quotes.format(title)} (with {names[0]}), {venue}, {year}.",
                f"{', '.join(initials)}. {title}. In {venue}, pages {pages}, {year}. [pdf] [code]",
                f"[{draw.randint(1, 99)}] {', '.join(short)} {title}. {venue} {year}; {pages}. doi:{doi}",
                f"{', '.join(names)}, {title}, {venue}, {year}",
                f"{year}. {names[0]}, {quotes.format(title)}, {venue}.",
                f"{names[0].split()[-1]}, {names[0][0]}. ({year}). {title}. {venue}. https://doi.org/{doi}",
            )
        )

    def publications(self) -> list[Row]:
        draw = self.draw
        rows = self.subject()
        rows.append((self.say("section.lines"), Label.SECTION))
        kind = draw.random()
        years = (
            sorted({draw.randint(2000, 2026) for _ in range(draw.randint(1, 5))}, reverse=True)
            if draw.random() < 0.5
            else [0]
        )
        order = draw.choice(ORDERS)
        labels = draw.random() < 0.25
        for year in years:
            if year:
                rows.append((f"{year}{draw.choice(('', '', ':'))}", Label.SECTION))
            for _ in range(draw.randint(1, 6)):
                if kind < 0.4:
                    rows.append((self.citation(), Label.CITATION))
                else:
                    thinned = "".join(part for part in order if part in "TA" or draw.random() < 0.85)
                    rows += self.record(thinned, labels=labels)
            if draw.random() < 0.2:
                rows.append((self.say("section.lines"), Label.SECTION))
                rows += [(self.citation(), Label.CITATION) for _ in range(draw.randint(1, 5))]
        return rows

    def item(self) -> list[Row]:
        draw = self.draw
        title = draw.choice(self.stock.titles)
        rows: list[Row] = [(title, Label.TITLE), *self.authors()]
        if draw.random() < 0.5:
            rows.append((self.date(), Label.DATE))
        if draw.random() < 0.5:
            rows.append((self.say("abstract.labels"), Label.UI))
        rows.append((self.abstract(), Label.ABSTRACT))
        for kind, value in (
            ("venue.labels", (self.venue(), Label.VENUE)),
            ("date.labels", (self.date(), Label.DATE)),
            ("ui.lines", (", ".join(draw.sample(TOPICS, 3)), Label.OTHER)),
        ):
            if draw.random() < 0.6:
                rows += [(self.say(kind), Label.UI), value]
        if draw.random() < 0.6:
            rows += [(link, Label.UI) for link in draw.sample(LINKS, draw.randint(1, 4))]
        if draw.random() < 0.3:
            rows.append((self.say("section.lines"), Label.SECTION))
            rows += [(self.citation(), Label.CITATION) for _ in range(draw.randint(3, 12))]
        return rows

    def fields(self) -> list[Row]:
        """Return a publication or thesis as repositories show it: fields, each with its name above or in front."""
        draw = self.draw
        inline, titles = draw.random() < 0.4, draw.choice((1, 1, 2))
        rows = [row for _ in range(titles) for row in self.title()] if draw.random() < 0.7 else []
        rows += self.authors() if rows and draw.random() < 0.6 else []
        given: list[tuple[str, Row]] = [] if rows else [("title.labels", self.title()[0])]
        given += [("person.labels", (self.name(), Label.PERSON)) for _ in range(draw.randint(0, 3))]
        given += [("date.labels", (self.date(), Label.DATE)) for _ in range(draw.randint(0, 2))]
        given += [("venue.labels", (self.venue(), Label.VENUE)) for _ in range(draw.randint(0, 1))]
        given += [("ui.lines", (self.value(), Label.OTHER)) for _ in range(draw.randint(1, 8))]
        draw.shuffle(given)
        for _ in range(draw.choice((0, 1, 1, 2))):
            given.insert(draw.randint(0, len(given)), ("abstract.labels", (self.abstract(), Label.ABSTRACT)))
        for kind, (text, label) in given:
            if inline and label is not Label.ABSTRACT:
                rows.append((f"{self.say(kind)}{draw.choice((': ', ': ', ' : ', '：'))}{text}", label))
            else:
                rows += [(self.say(kind) + draw.choice(("", "", ":")), Label.UI), (text, label)]
        if draw.random() < 0.4:
            rows += [(self.say("ui.lines"), Label.UI) for _ in range(draw.randint(1, 5))]
        if draw.random() < 0.3:
            rows.append((self.say("section.lines"), Label.SECTION))
            rows += [(self.citation(), Label.CITATION) for _ in range(draw.randint(2, 12))]
        return rows

    def value(self) -> str:
        """Return what the field of a record may hold that is no part of it."""
        draw = self.draw
        number = draw.randint(10000, 999999)
        return draw.choice(
            (
                ", ".join(draw.sample(TOPICS, draw.randint(2, 5))),
                "; ".join(draw.sample(TOPICS, draw.randint(2, 4))).title(),
                f"https://hdl.example/{number % 9999}/{number}",
                f"10.{draw.randint(1000, 9999)}/{number}",
                f"urn:nbn:{self.code[:2]}:{number}",
                f"{draw.randint(2, 400)} {draw.choice(('p.', 's.', 'S.', 'pp.', ''))}".strip(),
                f"{draw.randint(1, 40)}.{draw.randint(1, 99)} MB",
                self.code,
                self.place(),
                str(draw.randint(1, 3000)),
                self.line("other"),
                self.line("other"),
            )
        )

    def members(self) -> list[Row]:
        draw, rows = self.draw, []
        for _ in range(draw.randint(1, 4)):
            rows.append((self.say("section.lines"), Label.SECTION))
            for _ in range(draw.randint(1, 8)):
                rows.append((self.name(), Label.PERSON))
                if draw.random() < 0.7:
                    rows.append((self.say("person.roles"), Label.UI))
                if draw.random() < 0.15:
                    rows.append((self.line("other"), Label.OTHER))
                if draw.random() < 0.1:
                    rows.append((draw.choice(self.stock.prose), Label.PROSE))
        return rows

    def talks(self) -> list[Row]:
        draw = self.draw
        rows: list[Row] = [(self.say("section.lines"), Label.SECTION)]
        order = draw.choice(("DPTA", "DTP", "TPDA", "PTD", "DPT", "TDPA"))
        for _ in range(draw.randint(2, 7)):
            rows += self.record(order, labels=draw.random() < 0.2)
            if draw.random() < 0.1:
                rows.append((draw.choice(self.stock.prose), Label.PROSE))
        return rows

    def news(self) -> list[Row]:
        draw, rows = self.draw, []
        if draw.random() < 0.5:
            rows.append((self.say("section.lines"), Label.SECTION))
            for _ in range(draw.randint(2, 8)):
                if draw.random() < 0.8:
                    rows.append((self.date(), Label.DATE))
                rows.append((draw.choice(self.stock.titles), Label.TITLE))
                if draw.random() < 0.5:
                    rows.append((draw.choice(self.stock.prose), Label.PROSE))
                if draw.random() < 0.3:
                    rows.append((self.say("truncation.alone"), Label.NAV))
            return rows
        rows.append((draw.choice(self.stock.titles), Label.TITLE))
        if draw.random() < 0.6:
            rows += [(self.date(), Label.DATE), (self.name(), Label.PERSON)][: draw.randint(1, 2)]
        return rows + [(draw.choice(self.stock.prose), Label.PROSE) for _ in range(draw.randint(2, 10))]
