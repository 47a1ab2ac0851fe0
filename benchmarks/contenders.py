"""pubclean and its peers on equal terms: five-word shingles, 128 permutations, 16 bands of 8, threshold .8.

Each imports what it needs and returns a function from texts to the row kept for each. Peers decide on their estimate,
as they are built to; pubclean decides on the exact Jaccard.
"""

# ruff: noqa: PLC0415 what is measured is imported when its turn comes
from __future__ import annotations

import re
import sys
from importlib.util import find_spec

THRESHOLD, BANDS, ROWS, SLOTS = 0.8, 16, 8, 128
WORDS = re.compile(r"\w+").findall


def pubclean(method, *, workers=1, twin=False):
    if twin:
        sys.modules["pubclean.kernel.native"] = None
    from pubclean import deduplicate

    return lambda texts: deduplicate(texts, method=method, workers=workers).duplicate_of.tolist()


def shingled(text):
    words = WORDS(text.lower())
    return list({" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))})


def joined(count, pairs):
    """Union-find: per row, the first row of its cluster."""
    parent = list(range(count))

    def root(row):
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for one, other in pairs:
        a, b = root(one), root(other)
        parent[max(a, b)] = min(a, b)
    return [root(row) for row in range(count)]


def estimated(signatures, candidates):
    return joined(
        len(signatures),
        (
            (row, other)
            for row, found in enumerate(candidates)
            for other in found
            if other < row and signatures[row].jaccard(signatures[other]) >= THRESHOLD
        ),
    )


def datasketch():
    from datasketch import MinHash, MinHashLSH

    def labels(texts):
        sets = [[shingle.encode() for shingle in shingled(text)] for text in texts]
        signatures = list(MinHash.generator(sets, num_perm=SLOTS))
        index = MinHashLSH(num_perm=SLOTS, params=(BANDS, ROWS))
        with index.insertion_session() as session:
            for row, signature in enumerate(signatures):
                session.insert(row, signature, check_duplication=False)
        return estimated(signatures, [index.query(signature) for signature in signatures])

    return labels


def rensa():
    from rensa import RMinHash, RMinHashLSH

    def labels(texts):
        signatures = RMinHash.from_token_sets([shingled(text) for text in texts], num_perm=SLOTS, seed=42)
        index = RMinHashLSH(threshold=THRESHOLD, num_perm=SLOTS, num_bands=BANDS)
        index.insert_many(signatures)
        return estimated(signatures, index.query_all(signatures))

    return labels


def gaoya():
    from gaoya.minhash import MinHashStringIndex

    def labels(texts):
        index = MinHashStringIndex(32, THRESHOLD, BANDS, ROWS, None, "word", True, (5, 5), "smallvec")
        for row, text in enumerate(texts):
            index.insert_document(row, text)
        return joined(len(texts), ((row, int(hit)) for row, text in enumerate(texts) for hit in index.query(text)))

    return labels


def daft():
    import daft
    import numpy as np

    def labels(texts):
        frame = daft.from_pydict({"text": texts})
        clean = daft.functions.normalize(daft.col("text"), remove_punct=True, lowercase=True, white_space=True)
        hashes = daft.functions.minhash(clean, num_hashes=SLOTS, ngram_size=5, hash_function="xxhash")
        column = frame.select(hashes.alias("hashes")).collect().to_arrow()["hashes"].combine_chunks()
        signatures = column.flatten().to_numpy().reshape(len(texts), SLOTS)
        pairs = []
        for band in range(0, SLOTS, ROWS):  # neighbours in the sorted band are the candidates
            keys = np.ascontiguousarray(signatures[:, band : band + ROWS])
            keys = keys.view(np.dtype((np.void, keys.itemsize * ROWS))).ravel()
            order = np.argsort(keys, kind="stable")
            for place in np.flatnonzero(keys[order][1:] == keys[order][:-1]):
                one, other = int(order[place]), int(order[place + 1])
                if (signatures[one] == signatures[other]).mean() >= THRESHOLD:
                    pairs.append((one, other))
        return joined(len(texts), pairs)

    return labels


PEERS = {peer.__name__: peer for peer in (datasketch, rensa, gaoya, daft)}
CONTENDERS = {
    "jaccard": lambda: pubclean("jaccard"),
    "copies": lambda: pubclean("copies"),
    "jaccard, 2 workers": lambda: pubclean("jaccard", workers=2),
    "copies, 2 workers": lambda: pubclean("copies", workers=2),
    "jaccard, NumPy twin": lambda: pubclean("jaccard", twin=True),
    **PEERS,
}


def installed():
    return [peer for peer in PEERS if find_spec(peer)]
