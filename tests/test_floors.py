"""What holds of the house itself: who may import whom, how light the face is, what the names promise."""

from __future__ import annotations

import ast
import doctest
import importlib
import pkgutil
import tomllib
from pathlib import Path

import pytest

import pubclean

HOUSE = Path(pubclean.__file__).parent
FLOORS = (
    {"page", "options", "errors", "incoming"},
    {"kernel"},
    {"text", "lexicons", "markers", "shapes", "features", "appearance", "grams", "furniture", "looks"},
    {"sights", "surroundings", "guards", "weights", "rules", "judging"},
    {
        "segmentation", "truncation", "passages", "boilerplate", "records", "repeats", "language", "duplicates",
        "copies", "jaccard",
    },
    {"batches", "sites", "settling", "reading", "pipeline"},
    {"cli", "report", "frames"},
    {"__main__"},
)  # fmt: skip
STAGES = FLOORS[4]
# words that show themselves as pictures when asked: the import stands inside the method
SHOWN = {("page", "report"), ("duplicates", "report")}
# the one stage that joins two others, and the one that hands its rows to another
JOINTS = {("passages", "segmentation"), ("passages", "truncation"), ("repeats", "duplicates")}
HEAVY = (
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "rapidfuzz",
    "langdetect",
    "datasketch",
    "tqdm",
    "regex",
    "narwhals",
    "duckdb",
)
MODULES = sorted(path for path in HOUSE.rglob("*.py") if path != HOUSE / "__init__.py")


def room_of(path):
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports_of(path):
    """Yield the modules of ours that a file imports, as dotted names without `pubclean.`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            if node.module == "pubclean":
                yield from (alias.name for alias in node.names)
            elif (node.module or "").startswith("pubclean."):
                yield node.module.removeprefix("pubclean.")
        elif isinstance(node, ast.Import):
            yield from (a.name.removeprefix("pubclean.") for a in node.names if a.name.startswith("pubclean."))


def floor_of(room):
    found = [i for i, rooms in enumerate(FLOORS) if room in rooms]
    assert found, f"add the room {room!r} to FLOORS"
    return found[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_room_has_a_floor(path):
    assert floor_of(room_of(path)) >= 0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_imports_only_go_down(path):
    room = room_of(path)
    for name in imports_of(path):
        other = name.partition(".")[0]
        if other != "__version__" and (room, other) not in SHOWN:
            assert floor_of(other) <= floor_of(room), f"{room} imports {name} from above"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_stage_imports_another(path):
    room = room_of(path)
    if room in STAGES:
        others = {name.partition(".")[0] for name in imports_of(path)} & STAGES - {room}
        assert {(room, other) for other in others} <= JOINTS


@pytest.mark.parametrize(("room", "picture"), sorted(SHOWN))
def test_a_word_draws_no_picture_until_it_is_asked(room, picture, python):
    code = f"import sys, pubclean, pubclean.{room}; print([name for name in sys.modules if '.{picture}' in name])"
    assert python("-c", code).stdout.strip() == b"[]"


def test_the_kernel_knows_no_other_room():
    for path in (HOUSE / "kernel").rglob("*.py"):
        assert {name.partition(".")[0] for name in imports_of(path)} <= {"kernel"}, path.name


@pytest.mark.parametrize("room", ["page", "options", "errors", "text"])
def test_the_ground_stands_on_the_standard_library(room):
    for node in ast.walk(ast.parse((HOUSE / f"{room}.py").read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not {name.partition(".")[0] for name in names} & set(HEAVY)


def test_the_face_is_light(python):
    done = python("-c", f"import sys, pubclean; print(*sorted(sys.modules.keys() & {set(HEAVY)!r}))")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"", b"")


def test_words_and_options_are_light_too(python):
    code = (
        "import sys, pubclean; pubclean.Block, pubclean.Label, pubclean.Options, pubclean.PubcleanError, "
        f"pubclean.strip_truncation; print(*sorted(sys.modules.keys() & {set(HEAVY)!r}))"
    )
    done = python("-c", code)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_files_are_nouns(path):
    banned = {"utils", "util", "common", "helpers", "helper", "core", "base", "manager", "misc"}
    assert not banned & {part.removesuffix(".py").strip("_") for part in path.relative_to(HOUSE).parts}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_nothing_is_unpickled_or_printed(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
            assert not names & {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and room_of(path) != "cli":
            assert node.func.id not in {"print", "eval", "exec"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_environment_variable_is_a_dial(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert not [
        node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]


def test_every_public_name_has_a_home():
    assert sorted(pubclean.__all__) == pubclean.__all__
    assert set(pubclean.__all__) == set(pubclean._HOMES)
    assert set(pubclean.__all__) <= set(dir(pubclean))


@pytest.mark.parametrize("name", pubclean.__all__)
def test_a_public_name_resolves_and_says_what_it_is(name):
    thing = getattr(pubclean, name)
    assert thing.__doc__
    assert thing.__doc__.strip().splitlines()[0].strip().endswith((".", ":"))


VERBS = [name for name in pubclean.__all__ if name[0].islower()]


@pytest.mark.parametrize("name", [name for name in VERBS if not name.endswith("_many")])
def test_a_verb_shows_itself_at_work(name):
    assert ">>> " in getattr(pubclean, name).__doc__


@pytest.mark.parametrize("name", [name for name in VERBS if name.endswith("_many")])
def test_a_verb_for_many_pages_shows_itself_at_work(name):
    assert ">>> " in getattr(pubclean, name).__doc__


@pytest.mark.parametrize("name", [name for name in VERBS if not name.endswith("_many")])
def test_a_verb_says_what_it_raises(name):
    assert "Raises:" in getattr(pubclean, name).__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'pubclean' has no attribute 'cleanse'"):
        pubclean.cleanse  # noqa: B018


def modules():
    found = pkgutil.walk_packages([str(HOUSE)], "pubclean.")
    return ["pubclean", *(module.name for module in found if not module.name.endswith(("__main__", ".native")))]


@pytest.mark.parametrize("name", modules())
def test_examples_in_docstrings_hold(name):
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("pubclean"):
            raise
        pytest.skip(f"needs {error.name}")
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0


def test_the_data_that_is_read_is_shipped():
    root = Path(__file__).parents[1]
    patterns = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"][
        "pubclean"
    ]
    shipped = {path for pattern in patterns for path in (root / "src/pubclean").glob(pattern)}
    kinds = {".json", ".tsv", ".bin", ".html", ".css", ".js"}
    read = {path for path in (root / "src/pubclean").rglob("*") if path.suffix in kinds}
    assert read - shipped == set()
