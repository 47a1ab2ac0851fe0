"""`pubclean report`: the figures of a corpus from its files."""

from __future__ import annotations

import json
import re

import pytest
from strategies import ABSTRACTS, BANNERS

import pubclean
from pubclean.cli import FAILED, MISUSED, main
from pubclean.report import Corpus

FOG, BREAD = ABSTRACTS["en"][:2]
DUMP = "\n".join([*BANNERS["en"], "Publications", FOG])


def test_a_folder_is_told_by_its_folders(tmp_path):
    for site, page in (("a.example", DUMP), ("b.example", DUMP), ("b.example", BREAD)):
        folder = tmp_path / "dumps" / site
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{len(list(folder.iterdir()))}.txt").write_text(page, encoding="utf-8")
    assert main(["report", str(tmp_path / "dumps"), "-o", str(tmp_path / "r.html")]) == 0
    corpus = Corpus()
    for path in sorted((tmp_path / "dumps").glob("*/*.txt")):
        corpus.add(pubclean.parse(path.read_text("utf-8")), name=str(path), site=path.parent.name)
    assert (tmp_path / "r.html").read_text("utf-8") == corpus.to_html()
    assert re.search(r"<td>b\.example</td><td class=\"number\">2</td>", corpus.to_html())


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.a.example:8080/x?y=1", "www.a.example"),
        ("library", "library"),
        ("http://[broken/", "http://[broken/"),
        (None, "unnamed"),
    ],
)
def test_rows_are_told_by_the_host_of_their_address(address, site, tmp_path):
    (tmp_path / "rows.jsonl").write_text(json.dumps({"url": address, "key": "page 1", "text": DUMP * 3}), "utf-8")
    arguments = ["--site", "url", "--id", "key", "--workers", "2", "-o", str(tmp_path / "r.html")]
    assert main(["report", str(tmp_path / "rows.jsonl"), *arguments]) == 0
    picture = (tmp_path / "r.html").read_text("utf-8")
    assert f"<td>{site}</td>" in picture
    assert " page 1 <span" in picture


def test_a_report_goes_to_a_file(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["report", "x"])
    assert ended.value.code == MISUSED
    assert "--output" in capsys.readouterr().err


def test_what_is_bad_is_told_and_an_older_report_stays(tmp_path, capsys):
    (tmp_path / "r.html").write_text("older", encoding="utf-8")
    assert main(["report", str(tmp_path / "none"), "-o", str(tmp_path / "r.html")]) == FAILED
    assert "No such file" in capsys.readouterr().err
    assert (tmp_path / "r.html").read_text("utf-8") == "older"
