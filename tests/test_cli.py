from __future__ import annotations

import io
import sys
from importlib.metadata import entry_points, version

import pytest
from strategies import ABSTRACTS, BANNERS

import pubclean
from pubclean.cli import FAILED, main
from pubclean.cli.explaining import explained

FOG = ABSTRACTS["en"][0]
DUMP = "\n".join(
    [*BANNERS["en"], "Publications", "The Fog Books", "Ada Moreau, Tomasz Lis", f"{FOG[:140]}… (see more){FOG[140:]}"]
)


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(DUMP, encoding="utf-8")
    return path


def test_a_file_is_cleaned(dump, python):
    done = python("-m", "pubclean", "clean", dump)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == pubclean.clean(DUMP) + "\n"
    assert FOG in done.stdout.decode()


@pytest.mark.parametrize("arguments", [["clean"], ["clean", "-"]])
def test_stdin_is_cleaned(arguments, python):
    done = python("-m", "pubclean", *arguments, stdin=DUMP.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == pubclean.clean(DUMP) + "\n"


def test_several_files_come_in_order_with_a_blank_line_between(dump, tmp_path, python):
    other = tmp_path / "other.txt"
    other.write_text(ABSTRACTS["fr"][0], encoding="utf-8")
    done = python("-m", "pubclean", "clean", other, dump)
    assert done.stdout.decode() == f"{ABSTRACTS['fr'][0]}\n\n{pubclean.clean(DUMP)}\n"


def test_a_missing_file_is_told_and_the_others_are_cleaned(dump, tmp_path, python):
    done = python("-m", "pubclean", "clean", tmp_path / "none.txt", dump)
    assert done.returncode == FAILED
    assert done.stderr.decode() == f"pubclean: {tmp_path / 'none.txt'}: No such file or directory\n"
    assert pubclean.clean(DUMP) in done.stdout.decode()


def test_a_folder_without_a_page_is_told(tmp_path, python):
    done = python("-m", "pubclean", "clean", tmp_path)
    assert (done.returncode, done.stdout) == (FAILED, b"")
    assert done.stderr.decode() == f"pubclean: {tmp_path}: no page in it\n"


@pytest.mark.parametrize("arguments", [[], ["polish"], ["clean", "--explian"]])
def test_a_command_line_that_cannot_be_read_is_told(arguments, python):
    done = python("-m", "pubclean", *arguments)
    assert done.returncode == 2
    assert b"usage: pubclean" in done.stderr
    assert done.stdout == b""


def test_explain_gives_every_block_with_label_reasons_and_edits(dump, python):
    done = python("-m", "pubclean", "clean", "--explain", dump)
    page = pubclean.parse(DUMP)
    assert done.stdout.decode() == "\n".join(explained(page)) + "\n"
    lines = done.stdout.decode().splitlines()
    heads = [line for line in lines if line.startswith(("- ", "+ "))]
    assert [head.split()[2] for head in heads] == [block.label.value for block in page.blocks]
    assert [head[0] for head in heads] == ["-" if block.boilerplate else "+" for block in page.blocks]
    assert "    edited: truncation.marker: '… (see more)' → ''" in lines
    assert any(line.startswith("    because: ") for line in lines)
    assert lines[-1].startswith(f"language {page.language.code} ")


def test_bytes_that_are_no_utf8_pass_through(python):
    odd = b"Tides of small lakes \xff\xfe and of large ones"
    done = python("-m", "pubclean", "clean", stdin=odd)
    assert done.stdout == odd + b"\n"
    assert done.returncode == 0
    assert b"stdin: not all of it is UTF-8" in done.stderr


def test_the_terminal_may_speak_another_encoding(monkeypatch, python):
    monkeypatch.setenv("LC_ALL", "C")
    done = python("-m", "pubclean", "clean", stdin=ABSTRACTS["ru"][0].encode())
    assert done.stdout.decode() == ABSTRACTS["ru"][0] + "\n"


def test_a_byte_order_mark_is_no_text(python):
    assert python("-m", "pubclean", "clean", stdin=b"\xef\xbb\xbf" + FOG.encode()).stdout.decode() == FOG + "\n"


def test_nothing_gives_nothing(python):
    done = python("-m", "pubclean", "clean")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_version_is_that_of_the_package(python):
    assert python("-m", "pubclean", "--version").stdout.decode().strip() == f"pubclean {version('pubclean')}"
    assert pubclean.__version__ == version("pubclean")


def test_main_returns_its_exit_code(dump, capsys):
    assert main(["clean", str(dump)]) == 0
    assert capsys.readouterr().out == pubclean.clean(DUMP) + "\n"
    assert main(["clean", str(dump) + ".none"]) == FAILED
    assert "No such file" in capsys.readouterr().err


def test_main_reads_stdin(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FOG.encode())))
    assert main(["clean"]) == 0
    assert capsys.readouterr().out == FOG + "\n"


def test_the_command_is_installed():
    (command,) = entry_points(group="console_scripts", name="pubclean")
    assert command.load() is main


def test_a_reader_that_goes_away_is_no_error(dump, python):
    code = (
        "import os, subprocess, sys\n"
        "read, write = os.pipe()\n"
        "os.close(read)\n"
        "done = subprocess.run([sys.executable, '-m', 'pubclean', 'clean', '--explain', sys.argv[1]],"
        " stdout=write, stderr=subprocess.PIPE)\n"
        "print(done.returncode, done.stderr)\n"
    )
    assert python("-c", code, dump).stdout == b"0 b''\n"
