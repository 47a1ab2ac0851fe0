"""Learn how blocks read like furniture: the pulls of n-grams and of looks, then trees over what stands round a block.

    python -m benchmarks.training.furniture --cleaning FOLDER

Read are the pages that `benchmarks/training/labels.py` learns from; of a label only counts whether it is boilerplate.
The pulls of a page that trees learn from are those of pages it was not among, as they will be of any page to come.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from catboost import CatBoostClassifier
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from benchmarks.training.labels import (
    CLEANED_WEIGHT,
    ROOT,
    Example,
    cleaned,
    from_cases,
    from_pages,
    from_strings,
    invented,
    read_cases,
)  # fmt: skip
from pubclean.furniture import DEPTH, FILE, HEAD, MOST_PULL, NOTHING, PULL, Furniture, inputs_of, packed
from pubclean.grams import grams_of
from pubclean.looks import FEATURES
from pubclean.page import BOILERPLATE
from pubclean.text import fold
from pubclean.weights import UNIT

KINDS = {
    "cases": (1.5, 3.0),
    "strings": (0.5, 1.0),
    "web": (1.0, 1.0),
    "invented": (0.3, 0.5),
}  # of a block: n-grams, trees
CLEANED = ", cleaned"  # of pages without their furniture
LARGE = 60  # blocks; those of a larger page count less each
LEAST_PAGES = 8  # that an n-gram must stand on, or sites
GRAMS = 12_000  # that are kept
PENALTY = {"features": 1.0, "first": 15.0, "kept": 20.0}  # L2
FOLDS = 4
TREES = 100
RATE = 0.2
LOUD = 2.0  # how much louder a reading speaks than the weights of labels; both found with --check
CAUTION = 0.4  # by how much content leads at the outset


class Blocks(NamedTuple):
    """The blocks of many pages, one after the other."""

    page: np.ndarray
    furniture: np.ndarray  # 1 furniture, 0 content, -1 who knows
    lengths: np.ndarray
    weights: np.ndarray  # (blocks, 2): to learn pulls, and trees
    looks: csr_matrix  # the bias and the features
    grams: list[np.ndarray]


def blocks_of(examples: dict[str, list[Example]]) -> Blocks:
    """Read all pages."""
    page, furniture, lengths, weights, rows, grams = [], [], [], [], [], []
    for kind, pages in examples.items():
        for one in pages:
            count = len(one.texts)
            scale = min(1.0, (LARGE / max(count, 1)) ** 0.5) * (CLEANED_WEIGHT if kind.endswith(CLEANED) else 1.0)
            page += [len(page) and page[-1] + 1] * count
            lengths += one.looks.lengths.tolist()
            weights += [[scale * weight for weight in KINDS[kind.removesuffix(CLEANED)]]] * count
            for i, (text, allowed, weight) in enumerate(zip(one.texts, one.allowed, one.weights, strict=True)):
                sure = 1 if allowed <= BOILERPLATE else -1 if allowed & BOILERPLATE else 0
                furniture.append(sure if weight else -1)
                rows.append(one.looks.numbers[one.looks.starts[i] : one.looks.starts[i + 1]])
                grams.append(np.array(sorted(grams_of(fold(text[:700]))), np.uint32))
    looks = hstack([np.ones((len(rows), 1), np.float32), ones(rows, len(FEATURES))]).tocsr()
    return Blocks(*map(np.array, (page, furniture, lengths, weights)), looks, grams)


def ones(rows: list[np.ndarray], width: int) -> csr_matrix:
    """Return a matrix of ones, given the columns of each row."""
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate(rows) if rows else np.zeros(0, np.int32)
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), width))


def frequent(blocks: Blocks, places: np.ndarray) -> np.ndarray:
    """Return the n-grams that stand in many places: on many pages, or sites."""
    sizes = [len(grams) for grams in blocks.grams]
    pairs = np.concatenate(blocks.grams).astype(np.uint64) << np.uint64(24) | np.repeat(places, sizes).astype(np.uint64)
    found, counts = np.unique(np.unique(pairs) >> np.uint64(24), return_counts=True)
    return found[counts >= LEAST_PAGES].astype(np.uint32)


def grams_as_matrix(blocks: Blocks, known: np.ndarray) -> csr_matrix:
    """Return which of the known n-grams stand in each block."""
    rows = []
    for grams in blocks.grams:
        at = np.searchsorted(known, grams)
        rows.append(at[known[np.minimum(at, len(known) - 1)] == grams])
    return ones(rows, len(known))


def fit(matrix: csr_matrix, blocks: Blocks, chosen: np.ndarray, penalty: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Fit a logistic regression of furniture to the chosen blocks."""
    part, transposed = matrix[chosen], matrix[chosen].T.tocsr()
    sign = np.where(blocks.furniture[chosen] == 1, 1.0, -1.0)
    weight = blocks.weights[chosen, 0]

    def loss(pulls: np.ndarray) -> tuple[float, np.ndarray]:
        lead = (part @ pulls.astype(np.float32)).astype(np.float64) * sign
        slope = transposed @ (-weight * sign / (1 + np.exp(np.clip(lead, -30, 30)))).astype(np.float32)
        value = (weight * np.logaddexp(0, -lead)).sum() + 0.5 * (penalty * pulls * pulls).sum()
        return float(value), slope.astype(np.float64) + penalty * pulls

    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80}).x


def learn_pulls(blocks: Blocks, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the n-grams kept, their pulls, those of the bias and the features, and of each block unseen its own."""
    known = frequent(blocks, places)
    sure, width = blocks.furniture >= 0, blocks.looks.shape[1]

    def columns(known: np.ndarray, kind: str) -> tuple[csr_matrix, np.ndarray]:
        penalty = np.concatenate((np.full(width, PENALTY["features"]), np.full(len(known), PENALTY[kind])))
        return hstack([blocks.looks, grams_as_matrix(blocks, known)]).tocsr(), penalty

    matrix, penalty = columns(known, "first")
    found = fit(matrix, blocks, sure, penalty, np.zeros(len(penalty)))
    worth = np.abs(found[width:]) * np.sqrt(np.asarray(matrix.sum(axis=0)).ravel()[width:])
    kept = np.sort(np.argsort(-worth, kind="stable")[:GRAMS])
    matrix, penalty = columns(known[kept], "kept")
    found = fit(matrix, blocks, sure, penalty, np.concatenate((found[:width], found[width:][kept])))
    unseen, folds = np.zeros(len(sure)), places * 7919 % FOLDS
    for held in range(FOLDS):
        part = fit(matrix, blocks, sure & (folds != held), penalty, 0.9 * found)
        unseen[folds == held] = matrix[folds == held] @ part
    heard = np.rint(found[width:] * PULL) != 0
    return known[kept][heard], found[width:][heard], found[:width], unseen


def each_page(blocks: Blocks) -> list[slice]:
    """Return where the blocks of each page are."""
    starts = np.flatnonzero(np.diff(blocks.page, prepend=-1))
    return [slice(*pair) for pair in zip(starts, [*starts[1:], len(blocks.page)], strict=True)]


def learn(examples: dict[str, list[Example]], sites: list[str]) -> Furniture:
    """Learn from pages, by kind; `sites` names where each is from."""
    blocks = blocks_of(examples)
    number = {site: i for i, site in enumerate(dict.fromkeys(sites))}
    of_page = np.array([number[site] for site in sites])[[i for i, one in enumerate(all_pages(examples)) if one.texts]]
    grams, pulls, own, unseen = learn_pulls(blocks, of_page[blocks.page])
    print(len(blocks.page), "blocks,", len(grams), "n-grams; strongest", np.abs(pulls).max(), flush=True)
    odds = np.rint(255 / (1 + np.exp(-np.arange(-MOST_PULL, MOST_PULL) / PULL))).astype(np.uint8)
    whole = np.rint(unseen * PULL)
    asked = np.hstack([inputs_of(odds, whole[page], blocks.lengths[page]) for page in each_page(blocks)]).T
    sure = blocks.furniture >= 0
    model = CatBoostClassifier(
        iterations=TREES, depth=DEPTH, learning_rate=RATE, border_count=64, l2_leaf_reg=5, boosting_type="Plain",
        bootstrap_type="No", random_strength=0, random_seed=0, thread_count=1, verbose=0, allow_writing_files=False,
    )  # fmt: skip
    model.fit(asked[sure].astype(np.float32), blocks.furniture[sure], sample_weight=blocks.weights[sure, 1])
    carried = own[1:] + own[0] * np.array([name.startswith("length ") for name in FEATURES])  # every look has one

    def small(values: np.ndarray) -> np.ndarray:
        return np.clip(np.rint(values * PULL), -128, 127).astype(np.int8)

    return Furniture(grams, small(pulls), small(carried), odds, *trees_of(model))


def trees_of(model: CatBoostClassifier) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the trees of a model as whole numbers: inputs, borders, answers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(path, format="json")
        told = json.loads(path.read_text("utf-8"))
    scale, bias = told["scale_and_bias"][0], told["scale_and_bias"][1][0]
    inputs, borders, answers = [], [], []
    for tree in told["oblivious_trees"]:
        missing = DEPTH - len(tree["splits"])
        inputs.append([split["float_feature_index"] for split in tree["splits"]] + [0] * missing)
        borders.append([int(np.floor(split["border"])) for split in tree["splits"]] + [32_767] * missing)
        leaves = np.array(tree["leaf_values"]) * scale
        answers.append(np.concatenate((leaves, np.zeros((1 << DEPTH) - len(leaves)))))
    answers[0] = answers[0] + bias - CAUTION / LOUD
    loud = np.rint(np.array(answers) * LOUD * UNIT)
    return np.array(inputs, np.uint8), np.array(borders, np.int16), loud.astype(np.int16)


def all_pages(examples: dict[str, list[Example]]) -> list[Example]:
    return [one for pages in examples.values() for one in pages]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cleaning", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--invented", type=int, default=700, help="pages to invent")
    options = parser.parse_args()
    path = ROOT / "src" / "pubclean" / "weights" / FILE
    if not path.exists() or path.read_bytes()[: len(HEAD)] != HEAD:
        path.write_bytes(packed(NOTHING))  # features have changed: what was learned of the old ones is void
    cases = read_cases()
    examples = {
        "cases": from_cases(cases),
        "strings": from_strings(options.cleaning),
        "web": from_pages(options.cleaning, 1.0),
        "invented": invented(options.cleaning, cases, options.invented),
    }
    examples |= {f"{kind}{CLEANED}": [cleaned(one) for one in pages] for kind, pages in examples.items()}
    found = learn(examples, [one.name for one in all_pages(examples)])
    path.write_bytes(packed(found))
    print(f"{path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
