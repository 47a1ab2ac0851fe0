from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest

import pubclean

EXAMPLES = Path(__file__).parents[1] / "examples"
PAGES = sorted((EXAMPLES / "pages").glob("*.txt"))
SCRIPTS = sorted(EXAMPLES.glob("*.py"))


def test_there_are_examples():
    assert len(PAGES) >= 4


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_read(path):
    source = path.read_text("utf-8")
    page = pubclean.parse(source)
    assert page.text == pubclean.clean(source)
    assert pubclean.clean(page.text) == page.text
    assert 0 < len(page.text) < len(source)
    assert any(block.boilerplate for block in page.blocks)
    assert page.language.code in {"en", "fr", "de"}


def test_the_wrapped_page_has_no_wrap_left():
    text = pubclean.clean((EXAMPLES / "pages" / "wrapped.txt").read_text("utf-8"))
    assert "Durchschnittlich nach neun Tagen ist die alte Tragfähigkeit zu neunzig Prozent erreicht" in text
    assert all("\n" not in block for block in text.split("\n\n"))


def test_the_folded_page_has_no_marker_left():
    text = pubclean.clean((EXAMPLES / "pages" / "lab.txt").read_text("utf-8"))
    assert "(voir plus)" not in text
    assert "We measured the level of twelve lakes every second for two years" in text
    assert "A leaf that falls into a stream in October may reach the sea or stop at the first stone." in text


def test_a_folder_becomes_jsonl(python):
    done = python(EXAMPLES / "folder_to_jsonl.py")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["file"] for row in rows] == [path.name for path in PAGES]
    assert [row["text"] for row in rows] == [pubclean.clean(path.read_text("utf-8")) for path in PAGES]


def test_a_copy_in_a_folder_is_told(python, tmp_path):
    for name in ("first.txt", "second.txt"):
        (tmp_path / name).write_bytes(PAGES[0].read_bytes())
    done = python(EXAMPLES / "folder_to_jsonl.py", tmp_path)
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["first.txt"]
    assert done.stderr.strip() == b"second.txt repeats first.txt"


def test_the_reasons_are_read_and_drawn(python, tmp_path):
    done = python(EXAMPLES / "reading_the_reasons.py", EXAMPLES / "pages" / "lab.txt", tmp_path / "lab.html")
    assert done.returncode == 0, done.stderr.decode()
    page = pubclean.parse((EXAMPLES / "pages" / "lab.txt").read_text("utf-8"))
    assert (tmp_path / "lab.html").read_text("utf-8") == page.to_html()
    assert f"truncation.marker put '' for {'… (voir plus)'!r}" in done.stdout.decode()


NEEDS = {
    "duckdb_beyond_memory": ["duckdb", "pyarrow"],
    "hugging_face_datasets": ["datasets"],
    "pandas_notebook": ["pandas", "narwhals", "pyarrow"],
    "spark_cluster": ["pyspark", "pyarrow"],
}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_runs(path, python):
    for name in NEEDS.get(path.stem, []):
        if find_spec(name) is None:
            pytest.skip(f"needs {name}")
    if path.stem == "spark_cluster" and which("java") is None:
        pytest.skip("needs a Java runtime, 17 or later")
    done = python(path, seconds=280 if path.stem == "spark_cluster" else 120)  # a Java machine starts slowly
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout
