"""Fuzz the verbs and the kernel: `python tests/fuzz/run.py --inputs 10_000_000`, or `--seconds 60`.

Needs atheris (`pip install ".[fuzz]"`) and clang. The kernel is built under the address and undefined-behaviour
sanitizers, and coverage of C and Python steers what is tried. Each target gets its share of the inputs, or of the time,
in a process of its own. An input that breaks a law, crashes, hangs or eats memory is left in `--found`, and the exit
code is 1: once mended, it goes into `corpus/`, which the tests replay.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE.parent.parent / "src"
SANITIZE = (  # to add nothing to a null pointer is undefined by the letter of C11, and harmless
    "-fsanitize=address,undefined", "-fno-sanitize=pointer-overflow", "-fno-sanitize-recover=undefined",
    "-fsanitize-coverage=inline-8bit-counters,pc-table",
)  # fmt: skip
READ = ("page", "truncation", "file")  # targets whose Python is watched too; the others are thin above the kernel


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    much = parser.add_mutually_exclusive_group(required=True)
    much.add_argument("--inputs", type=int, help="how many in all")
    much.add_argument("--seconds", type=int, help="how long in all")
    parser.add_argument("--targets", nargs="*", help="only these")
    parser.add_argument("--seed", type=int, default=1, help="of the mutations")
    parser.add_argument("--found", type=Path, default=Path("found"), help="folder for inputs that break something")
    parser.add_argument("--child", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    return child(*chosen.child) if chosen.child else run(chosen)


def run(chosen: argparse.Namespace) -> int:
    shares, failed, total = all_shares(), [], 0
    names = chosen.targets or list(shares)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        environment = build(work)
        (work / "words").write_text("".join(map(entry, scraps())), encoding="ascii")
        for name in names:
            if chosen.inputs:
                much = f"-runs={chosen.inputs * shares[name] // sum(shares[each] for each in names)}"
            else:
                much = f"-max_total_time={max(1, chosen.seconds // len(names))}"
            began = time.monotonic()
            code, inputs, edges = fuzz(name, much, chosen, work, environment)
            took = time.monotonic() - began
            print(f"{name:12}{inputs:12,} inputs{took:8.0f} s{inputs / took:9,.0f} a second{edges:6} edges", flush=True)
            total += inputs
            failed += [name] if code else []
    print(f"{'all':12}{total:12,} inputs: {'broken: ' + ', '.join(failed) if failed else 'nothing broke'}")
    return bool(failed)


def build(work: Path) -> dict[str, str]:
    """Copy the package, compile its kernel to be watched, and return the environment in which it is found."""
    import atheris  # noqa: F401, PLC0415 - to say at once that it is missing

    shutil.copytree(SOURCES / "pubclean", work / "pubclean", ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    kernel = work / "pubclean" / "kernel"
    flags = ["-shared", "-fPIC", "-std=c11", "-O2", "-g", "-fno-omit-frame-pointer", *SANITIZE]
    subprocess.run(
        ["clang", *flags, f"-I{sysconfig.get_path('include')}",
         str(kernel / "native.c"), "-o", str(kernel / "native.abi3.so")],
        check=True,
    )  # fmt: skip
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(work), str(HERE), str(HERE.parent)]),
        "LD_PRELOAD": str(Path(sysconfig.get_path("platlib"), "asan_with_fuzzer.so")),
        "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1",
        "OMP_NUM_THREADS": "1",
    }


def fuzz(
    name: str, much: str, chosen: argparse.Namespace, work: Path, environment: dict[str, str]
) -> tuple[int, int, int]:
    """Fuzz one target in a process of its own; return its exit code, how many inputs it took, and edges covered."""
    grown = work / "corpus" / name
    grown.mkdir(parents=True)
    chosen.found.mkdir(parents=True, exist_ok=True)
    longest = 600 if name in (*READ, "blocks", "segments") else 200
    command = [
        sys.executable, __file__, "--inputs", "0", "--child", name, much, f"-seed={chosen.seed}", "-timeout=20",
        f"-max_len={longest}", "-rss_limit_mb=3000", f"-dict={work / 'words'}",
        f"-artifact_prefix={chosen.found}/{name}-", str(grown), str(HERE / "corpus" / name),
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    steps = re.findall(r"^#(\d+)\s.*?cov: (\d+)", done.stderr, re.MULTILINE)
    if done.returncode:
        noise = re.compile(r"#\d|\tNEW_FUNC|INFO: |    #\d+ .* in (Py|_Py|fuzzer::|pymain)")
        told = (line for line in (done.stdout + done.stderr).splitlines() if not noise.match(line))
        print(*told, sep="\n", flush=True)
    return done.returncode, *(map(int, steps[-1]) if steps else (0, 0))


def child(name: str, *arguments: str) -> int:
    import atheris  # noqa: PLC0415 - of the child alone

    watched = {"include": ["pubclean"], "exclude": ["pubclean.kernel", "pubclean.lexicons", "pubclean.weights"]}
    with atheris.instrument_imports(**watched) if name in READ else nullcontext():
        import targets  # noqa: PLC0415

        getattr(targets, name)(b"")  # what a verb needs is imported when it is first called
    from pubclean.kernel import native  # noqa: PLC0415

    if SOURCES in Path(native.__file__).parents:
        raise SystemExit("the kernel in use is not the one that was built to be watched")
    atheris.Setup([name, *arguments], getattr(targets, name))
    atheris.Fuzz()
    return 0


def all_shares() -> dict[str, int]:
    sys.path[:0] = [str(HERE)]
    from targets import TARGETS  # noqa: PLC0415

    return {target.__name__: share for target, share in TARGETS.items()}


def scraps() -> tuple[str, ...]:
    sys.path[:0] = [str(HERE.parent)]
    from strategies import SCRAPS  # noqa: PLC0415

    return SCRAPS


def entry(text: str) -> str:
    r"""Write a text as a line of a libFuzzer dictionary: "a\x0a"."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in text.encode("utf-8", "surrogatepass")) + '"\n'


if __name__ == "__main__":
    sys.exit(main())
