"""`DuplicateIndex`: the same answers as `deduplicate`, kept over a file, safe among threads."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pubclean import DuplicateIndex, Match, deduplicate
from pubclean.duplicates import IndexFileError
from pubclean.duplicates import index as index_module
from pubclean.kernel.reference import Engine as Twin

METHODS = ["copies", "jaccard"]
WORDS = [f"word{number}" for number in range(30)]
TEXTS = st.lists(
    st.one_of(st.text(max_size=30), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), st.none()), max_size=25
)


def sample(seed: int, rows: int = 200) -> list[str]:
    rng = random.Random(seed)
    texts = [" ".join(f"v{rng.randrange(3000)}" for _ in range(50)) for _ in range(rows // 2)]
    texts += [text.replace("v1", "w1", 1) for text in texts]
    rng.shuffle(texts)
    return texts


def fed(texts, method):
    index = DuplicateIndex(method=method)
    return index, [index.add(row, text) for row, text in enumerate(texts)]


@pytest.mark.parametrize("method", METHODS)
@given(TEXTS)
def test_an_index_says_what_deduplicate_says(method, texts):
    result = deduplicate(texts, method=method)
    index, matches = fed(texts, method)
    assert [row if match is None else match.key for row, match in enumerate(matches)] == result.duplicate_of.tolist()
    scores = [1.0 if match is None else match.similarity for match in matches]
    assert scores == result.similarity.tolist()
    assert len(index) == len(result.keep)
    assert [row for row in range(len(texts)) if row in index] == result.keep.tolist()
    for text, match in zip(texts, matches, strict=True):
        if match is not None:
            assert index.query(text)[0].key == match.key


@pytest.mark.parametrize("method", METHODS)
def test_query_lists_all_closest_first(method):
    base = [f"b{number}" for number in range(60)]
    index = DuplicateIndex(method=method, threshold=0.9)
    index.add("far", " ".join(["x", *base[:-2]]))
    index.add("near", " ".join([*base[1:], "z1", "z2", "z3", "z4", "z5", "z6", "z7", "z8", "z9"]))
    found = index.query(" ".join(base))
    assert [match.similarity for match in found] == sorted((match.similarity for match in found), reverse=True)
    assert found
    assert all(isinstance(match, Match) for match in found)


@pytest.mark.parametrize("method", METHODS)
def test_remove(method):
    index, _ = fed(["one text to find", "another one"], method)
    assert index.add("again", "one text to find") == Match(0, 1.0)
    index.remove(0)
    assert 0 not in index
    assert index.query("one text to find") == []
    assert index.add(0, "one text to find") is None
    with pytest.raises(KeyError):
        index.remove("never there")
    with pytest.raises(KeyError, match="already"):
        index.add(0, "something else")


@pytest.mark.parametrize("method", METHODS)
def test_removing_much_makes_the_index_anew(method, monkeypatch):
    monkeypatch.setattr(index_module, "SPARE", 3)
    texts = sample(1)
    index, _ = fed(texts, method)
    stored = [row for row in range(len(texts)) if row in index]
    for row in stored[10:]:
        index.remove(row)
    assert len(index) == 10
    assert [index.query(texts[row])[0].key for row in stored[:10]] == stored[:10]
    assert not any(index.query(texts[row]) for row in stored[30:40])


@pytest.mark.parametrize("method", METHODS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.sets(st.integers(0, 24)))
def test_a_saved_index_loads_to_the_same_answers(method, tmp_path, texts, removed):
    index, _ = fed(texts, method)
    for row in removed:
        if row in index:
            index.remove(row)
    index.save(tmp_path / "index")
    loaded = DuplicateIndex.load(tmp_path / "index")
    assert len(loaded) == len(index)
    assert [loaded.query(text) for text in texts] == [index.query(text) for text in texts]
    assert [loaded.add(("new", row), text) for row, text in enumerate(texts)] == [
        index.add(("new", row), text) for row, text in enumerate(texts)
    ]


@pytest.mark.parametrize("method", METHODS)
def test_the_twin_reads_and_writes_the_same_file(method, tmp_path, monkeypatch):
    texts = [*sample(2), "data " * 5000, " ".join(map(str, range(5000)))]
    index, _ = fed(texts, method)
    index.save(tmp_path / "one")
    monkeypatch.setattr(index_module, "Engine", Twin)
    twin = DuplicateIndex.load(tmp_path / "one")
    assert [twin.query(text) for text in texts] == [index.query(text) for text in texts]
    twin.save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_keys_of_many_kinds_are_saved(tmp_path):
    keys = ["a", 1, -(10**30), b"\x00\xff", None, True, 0.5, ("a", (1, b"x")), "\ud800", ""]
    index = DuplicateIndex()
    for key in keys:
        if key is not True:  # True == 1
            index.add(key, f"text about {keys.index(key)} and nothing else")
    index.save(tmp_path / "index")
    loaded = DuplicateIndex.load(str(tmp_path / "index"))
    assert all(key in loaded for key in keys)
    index.add(frozenset(), "another text")
    with pytest.raises(TypeError, match="frozenset"):
        index.save(tmp_path / "index")
    assert len(DuplicateIndex.load(tmp_path / "index")) == len(keys) - 1
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_damaged_file_is_refused(tmp_path):
    index, _ = fed(sample(3, 60), "jaccard")
    path = tmp_path / "saved.index"
    index.save(path)
    whole = path.read_bytes()
    rng = random.Random(4)
    damaged = [whole[: rng.randrange(len(whole))] for _ in range(40)] + [whole + b"\0", b""]
    for _ in range(150):
        at = rng.randrange(len(whole))
        damaged.append(whole[:at] + bytes([whole[at] ^ 1 << rng.randrange(8)]) + whole[at + 1 :])
    for content in damaged:
        path.write_bytes(content)
        with pytest.raises(IndexFileError, match=r"saved\.index") as caught:
            DuplicateIndex.load(path)
        assert caught.value.path == path


def test_a_save_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    index, _ = fed(["a text of words"], "jaccard")
    path = tmp_path / "index"
    index.save(path)
    before = path.read_bytes()
    index.add("more", "quite another text")

    def broken(_handle):
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        index.save(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["index"]


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        DuplicateIndex.load(tmp_path / "none")


@pytest.mark.parametrize("method", METHODS)
def test_many_readers_and_a_writer(method, tmp_path):
    texts = sample(5, 600)
    index, done = DuplicateIndex(method=method), threading.Event()

    def read(seed):
        rng, found = random.Random(seed), 0
        while not done.is_set():
            row = rng.randrange(len(texts))
            found += any(match.key == row for match in index.query(texts[row]))
        return found

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read, seed) for seed in range(3)]
        matches = [index.add(row, text) for row, text in enumerate(texts)]
        index.save(tmp_path / "index")
        done.set()
        assert all(reader.result() >= 0 for reader in readers)
    assert [row if match is None else match.key for row, match in enumerate(matches)] == deduplicate(
        texts, method=method
    ).duplicate_of.tolist()


@pytest.mark.parametrize("method", METHODS)
def test_what_readers_find_is_what_is_stored(method, monkeypatch):
    monkeypatch.setattr(index_module, "SPARE", 5)  # made anew again and again
    texts = [" ".join(f"{row}x{number}" for number in range(50 if row % 20 else 4000)) for row in range(100)]
    index, done = DuplicateIndex(method=method), threading.Event()

    def read(seed):
        rng, wrong = random.Random(seed), []
        while not done.is_set():
            row = rng.randrange(len(texts))
            wrong += [(row, match) for match in index.query(texts[row]) if texts[match.key[0]] != texts[row]]
        return wrong

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read, seed) for seed in range(3)]
        for turn in range(6):
            for row, text in enumerate(texts):
                index.add((row, turn), text)
            for row in range(len(texts)):
                if (row, turn) in index and (row + turn) % 3:
                    index.remove((row, turn))
        done.set()
        assert [reader.result() for reader in readers] == [[], [], []]


def test_texts_are_checked():
    with pytest.raises(TypeError, match="decode"):
        DuplicateIndex().add("key", b"bytes")
    with pytest.raises(ValueError, match="method"):
        DuplicateIndex(method="other")
