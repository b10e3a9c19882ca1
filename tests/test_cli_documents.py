"""qbe-xl documents and templates as staff use them: exit status, words, files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import docx
import pytest

from qbe_xl.documents import pdf
from tests.command_line import qbe
from tests.counties import GOLDEN

pytestmark = pytest.mark.slow  # a whole package each


def test_documents_writes_the_package_and_leaves_the_book_alone(tmp_path: Path) -> None:
    book = tmp_path / "县.xlsx"
    book.write_bytes((GOLDEN / "mixed.xlsx").read_bytes())
    before = hashlib.sha256(book.read_bytes()).hexdigest(), book.stat().st_mtime_ns
    done = qbe("documents", book, "--out", tmp_path / "申报")
    assert done.returncode == 0, done.stderr
    for part in ("砚山县", "✕ 未达标", "目录.html", "本县文字.txt", "主要做法"):
        assert part in done.stdout
    assert (tmp_path / "申报" / "04 申报表.docx").is_file()
    copy = (tmp_path / "申报" / "填报表.xlsx").read_bytes()
    assert copy == book.read_bytes()
    manifest = json.loads((tmp_path / "申报" / "manifest.json").read_text(encoding="utf-8"))
    listed = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    assert listed["填报表.xlsx"] == before[0] == manifest["input"]["sha256"]
    assert (hashlib.sha256(book.read_bytes()).hexdigest(), book.stat().st_mtime_ns) == before


def test_a_second_run_says_what_it_kept(tmp_path: Path) -> None:
    assert qbe("documents", GOLDEN / "met.xlsx", "--out", tmp_path, "--quiet").stdout == ""
    path = tmp_path / "08 公示.docx"
    document = docx.Document(str(path))
    document.add_paragraph("手写")
    document.save(str(path))
    done = qbe("documents", GOLDEN / "met.xlsx", "--out", tmp_path)
    assert "改动过的旧文件已另存" in done.stdout
    assert "08 公示" in done.stdout


def test_without_libreoffice_it_says_so_and_writes_the_rest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf, "offices", lambda: iter(()))
    done = qbe("documents", GOLDEN / "met.xlsx", "--out", tmp_path, "--pdf")
    assert done.returncode == 0
    assert "没有找到 LibreOffice" in done.stderr
    assert (tmp_path / "目录.html").is_file()
    assert not (tmp_path / "PDF").exists()


def test_a_book_that_cannot_be_used_writes_nothing(tmp_path: Path) -> None:
    book = tmp_path / "坏.xlsx"
    book.write_bytes(b"nothing")
    done = qbe("documents", book, "--out", tmp_path / "申报")
    assert done.returncode == 2
    assert "坏.xlsx" in done.stderr
    assert not (tmp_path / "申报").exists()


def test_the_book_is_spared_where_it_bears_our_name(tmp_path: Path) -> None:
    book = tmp_path / "04 申报表.xlsx"
    book.write_bytes((GOLDEN / "met.xlsx").read_bytes())
    done = qbe("documents", book, "--out", tmp_path)
    assert done.returncode == 2
    assert "请换一个输出文件夹" in done.stderr
    assert book.read_bytes() == (GOLDEN / "met.xlsx").read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == [book.name]


@pytest.mark.program
def test_templates_go_out_and_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "模板"
    assert qbe("templates", "export", folder).returncode == 0
    assert "没有发现问题" in qbe("templates", "check", folder).stdout
    again = qbe("templates", "export", folder)
    assert again.returncode == 1
    assert "--force" in again.stderr
    path = folder / "公示.docx"
    document = docx.Document(str(path))
    document.add_paragraph("{{ doc.conuty }}")
    document.save(str(path))
    done = qbe("templates", "check", folder)
    assert done.returncode == 2
    assert "公示.docx 正文" in done.stderr
    assert "是否应为“doc.county”" in done.stderr
    stopped = qbe(
        "documents", GOLDEN / "met.xlsx", "--out", tmp_path / "申报", "--templates", folder
    )
    assert stopped.returncode == 2
    assert "是否应为“doc.county”" in stopped.stderr
    assert not (tmp_path / "申报").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    lacking = tmp_path / "没有"
    for arguments in (
        ("templates", "check", lacking),
        ("documents", GOLDEN / "met.xlsx", "--out", tmp_path, "--templates", lacking),
    ):
        done = qbe(*arguments)
        assert done.returncode == 2
        assert "没有这个文件夹" in done.stderr
