"""Signatures and indexes to and from datasketch, and a live index over its Redis storage."""

from __future__ import annotations

import shutil
import subprocess
import time

import numpy as np
import pytest

from pubclean import DuplicateIndex, Match
from pubclean.kernel.plan import signing_plan
from pubclean.kernel.reference.sketching import sketches

datasketch = pytest.importorskip("datasketch")
from pubclean.frames.datasketch import (  # noqa: E402 after the skip
    SharedIndex,
    from_lsh,
    from_minhashes,
    signatures,
    to_lsh,
    to_minhashes,
)

BASE = [f"word{number}" for number in range(60)]
TEXTS = {
    "whole": " ".join(BASE), "edited": " ".join([*BASE[:-1], "other"]), "apart": " ".join(reversed(BASE)),
    "short": "two words", "Short": "Two  words!", "empty": "", "none": None, "accents": "été ﬁn 東京",
}  # fmt: skip


@pytest.mark.parametrize(("slots", "seed"), [(128, 1), (64, 7)])
def test_the_bits_are_those_of_datasketch(slots, seed):
    texts = [text or "" for text in TEXTS.values()]
    oracles = []
    for sketch in sketches(texts, signing_plan(slots, seed)):
        oracle = datasketch.MinHash(num_perm=slots, seed=seed, hashfunc=int)
        oracle.update_batch(sketch.shingles.astype(np.uint32).tolist())
        oracles.append(oracle)
    ours = to_minhashes(TEXTS.values(), slots=slots, seed=seed)
    assert ours == oracles
    assert (from_minhashes(oracles) == signatures(TEXTS.values(), slots=slots, seed=seed)).all()
    assert ours[0].jaccard(oracles[1]) == oracles[0].jaccard(oracles[1])
    assert [each.is_empty() for each in ours] == [not text for text in texts]


def test_only_equals_are_exchanged():
    with pytest.raises(ValueError, match="scheme"):
        from_minhashes([datasketch.MinHash(scheme="legacy")])
    with pytest.raises(ValueError, match="differ"):
        from_minhashes([datasketch.MinHash(seed=1), datasketch.MinHash(seed=2)])


def test_to_and_from_an_lsh():
    lsh = to_lsh(TEXTS)
    assert set(lsh.query(to_minhashes([TEXTS["whole"]])[0])) >= {"whole", "edited"}
    index = from_lsh(lsh, TEXTS | {"not in the lsh": "some other text"})
    assert [key for key in TEXTS if key in index] == ["whole", "apart", "short", "empty", "none", "accents"]
    assert "not in the lsh" not in index


def holds_what_an_index_holds(shared):
    index = DuplicateIndex(method="jaccard")
    for key, text in TEXTS.items():
        assert shared.add(key, text) == pytest.approx(index.add(key, text))
    assert len(shared) == len(index)
    assert [key in shared for key in TEXTS] == [key in index for key in TEXTS]
    assert shared.query(TEXTS["edited"])[0].key == "whole"
    with pytest.raises(KeyError, match="already"):
        shared.add("whole", "again")


def forgets(shared):
    for key in ("whole", "empty"):
        shared.remove(key)
        assert key not in shared
        with pytest.raises(KeyError):
            shared.remove(key)
    assert shared.query(TEXTS["whole"]) == []
    assert shared.add(("a", 1), TEXTS["whole"]) is None
    assert shared.query(TEXTS["whole"]) == [Match(("a", 1), 1.0)]


def test_a_shared_index_in_memory():
    shared = SharedIndex()
    holds_what_an_index_holds(shared)
    forgets(shared)


@pytest.fixture(scope="module")
def redis_socket(tmp_path_factory):
    redis = pytest.importorskip("redis", reason="the Python client of Redis is not installed")
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("redis-server is not installed")
    folder = tmp_path_factory.mktemp("redis")
    socket = str(folder / "socket")
    arguments = [server, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(200):
            try:
                with redis.Redis(unix_socket_path=socket) as client:
                    client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        else:
            pytest.fail("redis-server does not answer")
        yield socket
    finally:
        process.terminate()
        process.wait(10)


def storage(socket, name):
    return {"type": "redis", "basename": name, "redis": {"unix_socket_path": socket}}


def test_a_shared_index_in_redis(redis_socket):
    live, elsewhere = storage(redis_socket, b"live"), storage(redis_socket, b"another name")
    with SharedIndex(storage=live) as one, SharedIndex(storage=live) as other, SharedIndex(storage=elsewhere) as third:
        holds_what_an_index_holds(one)
        assert len(other) == len(one)
        assert other.add("from another process", TEXTS["edited"]).key == "whole"
        assert other.add("new", "something new altogether") is None
        assert "new" in one
        assert len(third) == 0
        forgets(other)
        assert "whole" not in one


def test_nothing_in_redis_is_pickled(redis_socket):
    redis = pytest.importorskip("redis")
    with SharedIndex(storage=storage(redis_socket, b"plain")) as index:
        index.add(("a", b"\xff", 7), TEXTS["whole"])
    with redis.Redis(unix_socket_path=redis_socket) as client:
        members = [member for key in client.scan_iter(b"plain_bucket*") if client.type(key) == b"set"
                   for member in client.smembers(key)]  # fmt: skip
    assert set(members) == {b'["a", {"bytes": "ff"}, 7]'}


def test_an_lsh_of_datasketch_in_redis(redis_socket):
    lsh = to_lsh(TEXTS, storage_config=storage(redis_socket, b"theirs"))
    assert set(lsh.query(to_minhashes([TEXTS["edited"]])[0])) >= {"whole", "edited"}
    for each in (*lsh.hashtables, lsh.keys):
        each._redis.connection_pool.disconnect()
