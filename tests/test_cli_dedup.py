"""`pubclean dedup`: the rows of `pubclean.deduplicate`, in every format, in memory that does not grow with the file."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ABSTRACTS

import pubclean
from pubclean.cli import FAILED, MISUSED, main
from pubclean.cli.rows import guarded, unguarded

pa = pytest.importorskip("pyarrow", reason="needs pyarrow")
pq = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")


def rows_of(count=60, seed=3):
    """Return rows with copies of many kinds among them, and empty ones."""
    draw = random.Random(seed)
    texts = [text for group in ABSTRACTS.values() for text in group]
    rows = []
    for number in range(count):
        text = draw.choice(texts)
        kind = draw.randrange(4)
        if kind == 1:
            text = text[: len(text) * 2 // 3]
        elif kind == 2:
            text = text.replace(" ", "  ").upper()
        elif kind == 3 and number % 7 == 0:
            text = ""
        rows.append({"id": f"r{number}", "text": text, "score": draw.randrange(10) / 4, "note": "a,\"b\"\n'c'"})
    return rows


ROWS = rows_of()
SCORES = [row["score"] for row in ROWS]


def write(path, rows):
    """Write rows as the name of the file says."""
    if path.name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=7)
        return path
    if ".jsonl" in path.name:
        data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    else:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, list(rows[0]), delimiter="\t" if ".tsv" in path.name else ",")
        writer.writeheader()
        writer.writerows(rows)
        data = out.getvalue().encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def read(path):
    if path.name.endswith(".parquet"):
        return pq.read_table(path).to_pylist()
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if ".jsonl" in path.name:
        return [json.loads(line) for line in data.splitlines()]
    kind = "\t" if ".tsv" in path.name else ","
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter=kind))


KINDS = ["rows.jsonl", "rows.jsonl.gz", "rows.csv", "rows.tsv.gz", "rows.parquet"]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        ([], {}),
        (["--keep", "longest"], {"keep": "longest"}),
        (["--keep", "score", "--method", "jaccard"], {"keep": SCORES, "method": "jaccard"}),
        (["--threshold", "0.95", "--workers", "2"], {"threshold": 0.95}),
    ],
)
def test_the_rows_are_those_of_deduplicate(name, arguments, settings, tmp_path):
    path, out = write(tmp_path / name, ROWS), tmp_path / f"out-{name}"
    assert main(["dedup", str(path), "-o", str(out), *arguments]) == 0
    found = pubclean.deduplicate([row["text"] for row in ROWS], **settings)
    kept = [row["id"] for row in found.select(ROWS)]
    assert 1 < len(kept) < len(ROWS)
    assert [row["id"] for row in read(out)] == kept
    if "csv" not in name and "tsv" not in name:
        assert read(out) == found.select(ROWS)


@pytest.mark.parametrize("name", KINDS)
def test_all_rows_with_what_they_repeat(name, tmp_path, capsys):
    path, out = write(tmp_path / name, ROWS), tmp_path / f"out-{name}"
    assert main(["dedup", str(path), "-o", str(out), "--all", "--id", "id", "--keep", "score"]) == 0
    found = pubclean.deduplicate([row["text"] for row in ROWS], keep=SCORES)
    written = read(out)
    assert [row["id"] for row in written] == [row["id"] for row in ROWS]
    assert [row["duplicate_of"] for row in written] == [ROWS[row]["id"] for row in found.duplicate_of]
    assert [float(row["similarity"]) for row in written] == pytest.approx(found.similarity.tolist(), abs=1e-6)
    assert main(["dedup", str(out), "-o", str(tmp_path / f"again-{name}"), "--all"]) == MISUSED
    assert "there is a field duplicate_of or similarity already: drop it first" in capsys.readouterr().err


def test_without_an_id_rows_go_by_their_numbers(tmp_path):
    path = write(tmp_path / "rows.jsonl", ROWS)
    assert main(["dedup", str(path), "-o", str(tmp_path / "o.jsonl"), "--all"]) == 0
    found = pubclean.deduplicate([row["text"] for row in ROWS])
    assert [row["duplicate_of"] for row in read(tmp_path / "o.jsonl")] == found.duplicate_of.tolist()


def test_several_files_are_one_stream(tmp_path):
    first, second = write(tmp_path / "1.jsonl", ROWS[:20]), write(tmp_path / "2.jsonl.gz", ROWS[20:])
    assert main(["dedup", str(first), str(second), "-o", str(tmp_path / "o.jsonl")]) == 0
    found = pubclean.deduplicate([row["text"] for row in ROWS])
    assert read(tmp_path / "o.jsonl") == found.select(ROWS)


def test_it_is_a_filter_and_a_kept_line_is_the_same_to_the_byte(python):
    lines = [
        b'{"text":"Small lakes have tides.","n":1.50 }',
        b'  {"text": "\\u00e9t\\ud83d","n":1e2}',
        b'{"text":"caf\xff"}',
    ]
    done = python("-m", "pubclean", "dedup", stdin=b"\r\n".join([*lines, lines[0]]))
    assert done.returncode == 0
    assert done.stdout == b"".join(line.strip() + b"\n" for line in lines)
    assert b"stdin: not all of it is UTF-8" in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_read_once(tmp_path):
    path, out = tmp_path / "pipe", tmp_path / "o.jsonl"
    os.mkfifo(path)
    data = "".join(json.dumps(row) + "\n" for row in ROWS)
    writer = threading.Thread(target=path.write_text, args=(data, "utf-8"))
    writer.start()
    assert main(["dedup", str(path), "-o", str(out)]) == 0
    writer.join()
    assert read(out) == pubclean.deduplicate([row["text"] for row in ROWS]).select(ROWS)


def test_parquet_without_rows_stays_parquet(tmp_path):
    table = pa.table({"text": pa.array([], pa.string()), "n": pa.array([], pa.int8())})
    pq.write_table(table, tmp_path / "rows.parquet")
    assert main(["dedup", str(tmp_path / "rows.parquet"), "-o", str(tmp_path / "o.parquet")]) == 0
    assert pq.read_table(tmp_path / "o.parquet").equals(table)


def test_parquet_keeps_its_types(tmp_path):
    table = pa.table(
        {
            "text": pa.array(["One lake.", "One lake.", None], pa.large_string()),
            "when": pa.array([1, 2, 3], pa.timestamp("ns", "UTC")),
            "tags": pa.array([["a"], [], None], pa.list_(pa.string())),
            "kind": pa.array(["x", "y", "x"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "rows.parquet")
    assert main(["dedup", str(tmp_path / "rows.parquet"), "-o", str(tmp_path / "o.parquet")]) == 0
    made = pq.read_table(tmp_path / "o.parquet")
    assert made.schema == table.schema
    assert made.equals(table.take([0, 2]))


def test_in_place_is_allowed(tmp_path):
    path = write(tmp_path / "rows.csv", ROWS)
    assert main(["dedup", str(path), "-o", str(path)]) == 0
    assert len(read(path)) == len(pubclean.deduplicate([row["text"] for row in ROWS]).keep)


def test_the_report_shows_the_groups(tmp_path):
    path = write(tmp_path / "rows.jsonl", ROWS)
    arguments = ["--report", str(tmp_path / "r.html"), "--id", "id", "-o", str(tmp_path / "o.jsonl")]
    assert main(["dedup", str(path), *arguments]) == 0
    texts = [row["text"] for row in ROWS]
    picture = pubclean.deduplicate(texts).to_html(texts, names=[row["id"] for row in ROWS])
    assert (tmp_path / "r.html").read_text("utf-8") == picture


def test_a_bad_line_is_told_and_the_rest_goes_on(tmp_path, capsys):
    path = write(tmp_path / "rows.jsonl", ROWS)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:9], b"{torn\n", *lines[9:]]))
    assert main(["dedup", str(path), "-o", str(tmp_path / "o.jsonl")]) == FAILED
    err = capsys.readouterr().err
    assert err.startswith(f"pubclean: {path}:10: not JSON: ")
    assert err.count("\n") == 1
    assert read(tmp_path / "o.jsonl") == pubclean.deduplicate([row["text"] for row in ROWS]).select(ROWS)


def test_a_bad_row_of_csv_is_told_and_the_rest_goes_on(tmp_path, capsys):
    (tmp_path / "rows.csv").write_text("id,text\n1,One lake.\n2\n\n3,One lake.\n4,a,b\n5,Another.\n", encoding="utf-8")
    assert main(["dedup", str(tmp_path / "rows.csv")]) == FAILED
    out, err = capsys.readouterr()
    assert out == "id,text\n1,One lake.\n5,Another.\n"
    assert err.splitlines() == [
        f"pubclean: {tmp_path / 'rows.csv'}:3: 1 cells where the head has 2",
        f"pubclean: {tmp_path / 'rows.csv'}:6: 3 cells where the head has 2",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,id,text\n1,2,a\n", "two columns are called 'id'"),
        (b"id,body\n1,a\n", "no column 'text'; --text names one of 'id', 'body'"),
        (b"\xff\xfei\0d\0", "no column 'text'"),
    ],
)
def test_csv_that_cannot_be_used_is_told(content, message, tmp_path, capsys):
    (tmp_path / "rows.csv").write_bytes(content + b"x,y\n")
    assert main(["dedup", str(tmp_path / "rows.csv")]) == FAILED
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"pubclean: {tmp_path / 'rows.csv'}: {message}")


@pytest.mark.parametrize(
    ("names", "arguments", "message"),
    [
        (["a.jsonl", "b.csv"], [], "b.csv: dedup reads rows, all JSONL, all CSV or all Parquet"),
        (["page.txt"], [], "page.txt: dedup reads rows"),
        (["a.jsonl"], ["-o", "o.parquet"], "o.parquet: dedup writes what it reads: jsonl"),
        (["a.parquet"], [], "Parquet is written to a file"),
        (["a.jsonl"], ["--threshold", "80"], "threshold is a share above 0 and up to 1, not 80"),
        (["a.jsonl"], ["--keep", "none"], "no value in 'none', and --keep wants one of every row"),
        (["a.jsonl"], ["--keep", "id"], "'id' is 'r0', and --keep wants a number"),
        (["a.jsonl"], ["--id", "none", "--all"], "no value in 'none', and --id wants one of every row"),
        (["a.csv", "c.csv"], [], "c.csv: its columns are not those of the first input"),
        (["a.jsonl"], ["-o", "none/o.jsonl"], "none/o.jsonl: No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_nothing(  # noqa: PLR0913, PLR0917
    names, arguments, message, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    for name in names:
        write(tmp_path / name, [{"other": 1, **row} for row in ROWS] if name == "c.csv" else ROWS)
    before = sorted(tmp_path.iterdir())
    assert main(["dedup", *names, *arguments]) == MISUSED
    assert message in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch, capsys):
    path = write(tmp_path / "rows.jsonl", ROWS)

    def grow(*arguments, **settings):
        with path.open("a", encoding="utf-8") as file:
            file.write('{"id": "late", "text": "One more.", "score": 0}\n')
        return pubclean.deduplicate(*arguments, **settings)

    monkeypatch.setattr("pubclean.cli.deduplicating.deduplicate", grow)
    assert main(["dedup", str(path), "-o", str(tmp_path / "o.jsonl")]) == MISUSED
    assert "an input changed while it was read" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [path]


FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1"]
PLAIN = ["-5", "+1.5e3", "-.5", "'tis", "a=b", "", "5-6", "'"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_a_formula(cell):
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", PLAIN)
def test_a_plain_cell_stays(cell):
    assert guarded(cell) == cell


@given(st.one_of(st.text(), st.text("'=+-@\t\r1a", max_size=6)))
def test_a_guarded_cell_is_read_back(cell):
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in {*"=@\t\r"}


def test_csv_is_safe_to_open_and_reads_back(tmp_path):
    rows = [{"=id": f"n{i}", "text": cell + f" number {i} of a kind" * 3} for i, cell in enumerate(FORMULAS + PLAIN)]
    path = write(tmp_path / "rows.csv", rows)
    out = tmp_path / "o.csv"
    assert main(["dedup", str(path), "-o", str(out)]) == 0
    written = list(csv.reader(io.StringIO(out.read_text("utf-8"), newline="")))
    assert written[0] == ["'=id", "text"]
    assert not [cell for row in written for cell in row if cell[:1] in {*"=+-@\t\r"}]
    assert main(["dedup", str(out), "-o", str(tmp_path / "again.csv")]) == 0
    assert (tmp_path / "again.csv").read_bytes() == out.read_bytes()


def test_nothing_in_is_nothing_out(python):
    done = python("-m", "pubclean", "dedup")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux counts it")
def test_memory_does_not_grow_with_what_repeats(tmp_path, python):
    text = " ".join(f"word{i}" for i in range(1500))
    line = json.dumps({"text": text}) + "\n"
    for name, count in (("small", 100), ("large", 8000)):
        with (tmp_path / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for _ in range(count):
                file.write(line)
    code = (
        "import resource, sys; from pubclean.cli import main; main(['dedup', sys.argv[1], '-o', sys.argv[1] + '.out']);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    small, large = (int(python("-c", code, tmp_path / f"{name}.jsonl").stdout) for name in ("small", "large"))
    size = (tmp_path / "large.jsonl").stat().st_size // 2**20
    assert size > 80
    assert large - small < 25
    assert (tmp_path / "large.jsonl.out").read_text("utf-8") == line
