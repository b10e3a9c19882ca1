"""Folders that strangers made: links, pipes, names that are not UTF-8; no command is led out or waits."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound

from qbe_xl.documents import texts
from qbe_xl.documents.templates import check_folder
from qbe_xl.errors import OutputError
from qbe_xl.files.names import readable
from qbe_xl.files.writing import write_all
from qbe_xl.libreoffice.places import answered_by
from qbe_xl.review.sealing import _names
from qbe_xl.sheets.templating import environment
from tests.command_line import ROOT, qbe

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links, pipes and bytes of POSIX")
BRANCH = ROOT / "tests" / "golden" / "branch.xlsx"
GBK = os.fsdecode("县".encode("gbk"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copy(BRANCH, tmp_path / "填报表.xlsx"))


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "外面"
    place.mkdir()
    yield place
    assert not [*place.iterdir()]


def test_results_are_not_written_through_a_link(tmp_path: Path, outside: Path) -> None:
    out = tmp_path / "结果"
    (out / "网页").mkdir(parents=True)
    (out / "网页" / "问卷").symlink_to(outside)
    with pytest.raises(OutputError, match="是链接"):
        write_all(out, {"a.txt": b"1", "网页/问卷/b.txt": b"2"})
    assert not (out / "a.txt").exists()
    (out / "c.txt").symlink_to(tmp_path / "填报表.xlsx")  # a file that is one is replaced
    write_all(out, {"c.txt": b"3"})
    assert not (out / "c.txt").is_symlink()


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("2023-2024", ("years", "add", "{book}", "--archive")),
        (".cache", ("many", "{book.parent}", "--workers", "1", "--out")),
        ("社会认可度问卷", ("survey", "papers", "{book}", "--out")),
    ],
)
def test_nor_by_commands(link: str, words: tuple[str, ...], book: Path, outside: Path) -> None:
    out = book.parent / "结果"
    out.mkdir()
    (out / link).symlink_to(outside)
    done = qbe(*(word.format(book=book) for word in words), out)
    assert (done.returncode, "是链接" in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("评估", "assess"),
        ("数据体检", "checkup"),
        ("下发", "collect split"),
        ("佐证材料", "evidence init"),
        ("监测档案", "years add"),
    ],
)
def test_nor_in_a_project_that_came_with_one(
    link: str, words: str, book: Path, outside: Path
) -> None:
    assert qbe("new", f"{book.parent}/").returncode == 0
    (book.parent / link).symlink_to(outside)

    done = qbe(*words.split(), cwd=book.parent)
    assert (done.returncode, "是链接" in done.stderr) == (1, True), done.stderr


def test_a_pipe_is_no_file_of_settings_or_words(book: Path) -> None:
    pipe = book.with_name("管道.toml")
    os.mkfifo(pipe)
    for words in (("plan", book, "--params"), ("checkup", book, "--rules")):
        done = qbe(*words, pipe, "--out", book.parent / "结果")
        assert (done.returncode, "管道.toml" in done.stderr) == (2, True)
    os.mkfifo(book.with_name(texts.FILE_NAME))
    with pytest.raises(OutputError, match="不是普通文件"):
        texts.read(book.with_name(texts.FILE_NAME))


def test_a_template_is_a_file_and_includes_no_link(tmp_path: Path) -> None:
    folder = tmp_path / "模板"
    folder.mkdir()
    secret = tmp_path / "别人的.html"
    secret.write_text("秘密", encoding="utf-8")
    (folder / "公示.html").symlink_to(secret)
    os.mkfifo(folder / "申报表.docx")
    (folder / "框.html").symlink_to(secret)
    (folder / "下").symlink_to(tmp_path)
    said = {problem.cell: problem.message for problem in check_folder(folder)[1]}
    assert "链接或管道" in said["公示.html"]
    assert "链接或管道" in said["申报表.docx"]
    for name in ("框.html", "下/别人的.html", "申报表.docx"):
        with pytest.raises(TemplateNotFound):
            environment(folder).from_string(f"{{% include '{name}' %}}").render()


@pytest.mark.program
@pytest.mark.parametrize(
    "words",
    [
        "libreoffice doctor",
        "many . --workers 1 --out 果",
        "collect merge 交回 --base {book} --out 果/汇总表.xlsx",
        "years report --archive 交回 --out 果",
        "survey import {book} 交回/表.xlsx --out 果",
        "documents {book} --out 果 --templates 模板",
    ],
)
def test_code_beside_the_workbook_does_not_run(words: str, book: Path) -> None:
    folder, ran = book.parent, book.parent / "跑了"
    for name in ("uno", "contextlib", "json", "numpy", "qbe_xl"):
        (folder / f"{name}.py").write_text(f"open({str(ran)!r}, 'w')", encoding="utf-8")
    for place, file in (("模板", ROOT / "templates" / "公示.docx"), ("交回", book)):
        (folder / place).mkdir()
        shutil.copy(file, folder / place / ("表.xlsx" if file == book else file.name))
    qbe(*words.format(book=book).split(), cwd=folder)
    with chdir(folder):
        assert answered_by(sys.executable, "import json; print(json.loads('1'))") == "1\n"
    assert not ran.exists()


def test_brackets_without_end_in_a_template(tmp_path: Path) -> None:
    (tmp_path / "公示.html").write_text("{{ " + "[" * 2000, encoding="utf-8")
    (problem,) = check_folder(tmp_path)[1]
    assert "套得太深" in problem.message


def test_names_in_gbk_are_read_as_they_were_meant() -> None:
    assert readable(GBK) == "县"
    assert readable("砚山县😀") == "砚山县😀"
    assert readable(os.fsdecode(b"\xff\xff")) == "\ufffd\ufffd"


@pytest.mark.program
def test_a_workbook_of_such_a_name(book: Path) -> None:
    named = book.rename(book.with_name(f"{GBK}.xlsx"))
    out = book.parent / "结果"
    assert qbe("checkup", named, "--out", out).returncode == 0
    told = json.loads((out / "数据体检.json").read_text(encoding="utf-8"))
    assert told["input"] == "县.xlsx"
    done = qbe("many", book.parent, "--workers", "1", "--out", out)
    assert done.returncode == 0, done.stderr
    told = json.loads((out / "many.json").read_text(encoding="utf-8"))
    assert [one["file"] for one in told["counties"]] == ["县.xlsx"]
    assert qbe("new", f"{book.parent}/").returncode == 0  # a project remembers none of such a name
    assert qbe("new", f"{book.parent}/", "--book", named).returncode == 2


def test_evidence_of_such_a_name_counts_and_is_told(tmp_path: Path) -> None:
    assert qbe("evidence", "init", tmp_path).returncode == 0
    folder = next(path for path in sorted(tmp_path.iterdir()) if path.is_dir())
    (folder / f"{GBK}.pdf").write_bytes(b"x")
    for _ in range(2):
        done = qbe("evidence", "scan", tmp_path)
        assert done.returncode == 0, done.stderr
        assert "县.pdf：文件名的编码有误" in done.stdout
    assert [name for name in _names(tmp_path) if name.endswith("县.pdf")]


@pytest.mark.program
def test_a_folder_without_one_usable_county(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK")
    out = tmp_path / "结果"
    assert qbe("many", tmp_path, "--workers", "1", "--out", out).returncode == 0
    told = json.loads((out / "many.json").read_text(encoding="utf-8"))
    assert (told["counties"], len(told["unusable"])) == ([], 1)
