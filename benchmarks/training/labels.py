"""Learn what each feature of a block weighs for each label, and write the weights the package ships.

    python -m benchmarks.training.labels --cleaning FOLDER [--check]

Read are the cases in `tests/cases` (every label known) and a folder of labelled material that is not part of this
project: `pages.jsonl.gz` (per line keep, drop or unknown) and `strings.jsonl.gz` (interface strings and texts). Of
that folder nothing but the weights is kept. A line known to be boilerplate, but not of which kind, pulls towards all
kinds alike. `--check` holds every fifth case out, writes nothing and says how they fare.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

from pubclean.boilerplate import judge_by
from pubclean.judging import best
from pubclean.looks import Looks, look_at
from pubclean.page import BOILERPLATE, Label
from pubclean.passages import find_passages
from pubclean.sights import Sights
from pubclean.surroundings import BIAS, LABELS, NONE, ROWS, TOLD_FEATURES, surroundings
from pubclean.weights import FILE, PASSES, SHAPES, UNIT, packed

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from cases import Case, read_cases  # noqa: E402

from benchmarks.training.invent import Inventor, Stock  # noqa: E402

PENALTY = {"alone": 0.5, "neighbours": 0.7, "again": 0.7}  # L2, found with --check
INVENTED_WEIGHT = 0.15
CLEANED_WEIGHT = 0.6  # of a block of a page without its furniture, beside 1 for the page as it was
ARTICLES = 300  # pages about cookies and privacy
WEB_WEIGHT = 0.12  # of a line of the labelled pages, beside 1 for a block of a case
LAST_FOUND: dict[str, np.ndarray] = {}
FOLDS = 3
ITERATIONS = 400
ROUGH = 120  # iterations that tell how pages not seen fare
LEAST = 4  # blocks that must have a feature before it is given a weight
FAINT = 19  # a row whose weights are all below so many `UNIT`ths is left out
ALL = frozenset(Label)
CONTENT = ALL - BOILERPLATE
WEB_CONTENT = CONTENT - {Label.ABSTRACT, Label.CITATION, Label.VENUE}
BY_CONTAINER = {
    "consent": {Label.CONSENT},
    "newsletter": {Label.NEWSLETTER},
    "share": {Label.SHARE},
    "related": {Label.RELATED},
    "comments": {Label.COMMENTS},
    "nav": {Label.NAV},
    "header": {Label.NAV, Label.PROMO, Label.SHARE},
    "breadcrumb": {Label.NAV},
    "footer": {Label.LEGAL, Label.NAV, Label.SHARE, Label.NEWSLETTER},
}


class Example(NamedTuple):
    """A page to learn from: how its blocks look, which labels each may have, and how much each counts."""

    looks: Looks
    texts: list[str]
    allowed: list[frozenset[Label]]
    weights: list[float]
    name: str


def example(source: str, labels_of, weight: float, name: str) -> Example:
    found = find_passages(source)
    texts = [p.text for p in found]
    looks = look_at(texts, [p.marked for p in found], [len(p.edits) > p.marked for p in found])
    allowed = [labels_of(p.start, p.end) for p in found]
    return Example(looks, texts, allowed, [0.0 if labels == ALL else weight for labels in allowed], name)


def cleaned(one: Example) -> Example:
    """Return what is left of a page when its furniture is out: it is read once more, as a page of its own."""
    left = [i for i, labels in enumerate(one.allowed) if not labels <= BOILERPLATE]
    texts, nothing = [one.texts[i] for i in left], [False] * len(left)
    weights = [CLEANED_WEIGHT * one.weights[i] for i in left]
    return Example(look_at(texts, nothing, nothing), texts, [one.allowed[i] for i in left], weights, one.name)


def covering(spans, start: int, end: int):
    return max(spans, key=lambda span: min(end, span[1]) - max(start, span[0]), default=None)


def from_cases(cases: list[Case]) -> list[Example]:
    found = []
    for case in cases:

        def labels_of(start, end, case=case):
            return frozenset({Label(covering(case.blocks, start, end)[2])})

        found.append(example(case.source, labels_of, 1.0, f"{case.file}/{case.name}"))
    return found


def rows(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def from_pages(folder: Path, share: float) -> list[Example]:
    found = []
    draw = random.Random(1)
    for page in rows(folder / "pages.jsonl.gz"):
        if page["fold"] != "train" or draw.random() > share:
            continue
        spans, at = [], 0
        for line, label, container in zip(page["text"].split("\n"), page["labels"], page["dom"], strict=True):
            kinds = ALL
            if label == "keep":
                kinds = WEB_CONTENT
            elif label == "drop":
                kinds = frozenset(BY_CONTAINER.get(container, BOILERPLATE))
            spans.append((at, at + len(line), kinds))
            at += len(line) + 1

        starts = np.array([span[0] for span in spans])

        def labels_of(start, end, spans=spans, starts=starts):
            at = int(np.searchsorted(starts, start, side="right")) - 1
            return covering(spans[at : at + 12], start, end)[2]

        found.append(example(page["text"], labels_of, WEB_WEIGHT, page["site"]))
    return found


class Strings(NamedTuple):
    """The labelled strings: texts by label, and notices and buttons by language and source."""

    texts: dict[str, list[str]]
    notices: dict[tuple[str, str], list[str]]
    buttons: dict[tuple[str, str], list[str]]


def strings(folder: Path) -> Strings:
    found = Strings({}, {}, {})
    for row in rows(folder / "strings.jsonl.gz"):
        text, of = " ".join(row["text"].split()), (row["lang"], row["source"])
        found.texts.setdefault(row["label"], []).append(text)
        if row["label"] == "consent" and len(text) >= 25:
            found.notices.setdefault(of, []).append(text)
        if row["label"] == "consent_ui":
            found.buttons.setdefault(of, []).append(text)
    return found


def from_strings(folder: Path) -> list[Example]:
    """Make pages of real names, titles and abstracts, most with a real banner on top, and pages of prose on cookies."""
    draw, given = random.Random(2), strings(folder)
    found = []
    for number in range(500):
        lines = banner(given, draw) if number % 4 else []
        found.append(of_lines(lines + papers(given.texts, draw, number), 0.3, f"strings/{number}"))
    announced = [" ".join(row["text"].split()) for row in rows(folder / "events.jsonl.gz")]
    for at in range(0, len(announced) - 4, 4):
        lines = [(text, Label.PROMO) for text in announced[at : at + draw.choice((2, 4))]]
        found.append(of_lines(lines + papers(given.texts, draw, 1), 1.0, f"events/{at}"))
    for kind, label, weight in (
        ("neg_prose_cookie", None, 0.5),
        ("neg_prose_privacy", None, 0.5),
        ("neg_person", Label.PERSON, 0.05),
        ("neg_title", Label.TITLE, 0.05),
    ):
        texts = given.texts[kind]
        found += [
            of_lines([(text, label) for text in texts[at : at + 10]], weight, f"{kind}/{at}")
            for at in range(0, len(texts), 10)
        ]
    return found + [of_lines(article(given, draw), 0.5, f"articles/{number}") for number in range(ARTICLES)]


def article(given: Strings, draw: random.Random) -> list[tuple[str, Label | None]]:
    """Draw a page about cookies or privacy: a site that writes about them has a banner and a menu too."""
    texts = given.texts[draw.choice(("neg_prose_cookie", "neg_prose_privacy"))]
    begin, menu = draw.randrange(len(texts)), draw.sample(given.texts["ui_nav"], draw.randint(2, 6))
    lines: list[tuple[str, Label | None]] = banner(given, draw) if draw.random() < 0.8 else []
    lines += [(text, Label.NAV) for text in menu] if draw.random() < 0.6 else []
    lines += [(text, None) for text in texts[begin : begin + draw.randint(5, 30)]]
    return lines + (banner(given, draw) if draw.random() < 0.2 else [])


def banner(given: Strings, draw: random.Random) -> list[tuple[str, Label]]:
    of = draw.choice(sorted(given.notices))
    lines = []
    for text in draw.sample(given.notices[of], min(len(given.notices[of]), draw.randint(1, 4))):
        lines.append((text, Label.CONSENT))
        if draw.random() < 0.4 and of in given.buttons:
            lines.append((draw.choice(given.buttons[of]), Label.CONSENT))
    return lines


def papers(texts: dict[str, list[str]], draw: random.Random, number: int) -> list[tuple[str, Label]]:
    """Draw titles alone, abstracts alone or whole papers, by the number of the page."""

    def some(kind: str, label: Label, most: int) -> list[tuple[str, Label]]:
        return [(text, label) for text in draw.sample(texts[kind], draw.randint(1, most))]

    if number % 3 == 0:
        return some("neg_title", Label.TITLE, 10)
    if number % 3 == 1:
        return some("neg_abstract", Label.ABSTRACT, 6)
    lines = []
    for _ in range(draw.randint(1, 8)):
        names = some("neg_person", Label.PERSON, 6)
        authors = names if number % 2 else [(", ".join(name for name, _ in names), Label.PERSON)]
        lines += [(draw.choice(texts["neg_title"]), Label.TITLE), *authors]
        lines.append((draw.choice(texts["neg_abstract"]), Label.ABSTRACT))
    return lines


def invented(folder: Path, cases: list[Case], count: int) -> list[Example]:
    """Make academic pages whose structure is drawn from a grammar of sites, of real texts and those of the cases."""
    given = strings(folder)
    notices: dict[str, list[str]] = {}
    for (language, _), texts in given.notices.items():
        notices.setdefault(language.split("-")[0], []).extend(texts)
    prose = [
        line
        for page in rows(folder / "pages.jsonl.gz")
        if page["fold"] == "train" and page["source"].startswith("WCXB")
        for line, label in zip(page["text"].split("\n"), page["labels"], strict=True)
        if label == "keep" and 80 < len(line) < 500 and line[-1] in ".!?"
    ]
    ours: dict[str, list[str]] = {}
    for case in cases:
        for block in case.blocks:
            ours.setdefault(block.label, []).append(" ".join(case.source[block.start : block.end].split()))
    texts = given.texts
    stock = Stock(
        texts["neg_title"] + 2 * ours["title"],
        texts["neg_person"] + 2 * [name for name in ours["person"] if len(name) < 30],
        texts["neg_abstract"] + 4 * ours["abstract"],
        prose + 10 * ours["prose"],
        notices,
        ours,
    )
    inventor = Inventor(stock, seed=3)
    return [of_lines(inventor.page(), INVENTED_WEIGHT, f"invented/{number}") for number in range(count)]


def of_lines(lines: list[tuple[str, Label | None]], weight: float, name: str) -> Example:
    spans, at = [], 0
    for text, label in lines:
        if not text:
            at += 1
            continue
        spans.append((at, at + len(text), frozenset({label}) if label else WEB_CONTENT - {Label.TITLE, Label.PERSON}))
        at += len(text) + 1
    return example(
        "\n".join(text for text, _ in lines), lambda start, end: covering(spans, start, end)[2], weight, name
    )


def rows_as_matrix(columns: list[tuple[np.ndarray, np.ndarray]], blocks: int) -> csr_matrix:
    """Return a matrix of ones, (blocks, `ROWS`), given where: pairs of blocks and rows."""
    at, rows = (np.concatenate(part) for part in zip(*columns, strict=True))
    return csr_matrix((np.ones(len(at), np.float32), (at, rows)), shape=(blocks, ROWS))


def alone(one: Example) -> csr_matrix:
    """Return which rows of the first table each block of a page has."""
    blocks = len(one.texts)
    at = np.repeat(np.arange(blocks), np.diff(one.looks.starts))
    return rows_as_matrix([(at, one.looks.numbers), (np.arange(blocks), np.full(blocks, BIAS))], blocks)


def in_context(one: Example, own: csr_matrix, scores: np.ndarray) -> csr_matrix:
    """Return which rows of a later table each block has, whose page the scores of the pass before label."""
    sights, blocks = Sights(one.looks), len(one.texts)
    found = []
    for column in surroundings(sights, *best(scores)):
        has = np.flatnonzero(np.broadcast_to(column, blocks) != NONE)
        found.append((has, np.broadcast_to(column, blocks)[has]))
    for told, step, start in ((sights.told[:-1], 1, 0), (sights.told[1:], 0, len(TOLD_FEATURES))):
        at, feature = np.nonzero(told)
        found.append((at + step, BIAS + 1 + start + feature))
    return own + rows_as_matrix(found, blocks)


class Targets(NamedTuple):
    """What is wanted of the blocks of some pages: their labels, by block and label, and how much each counts."""

    allowed: np.ndarray
    weights: np.ndarray

    @classmethod
    def of(cls, examples: list[Example]) -> Targets:
        rows = {labels: [label in labels for label in LABELS] for one in examples for labels in one.allowed}
        allowed = [rows[labels] for one in examples for labels in one.allowed]
        return cls(np.array(allowed, np.bool_), np.array([w for one in examples for w in one.weights], np.float32))

    def part(self, chosen: np.ndarray) -> Targets:
        return Targets(self.allowed[chosen], self.weights[chosen])


def fit(matrix: csr_matrix, targets: Targets, name: str, iterations: int = ITERATIONS) -> np.ndarray:
    """Fit a softmax regression in which a block may have any of its allowed labels: weights (rows, labels).

    It starts from the weights last found for the pass, so that fits to much the same blocks are quick.
    """
    used = targets.weights > 0
    targets, matrix = targets.part(used), matrix[used]
    counts = np.bincount(matrix.indices, minlength=ROWS)
    chosen = np.flatnonzero(counts >= LEAST)
    matrix, mask, weight = matrix[:, chosen], targets.allowed, targets.weights[:, None]
    transposed, penalty, shape = matrix.T.tocsr(), PENALTY[name], (len(chosen), len(LABELS))

    def loss(flat):
        scores = matrix @ flat.reshape(shape).astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        total, right = odds.sum(axis=1, keepdims=True), (odds * mask).sum(axis=1, keepdims=True) + 1e-12
        value = float((weight * (np.log(total) - np.log(right))).sum()) + 0.5 * penalty * float((flat**2).sum())
        slope = transposed @ (weight * (odds / total - odds * mask / right))
        return value, slope.astype(np.float64).ravel() + penalty * flat

    last = LAST_FOUND.get(name, np.zeros((ROWS, len(LABELS))))
    found = minimize(loss, last[chosen].ravel(), jac=True, method="L-BFGS-B", options={"maxiter": iterations})
    LAST_FOUND[name] = np.zeros((ROWS, len(LABELS)))
    LAST_FOUND[name][chosen] = found.x.reshape(shape)
    return np.rint(LAST_FOUND[name] * UNIT).astype(np.int32)


def train(examples: list[Example]) -> list[np.ndarray]:
    """Fit the passes in turn, each to the labels that the one before it gives pages it has not seen."""
    targets, models = Targets.of(examples), []
    own = [alone(one) for one in examples]
    folds = np.concatenate([np.full(len(one.texts), i % FOLDS) for i, one in enumerate(examples)])
    pages = np.cumsum([len(one.texts) for one in examples])[:-1]
    unseen = vstack(own, "csr")
    for name in PASSES:
        scores = np.zeros((len(folds), len(LABELS)), np.int32)
        for fold in range(FOLDS if name != PASSES[-1] else 0):
            model = fit(unseen[folds != fold], targets.part(folds != fold), name, ROUGH)
            scores[folds == fold] = (unseen[folds == fold] @ model).astype(np.int32)
        models.append(fit(unseen, targets, name))
        if name != PASSES[-1]:
            parts = zip(examples, own, np.split(scores, pages), strict=True)
            unseen = vstack([in_context(one, looks, of_page) for one, looks, of_page in parts], "csr")
    return [table(model, shape) for model, shape in zip(models, SHAPES, strict=True)]


def table(model: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return a model as a pass of the package has it: what hardly weighs anything left out."""
    faint = np.abs(model).max(axis=1) < FAINT
    faint[BIAS] = False
    return np.where(faint[:, None], 0, model)[: shape[0]].astype(np.int16)


def check(folder: Path, others: list[Example], folds: int, count: int, *, verbose: bool) -> None:
    """Hold out every fifth case, in up to five turns, and print how the labels of the held-out ones fare."""
    pairs: list[tuple[Label, Label, int]] = []
    cases = read_cases()
    for fold in range(folds):
        held = [one for one in from_cases(cases[fold::5]) if one.texts]
        seen_cases = [case for i, case in enumerate(cases) if i % 5 != fold]
        examples = from_cases(seen_cases) + others + invented(folder, seen_cases, count)
        tables = train(examples + [cleaned(one) for one in examples])
        judge = judge_by(tables, None, centred=True)
        for one in held:
            labels = judge.judge(one.looks, None, 0, False)[0]
            for text, length, gold_set, at in zip(one.texts, one.looks.lengths, one.allowed, labels, strict=True):
                gold, found = next(iter(gold_set)), LABELS[at]
                pairs.append((gold, found, int(length)))
                if verbose and gold != found:
                    print(f"{one.name[:30]:30} {gold:9} as {found:9} {text[:90]}")
        print(f"fold {fold}: {figures(pairs)}", flush=True)
    print(Counter((gold.value, found.value) for gold, found, _ in pairs if gold != found).most_common(40))


def figures(pairs: list[tuple[Label, Label, int]]) -> str:
    """Say how labels (right, found, length of the text) fare."""
    right = sum(gold == found for gold, found, _ in pairs)
    hit = sum(gold in BOILERPLATE and found in BOILERPLATE for gold, found, _ in pairs)
    flagged, owed = (sum(pair[at] in BOILERPLATE for pair in pairs) for at in (1, 0))
    content = [(found not in BOILERPLATE, length) for gold, found, length in pairs if gold not in BOILERPLATE]
    kept = sum(kept * length for kept, length in content) / sum(length for _, length in content)
    parts = (Label.TITLE, Label.PERSON, Label.DATE, Label.VENUE, Label.CITATION)
    spared = {
        label.value: round(float(np.mean([found not in BOILERPLATE for gold, found, _ in pairs if gold is label])), 3)
        for label in parts
    }
    return (
        f"labels {right / len(pairs):.4f}, boilerplate P {hit / flagged:.4f} R {hit / owed:.4f} "
        f"F1 {2 * hit / (flagged + owed):.4f}, characters of content kept {kept:.4f}, spared {spared}"
    )


def write(tables: list[np.ndarray]) -> None:
    """Write the file of weights."""
    path = ROOT / "src" / "pubclean" / "weights" / FILE
    path.write_bytes(packed(tables))
    rows = ", ".join(f"{name} {int(table.any(axis=1).sum())}" for name, table in zip(PASSES, tables, strict=True))
    print(f"features: {rows}; {path.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cleaning", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--folds", type=int, default=5, help="turns of --check")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--share", type=float, default=1.0, help="of the labelled pages to learn from")
    parser.add_argument("--invented", type=int, default=800, help="pages to invent")
    options = parser.parse_args()
    others = from_strings(options.cleaning) + from_pages(options.cleaning, options.share)
    if options.check:
        check(options.cleaning, others, options.folds, options.invented, verbose=options.verbose)
        return
    cases = read_cases()
    examples = from_cases(cases) + others + invented(options.cleaning, cases, options.invented)
    examples += [cleaned(one) for one in examples]
    print(len(examples), "pages,", sum(len(one.texts) for one in examples), "blocks", flush=True)
    write(train(examples))


if __name__ == "__main__":
    main()
