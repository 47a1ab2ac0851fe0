"""The compiled kernel, its NumPy twin and the naive one give the same bits, on every set of instructions."""

from __future__ import annotations

import random

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubclean.kernel.plan import banding, copies_plan, jaccard_plan, permutations, signing_plan
from pubclean.kernel.reference import Engine as Twin
from pubclean.kernel.reference.folding import folded
from pubclean.kernel.reference.sketching import sketches, word_hashes

native = pytest.importorskip("pubclean.kernel.native", reason="the extension was not compiled")
LEVELS = sorted({native.set_level(wanted) for wanted in (0, 1, 2)})
PLANS = {"jaccard": jaccard_plan(0.8), "jaccard low": jaccard_plan(0.3), "copies": copies_plan(0.8)}
# scripts, marks, foldings, joiners, surrogates and the ends of the tables
PIECES = [
    "tide", "lake", "Straße", "ﬁeld", "e\u0301te\u0301", "ÉTÉ", "co\u00adop", "zero\u200bwidth", "x²", "½", "10",
    "東京", "とうきょう", "か\u3099", "パ", "ไทยกิน", "ខ្មែរ", "ລາວ", "한국어", "한", "\u1112\u1161\u11ab",
    "العَرَبِيَّة", "\ufdfa", "हिन्दी", "İ", "ς", "\U0001f600", "\ud800", "\udfff", "\x00", "_", "-", "\n", "…", "a" * 40,
    "\U0001f468\u200d\U0001f469", "\U00020000", "ǅ", "Ω",
]  # fmt: skip
TEXTS = st.lists(
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
        st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
        st.text(st.characters(), max_size=80),
        st.integers(0, 5).map(lambda seed: edited(seed, 0.05)),
    ),
    max_size=12,
)


def edited(seed: int, rate: float) -> str:
    """One text of 60 words, changed at random."""
    letters = random.Random(7)
    words = ["".join(letters.choices("abcdefghij", k=letters.randint(1, 12))) for _ in range(60)]
    change = random.Random(seed)
    return " ".join(word[::-1] if change.random() < rate else word for word in words)


@pytest.fixture(params=LEVELS, autouse=True)
def level(request):
    native.set_level(request.param)
    yield request.param
    native.set_level(max(LEVELS))


def decided(engine, texts):
    rows, scores = engine.decide(engine.sketch(texts))
    return np.frombuffer(rows, np.int64).tolist(), np.frombuffer(scores, np.float32).tolist()


def same(plan, texts):
    ours, twin = native.Engine(plan), Twin(plan)
    assert decided(ours, texts) == decided(twin, texts)
    assert ours.dump() == twin.dump()
    for text in texts[:4]:
        assert sorted(ours.matches(text)) == sorted(twin.matches(text))
    return ours


@pytest.mark.parametrize("name", PLANS)
@given(TEXTS)
def test_kernel_is_its_twin(name, texts):
    same(PLANS[name], texts)


@pytest.mark.parametrize("name", PLANS)
def test_kernel_is_its_twin_on_edits_of_one_text(name):
    texts = [edited(seed, rate) for rate in (0.02, 0.1, 0.3) for seed in range(30)]
    texts += [text[: len(text) // 2] for text in texts[::7]] + [text.replace(" ", "", 20) for text in texts[::9]]
    texts += [text.translate({ord("a"): "я", ord("b"): "東"}) for text in texts[::5]]
    assert len(same(PLANS[name], texts)) < len(texts)


@pytest.mark.parametrize("name", PLANS)
def test_kernel_is_its_twin_on_large_texts(name):
    many = " ".join(str(number) for number in range(9000))
    texts = [many, many + " and more", "word " * 5000, many[:30000], "x" * 20000, "一二三" * 3000]
    texts.append(many.replace("7", "8"))
    same(PLANS[name], texts)


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_any_number_of_threads_gives_the_same(name, threads):
    texts = [edited(seed % 400, rate) for rate in (0.01, 0.1) for seed in range(1500)]
    one, relayed = native.Engine(PLANS[name]), native.Engine(PLANS[name])
    alone = one.decide(one.sketch(texts))
    for engine in (relayed, Twin(PLANS[name])):
        rows, scores = engine.relay(texts, threads)
        assert (bytes(rows), bytes(scores)) == alone
    assert relayed.dump() == one.dump()


@pytest.mark.parametrize("name", PLANS)
def test_texts_that_go_side_by_side_concern_each_other(name):
    rng = random.Random(11)
    words = [f"w{number}" for number in range(300)]
    phrases = [" ".join(rng.choices(words, k=rng.randint(3, 9))) for _ in range(120)]
    texts = []
    for _ in range(2600):
        made = [*rng.choices(phrases, k=rng.randint(0, 6)), *map(str, rng.choices(range(10**6), k=rng.randint(0, 30)))]
        copied = rng.choice(texts[-rng.choice([2, 100, 2000]) :]).split(" ") if texts and rng.random() < 0.3 else made
        texts.append(" ".join(copied[rng.randint(0, 3) :]))
    one = native.Engine(PLANS[name])
    alone = one.decide(one.sketch(texts))
    for threads, portion in [(2, 2600), (3, 1100), (7, 300)]:
        engine, found = native.Engine(PLANS[name]), (b"", b"")
        for start in range(0, len(texts), portion):
            rows, scores = engine.relay(texts[start : start + portion], threads)
            found = found[0] + rows, found[1] + scores
        assert found == alone
        assert engine.dump() == one.dump()


def test_a_relay_ends_where_a_text_is_none():
    engine = native.Engine(PLANS["copies"])
    with pytest.raises(TypeError, match="str"):
        engine.relay([edited(seed, 0.1) for seed in range(1000)] + [None], 3)
    with pytest.raises(ValueError, match="threads"):
        engine.relay([], 0)
    assert engine.relay([], 3) == (b"", b"")


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("made", [native.Engine, Twin])
def test_what_is_no_text_is_read_with_its_place(made, threads):
    items = [edited(seed, 0.1) if seed % 7 else seed for seed in range(900)]
    texts = [item if isinstance(item, str) else f"été {item} " * 30 for item in items]
    rows, scores = made(PLANS["copies"]).relay(items, threads, lambda item, at: texts[at] if at == item else "")
    one = native.Engine(PLANS["copies"])
    assert (bytes(rows), bytes(scores)) == one.decide(one.sketch(texts))
    with pytest.raises(ZeroDivisionError):
        made(PLANS["copies"]).relay(items, threads, lambda item, _: f"{1 / (item - 700)}")


@pytest.mark.skipif(not naive.TABLES_ARE_OURS, reason="the tables were made from another version of Unicode")
@given(TEXTS)
def test_words_are_the_naive_ones(texts):
    for text in texts:
        assert [word.decode() for word in folded(text).split(b"\0") if word] == naive.words(text)
        engine = native.Engine(PLANS["copies"])
        engine.add(text)
        assert engine.dump()[1].decode() == "\0".join(naive.words(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's well-known: 3.5%", ["it", "s", "well", "known", "3", "5"]),
        ("Ｆｕｌｌ ﬁeld STRASSE straße", ["full", "field", "strasse", "strasse"]),
        ("été e\u0301te\u0301", ["ete", "ete"]),
        ("co\u00adoperate zero\u200bwidth", ["cooperate", "zerowidth"]),
        ("東京に行く", ["東", "京", "に", "行", "く"]),
        ("が か\u3099", ["か\u3099", "か\u3099"]),
        ("กิน", ["กิ", "น"]),
        ("\ud800 \U0001f600 ...", []),
        ("snake_case", ["snake_case"]),
    ],
)
def test_words(text, words):
    assert folded(text).decode().replace("\0", " ").split() == words


@given(TEXTS)
def test_hashes_are_the_naive_ones(texts):
    for text in texts:
        each = [word.decode() for word in folded(text).split(b"\0") if word]
        assert word_hashes(folded(text))[0].tolist() == [naive.word_hash(word) for word in each]
    for sketch, text in zip(sketches(texts, PLANS["jaccard"]), texts, strict=True):
        if naive.TABLES_ARE_OURS:
            assert sketch.shingles.tolist() == [naive.shingle_hash(run) for run in naive.shingles(text, 5)]


def test_signatures_are_those_of_datasketch():
    datasketch = pytest.importorskip("datasketch")
    texts = ["one two three four five six seven eight", "", "été ﬁn", "東京に行く"]
    for slots, seed in ((128, 1), (64, 1), (100, 42)):
        plan = signing_plan(slots, seed)
        signed = np.frombuffer(native.Engine(plan).signatures(texts), np.uint32).reshape(len(texts), slots)
        assert native.Engine(plan).signatures(texts) == Twin(plan).signatures(texts)
        for row, sketch in zip(signed, sketches(texts, plan), strict=True):
            oracle = datasketch.MinHash(num_perm=slots, seed=seed, hashfunc=lambda value: value)
            oracle.update_batch(sketch.shingles.astype(np.uint32).tolist())
            assert row.tolist() == oracle.hashvalues.tolist()


@given(st.floats(0.01, 1.0))
def test_bands_propose_what_reaches_the_threshold(threshold):
    bands, rows = banding(threshold)
    assert bands * rows <= 128
    if threshold > 0.04:
        assert 1 - (1 - threshold**rows) ** bands >= 0.99 - 1e-9


def test_permutations_are_drawn_as_numpy_draws():
    for seed in (0, 7, 2**32 - 1):
        draw = np.random.RandomState(seed)
        a, b = permutations(300, seed)
        assert (a == draw.randint(0, 1 << 31, 300, dtype=np.uint32) * np.uint32(2) + np.uint32(1)).all()
        assert (b == draw.randint(0, 1 << 32, 300, dtype=np.uint32)).all()
    with pytest.raises(ValueError, match="seed"):
        permutations(seed=-1)


def test_arguments_are_checked():
    engine = native.Engine(PLANS["copies"])
    with pytest.raises(TypeError, match="list"):
        engine.sketch("text")
    with pytest.raises(TypeError, match="str"):
        engine.sketch(["text", None])
    with pytest.raises(ValueError, match=r"capsule|invalid"):
        engine.decide(object())
    with pytest.raises(IndexError):
        engine.drop(0)
    with pytest.raises(ValueError, match="sizes"):
        engine.restore((99).to_bytes(8, "little"), b"too short")
    with pytest.raises(ValueError, match="words is between"):
        native.Engine(PLANS["copies"]._replace(words=9))
    with pytest.raises(ValueError, match="permutation"):
        native.Engine(PLANS["jaccard"]._replace(bands=99))


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
@given(TEXTS)
def test_keys_are_what_is_kept_under(plan, texts):
    ours, twin = native.Engine(plan), Twin(plan)
    counts, keys = ours.keys(texts)
    assert (counts, keys) == twin.keys(texts)
    kept = native.Engine(plan)
    kept.decide(kept.sketch(texts))
    if len(kept) == len(texts):  # held under its own keys, a text is as if it had been kept
        ours.hold(texts, counts, keys)
        twin.hold(texts, counts, keys)
        again = [*texts, *reversed(texts)]
        assert decided(ours, again) == decided(twin, again) == decided(kept, again)


@pytest.mark.parametrize("engine", [native.Engine, Twin])
def test_a_text_is_held_under_the_keys_given(engine):
    holding = engine(PLANS["copies"])
    text = edited(1, 0)
    counts, keys = holding.keys([text])
    holding.hold([text, text], np.array([0, 1], np.uint32).tobytes(), keys[:4])
    assert decided(holding, [text]) == ([1], [1.0])
    for wrong in ((b"", b""), (counts, b""), (counts, keys + keys)):
        with pytest.raises(ValueError, match="add up"):
            holding.hold([text], *wrong)
    assert len(holding) == 2
