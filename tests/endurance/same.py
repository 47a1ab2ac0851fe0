"""Whether the same input gives the same output everywhere.

`python tests/endurance/same.py [PYTHON …]` computes one digest of all that the verbs say of a set of texts, in fresh
processes: under three hash seeds, with 1, 2 and 4 workers, threads told to take turns at odd times, on each set of
instructions, with the compiled kernel and without, and in every interpreter named, which must have pubclean installed.
`--digest` prints the digest of this process alone.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import unicodedata
from hashlib import blake2b
from pathlib import Path

TESTS = Path(__file__).parent.parent
sys.path.insert(0, str(TESTS))
NO_KERNEL = "import sys; sys.modules['pubclean.kernel.native'] = None; "
ODD_TURNS = "import sys; sys.setswitchinterval(1e-6); "


def pages(*, every: int) -> list[str]:
    """The pages of `tests/cases`, one of so many of them, and pages strung together of what trips readers up."""
    import cases  # noqa: PLC0415
    from strategies import SCRAPS  # noqa: PLC0415 - beside this folder

    rng = random.Random(5)
    generated = ["".join(rng.choices(SCRAPS, k=rng.randrange(1, 60))) for _ in range(60)]
    generated += ["\n".join(rng.choices(SCRAPS, k=rng.randrange(1, 60))) for _ in range(60)]
    return [case.source for case in cases.read_cases()][::every] + generated[::every]


def said(*, every: int, workers: int) -> dict[str, str]:
    """Digest what each verb says of the pages."""
    import pubclean  # noqa: PLC0415 - after the kernel was hidden, where it is

    sources = pages(every=every)
    read = list(pubclean.parse_many(sources, workers=workers))
    blocks = [block.text for page in read for block in page.blocks]
    found = {
        "clean": list(pubclean.clean_many(sources, workers=workers)),
        "parse": [ascii(page) for page in read],
        "truncation": [pubclean.strip_truncation(text) for text in sources],
        "languages": [ascii(language) for language in pubclean.detect_languages(blocks)],
    }
    texts = [*blocks, *(text[: len(text) * 2 // 3] for text in blocks[::7]), *(text.upper() for text in blocks[::11])]
    for method in ("copies", "jaccard"):
        for keep in ("first", "longest"):
            result = pubclean.deduplicate(texts, method=method, keep=keep, workers=workers)
            found[f"{method} {keep}"] = [result.duplicate_of.tolist(), result.similarity.tolist()]
        index = pubclean.DuplicateIndex(method=method)
        for row, text in enumerate(texts):
            index.add(row, text)
        with tempfile.TemporaryDirectory() as folder:
            index.save(Path(folder, "index"))
            found[f"{method} file"] = Path(folder, "index").read_bytes().hex()
    return {name: blake2b(json.dumps(value).encode(), digest_size=8).hexdigest() for name, value in found.items()}


def asked(python: str, before: str = "", *, every: int, workers: int = 1, seed: str = "0") -> dict[str, str]:
    """Ask another interpreter, in which something may be done first."""
    run = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import json, same; "
    tell = f"print(json.dumps(same.said(every={every}, workers={workers})))"
    command = [python, "-c", before + run + tell]
    environment = os.environ | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{python} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def level(number: int) -> str:
    return f"from pubclean.kernel import native; assert native.set_level({number}) == {number}; "


def levels() -> list[int]:
    """The sets of instructions that this machine has, from the plain one on."""
    from pubclean.kernel import native  # noqa: PLC0415

    if native is None:
        return []
    best = native.set_level(2)
    return [number for number in range(3) if native.set_level(number) == number <= best]


def runs(pythons: list[str]) -> dict[str, dict]:
    """What is asked, by what it is called; all answers are to be one."""
    here = {"python": sys.executable}
    found = {f"hash seed {seed}": here | {"seed": seed} for seed in ("0", "1", "4242")}
    found |= {f"{workers} workers": here | {"workers": workers} for workers in (2, 4)}
    found |= {"threads at odd turns": here | {"before": ODD_TURNS, "workers": 4}}
    found |= {f"instructions {number}": here | {"before": level(number)} for number in levels()}
    found |= {"without the kernel": here | {"before": NO_KERNEL}}
    found |= {python: {"python": python} for python in pythons}
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pythons", nargs="*", metavar="PYTHON")
    parser.add_argument("--every", type=int, default=1, help="read only one page of so many")
    parser.add_argument("--digest", action="store_true")
    chosen = parser.parse_args()
    if chosen.digest:
        print(json.dumps(said(every=chosen.every, workers=1), indent=1))
        return 0
    print(f"Python {platform.python_version()}, Unicode {unicodedata.unidata_version}, instructions {levels()}")
    first, differ = said(every=chosen.every, workers=1), 0
    for name, how in runs(chosen.pythons).items():
        answers = asked(every=chosen.every, **how)
        other = [verb for verb in first if answers[verb] != first[verb]]
        print(f"{name:40} {'the same' if not other else 'other: ' + ', '.join(other)}", flush=True)
        differ += bool(other)
    return bool(differ)


if __name__ == "__main__":
    sys.exit(main())
