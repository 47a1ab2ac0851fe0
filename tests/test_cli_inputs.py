"""`pubclean clean` on files of every kind: what is read, what is told, what is written."""

from __future__ import annotations

import gzip
import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ABSTRACTS, BANNERS, texts

import pubclean
from pubclean.cli import FAILED, MISUSED, main
from pubclean.cli.complaints import SHOWN, Complaints
from pubclean.cli.inputs import inputs_of
from pubclean.cli.outputs import json_bytes, text_bytes
from pubclean.cli.rewriting import extended
from pubclean.cli.rows import Row

pa = pytest.importorskip("pyarrow", reason="needs pyarrow")
pq = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")

FOG, BREAD = ABSTRACTS["en"][:2]
DUMP = "\n".join([*BANNERS["en"], "Publications", f"{FOG[:140]}… (see more){FOG[140:]}"])
PAGES = [{"id": 7, "url": "https://a.example/x", "text": DUMP}, {"id": 8, "text": None}, {"id": 9, "text": BREAD}]


def lines(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def write_jsonl(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    """Return a folder of dumps, nested, with what is passed over among them."""
    inner = tmp_path / "dumps" / "b.example"
    inner.mkdir(parents=True)
    (inner / "2.txt").write_text(BREAD, encoding="utf-8")
    (inner / "1.txt.gz").write_bytes(gzip.compress(DUMP.encode()))
    (tmp_path / "dumps" / "first").write_text(FOG, encoding="utf-8")
    (tmp_path / "dumps" / ".hidden.txt").write_text("hidden", encoding="utf-8")
    (tmp_path / "dumps" / "picture.png").write_bytes(b"\x89PNG")
    return tmp_path / "dumps"


def test_a_folder_is_read_in_order_and_what_is_no_page_is_told(folder, capsys):
    assert main(["clean", str(folder), "--jsonl"]) == 0
    out, err = capsys.readouterr()
    found = [json.loads(line) for line in out.splitlines()]
    assert [row["file"] for row in found] == [
        str(folder / "first"), str(folder / "b.example/1.txt.gz"), str(folder / "b.example/2.txt"),
    ]  # fmt: skip
    assert [row["clean"] for row in found] == [FOG, pubclean.clean(DUMP), BREAD]
    assert "passed over 1 files of other kinds (.png)" in err


def test_a_glob_is_expanded_where_the_shell_did_not(folder, capsys):
    assert main(["clean", f"{folder}/**/*.txt", "--jsonl"]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert row["file"] == str(folder / "b.example/2.txt")
    assert main(["clean", f"{folder}/*.nothing"]) == FAILED
    assert "no file matches" in capsys.readouterr().err


def test_an_output_in_the_folder_is_not_read_the_next_time(folder):
    for _ in range(2):
        assert main(["clean", str(folder), "-o", str(folder / "clean.jsonl")]) == 0
        assert len(lines(folder / "clean.jsonl")) == 3


def test_a_file_of_a_strange_name_is_found(tmp_path):
    odd = tmp_path / "[a]*.txt"
    odd.write_text(FOG, encoding="utf-8")
    assert [source.path for source in inputs_of([str(odd)], None, Complaints(), default="text")] == [odd]


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.ndjson", "rows.jsonl.gz", "rows.jsonl.zst", "rows.parquet"])
@pytest.mark.parametrize("output", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"])
def test_rows_keep_their_fields_and_get_their_clean_text(name, output, tmp_path):
    path = tmp_path / name
    data = "".join(json.dumps(row) + "\n" for row in PAGES).encode()
    if name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(PAGES), path)
    elif name.endswith(".zst"):
        path.write_bytes(pa.compress(data, "zstd", asbytes=True))
    else:
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    made = tmp_path / output
    assert main(["clean", str(path), "--output", str(made)]) == 0
    content = made.read_bytes()
    if output.endswith(".gz"):
        content = gzip.decompress(content)
    elif output.endswith(".zst"):
        content = pa.CompressedInputStream(io.BytesIO(content), "zstd").read()
    found = [json.loads(line) for line in content.splitlines()]
    assert [row["id"] for row in found] == [7, 8, 9]
    assert [row["text"] for row in found] == [DUMP, None, BREAD]
    assert [row["clean"] for row in found] == [pubclean.clean(DUMP), "", BREAD]
    assert [row["clean_language"] for row in found] == ["en", "und", "en"]
    assert 0 < found[0]["clean_dropped"] < 1 == 1 + found[2]["clean_dropped"]


def test_the_text_may_stand_anywhere_and_the_clean_text_go_anywhere(tmp_path):
    path = write_jsonl(tmp_path / "rows.jsonl", [{"body": DUMP, "n": 1}])
    assert main(["clean", str(path), "--text", "body", "--into", "body", "-o", str(tmp_path / "o.jsonl")]) == 0
    (row,) = lines(tmp_path / "o.jsonl")
    assert row["body"] == pubclean.clean(DUMP)
    assert row["n"] == 1


def test_explained_rows_carry_their_blocks_and_records(tmp_path):
    path = write_jsonl(tmp_path / "rows.jsonl", PAGES[:1])
    assert main(["clean", str(path), "--explain", "-o", str(tmp_path / "o.jsonl")]) == 0
    (row,) = lines(tmp_path / "o.jsonl")
    page = pubclean.parse(DUMP)
    assert [block["label"] for block in row["clean_blocks"]] == [str(block.label) for block in page.blocks]
    assert [block["evidence"][0]["rule"] for block in row["clean_blocks"] if block["evidence"]] == [
        block.evidence[0].rule for block in page.blocks if block.evidence
    ]
    assert [record["abstract"] for record in row["clean_records"]] == [record.abstract for record in page.records]


def test_workers_change_nothing(tmp_path):
    path = write_jsonl(tmp_path / "rows.jsonl", PAGES * 20)
    made = []
    for workers in ("1", "2"):
        assert main(["clean", str(path), "--workers", workers, "-o", str(tmp_path / "o.jsonl")]) == 0
        made.append((tmp_path / "o.jsonl").read_bytes())
    assert made[0] == made[1]
    assert len(made[0].splitlines()) == 60


BAD = {
    "not json": "not JSON: Expecting value, column 1",
    "[1]": "not a JSON object but a list",
    "null": "not a JSON object but null",
    '{"n": 1}': "no field 'text'; --text names one of 'n'",
    "{}": "no field 'text'; --text names one of none",
    '{"text": 3}': "field 'text' holds a number, not text",
    '{"text": ["a"]}': "field 'text' holds a list, not text",
    '{"text": "a", "n": ' + "9" * 5000 + "}": "not read: Exceeds the limit",
    "[" * 100_000: "not read: ",
}


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad[:20])
def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(bad, tmp_path, capsys):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "One lake."}\n\n' + bad + '\n{"text": "Another lake."}', encoding="utf-8")
    assert main(["clean", str(path)]) == FAILED
    out, err = capsys.readouterr()
    assert out == "One lake.\n\nAnother lake.\n"
    assert err.startswith(f"pubclean: {path}:3: {BAD[bad]}")
    assert len(err.splitlines()) == 1


def test_many_bad_lines_are_counted(tmp_path, capsys):
    path = tmp_path / "rows.jsonl"
    path.write_text("bad\n" * 5000, encoding="utf-8")
    assert main(["clean", str(path)]) == FAILED
    err = capsys.readouterr().err.splitlines()
    assert len(err) == SHOWN + 1
    assert err[-1] == f"pubclean: {path}: 5,000 bad rows in all"


def test_bytes_that_are_no_utf8_are_told_and_kept(tmp_path, capsysbinary):
    (tmp_path / "page.txt").write_bytes(b"Small lakes \xff have tides")
    (tmp_path / "rows.jsonl").write_bytes(b'{"text": "Small lakes \xfe have tides"}\n{"text": "\\ud83d alone"}\n')
    assert main(["clean", str(tmp_path / "page.txt"), str(tmp_path / "rows.jsonl")]) == 0
    out, err = capsysbinary.readouterr()
    assert out == b"Small lakes \xff have tides\n\nSmall lakes \xfe have tides\n\n\xed\xa0\xbd alone\n"
    assert err.count(b"not all of it is UTF-8; the bytes that are not are kept as they are") == 2
    assert main(["clean", "--jsonl", str(tmp_path / "rows.jsonl")]) == 0
    written = capsysbinary.readouterr().out.splitlines()
    assert written[0].startswith(b'{"text": "Small lakes \xfe have tides", "clean": "Small lakes \\udcfe have tides"')
    assert json.loads(written[1])["clean"] == "\ud83d alone"


@pytest.mark.parametrize("data", [gzip.compress(DUMP.encode())[:-20], b"no gzip at all", b""])
def test_a_packed_file_that_is_torn_is_told(data, tmp_path, capsys):
    (tmp_path / "torn.txt.gz").write_bytes(data)
    (tmp_path / "whole.txt").write_text(BREAD, encoding="utf-8")
    code = main(["clean", str(tmp_path / "torn.txt.gz"), str(tmp_path / "whole.txt")])
    out, err = capsys.readouterr()
    assert out.endswith(BREAD + "\n")
    assert (code, f"pubclean: {tmp_path / 'torn.txt.gz'}: " in err) == ((FAILED, True) if data else (0, False))


def test_the_rows_before_a_tear_are_used(tmp_path, capsys):
    rows = b"".join(json.dumps({"text": f"Lake number {i} is low."}).encode() + b"\n" for i in range(4000))
    (tmp_path / "torn.jsonl.gz").write_bytes(gzip.compress(rows)[:-2000])
    assert main(["clean", str(tmp_path / "torn.jsonl.gz")]) == FAILED
    assert capsys.readouterr().out.startswith("Lake number 0 is low.\n\nLake number 1 is low.\n")


def test_parquet_that_is_none_or_holds_no_text_is_told(tmp_path, capsys):
    (tmp_path / "none.parquet").write_bytes(b"PAR1 no more")
    pq.write_table(pa.table({"text": [1, 2], "n": [1, 2]}), tmp_path / "numbers.parquet")
    pq.write_table(pa.table({"body": ["a"]}), tmp_path / "other.parquet")
    assert main(["clean", *(str(tmp_path / f"{name}.parquet") for name in ("none", "numbers", "other"))]) == FAILED
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 3
    assert "column 'text' holds int64, not text" in err[1]
    assert "no column 'text'; --text names one of 'body'" in err[2]


def test_when_nothing_can_be_read_an_older_output_stays(tmp_path):
    (tmp_path / "o.jsonl").write_text("older", encoding="utf-8")
    assert main(["clean", str(tmp_path / "none.txt"), "-o", str(tmp_path / "o.jsonl")]) == FAILED
    assert (tmp_path / "o.jsonl").read_text("utf-8") == "older"


@pytest.mark.parametrize("name", ["o.csv", "o.parquet", "o.tsv.gz"])
def test_clean_writes_no_tables(name, tmp_path, capsys):
    assert main(["clean", "-o", str(tmp_path / name)]) == MISUSED
    assert "clean writes text or JSONL" in capsys.readouterr().err


def test_parquet_is_not_read_from_a_pipe(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert main(["clean", "--format", "parquet"]) == MISUSED
    assert "from files, not from stdin" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["rows.parquet"], ["page.txt.zst"], ["page.txt", "-o", "o.txt.zst"]])
def test_what_needs_pyarrow_says_so_where_it_is_missing(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name in ("rows.parquet", "page.txt.zst", "page.txt"):
        (tmp_path / name).write_text(FOG, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    assert main(["clean", *arguments]) == MISUSED
    assert "needs pyarrow: pip install pyarrow" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_it_is_a_filter(python):
    data = "".join(json.dumps(row) + "\n" for row in PAGES).encode()
    done = python("-m", "pubclean", "clean", "--format", "jsonl", "--jsonl", stdin=data)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["clean"] for line in done.stdout.splitlines()] == [pubclean.clean(DUMP), "", BREAD]


@given(texts())
def test_any_text_is_written_and_read_back(text):
    assert json.loads(json_bytes({"text": text})) == json.loads(json.dumps({"text": text}))
    assert (
        text_bytes(text).decode("utf-8", "surrogateescape") == text
        or "\ud800" <= max(text) <= "\udfff"
        or "\ud83d" in text
    )


@given(st.dictionaries(st.text(max_size=5), st.one_of(st.text(), st.floats(allow_nan=False), st.none()), min_size=1))
def test_fields_are_added_to_a_line_and_its_own_stay_to_the_byte(fields):
    raw = json.dumps(fields, indent=1).replace("\n", " ").encode()
    line = extended(Row(None, 1, "", fields, raw), {"added here": 1})
    assert json.loads(line) == fields | {"added here": 1}
    assert line.startswith(raw[:-1].rstrip())
    assert extended(Row(None, 1, "", fields, raw), {}) == raw + b"\n"
    taken = next(iter(fields))
    assert json.loads(extended(Row(None, 1, "", fields, raw), {taken: "new"})) == fields | {taken: "new"}


def test_what_stands_on_many_pages_of_a_site_is_learned_first(tmp_path, python):
    site = tmp_path / "site"
    site.mkdir()
    for number in range(1, 5):
        text = f"Here we report on winter {number}, when the ice on the lake came {number} weeks late, and why."
        (site / f"{number}.txt").write_text(f"Reed Observatory\nWinter {number}\n{text}\nPier 4, Harbour Street 12")
    alone, fitted = (python("-m", "pubclean", "clean", site, *how).stdout.decode() for how in ((), ("--fit",)))
    assert fitted.count("when the ice on the lake came") == alone.count("when the ice on the lake came") == 4
    assert "Pier 4" not in fitted
    assert "Pier 4" in alone


def test_pages_from_a_pipe_are_learned_from_too(python):
    rows = [
        {"text": f"We report on winter {n}, when the ice came {n} weeks late.\nPier 4, Harbour Street"}
        for n in range(4)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    done = python("-m", "pubclean", "clean", "--format", "jsonl", "--fit", stdin=f"{lines}no row\n".encode())
    assert done.returncode == FAILED
    assert done.stderr.decode().count("stdin") == 1
    assert "Pier 4" not in done.stdout.decode()
