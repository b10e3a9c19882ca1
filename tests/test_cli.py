"""The command line as staff use it: exit status, words, files; nothing written where it fails."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.report import run as report_run
from tests.command_line import RESULTS, ROOT, qbe, qbe_process
from tests.counties import GOLDEN


def test_assess_writes_everything_and_leaves_the_book_alone(tmp_path: Path) -> None:
    book = tmp_path / "县.xlsx"
    book.write_bytes((GOLDEN / "mixed.xlsx").read_bytes())
    before = hashlib.sha256(book.read_bytes()).hexdigest(), book.stat().st_mtime_ns
    done = qbe("assess", book, "--out", tmp_path / "结果")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "结果").iterdir()} == RESULTS
    assert (hashlib.sha256(book.read_bytes()).hexdigest(), book.stat().st_mtime_ns) == before
    for part in ("砚山县", "✕ 未达标", "影响通过的事项", "数据提示", "评估结果.xlsx"):
        assert part in done.stdout
    assert done.stderr == ""


def test_a_word_that_an_option_cannot_take_is_refused(tmp_path: Path) -> None:
    for word, why in (("0", "不小于 1"), ("x", "应为数"), ("nan", "应为数")):
        done = qbe("plan", GOLDEN / "met.xlsx", "--out", tmp_path, "--time-limit", word)
        assert done.returncode == 2
        assert "--time-limit" in done.stderr
        assert why in done.stderr


@pytest.mark.program
def test_a_command_loads_no_more_than_it_needs() -> None:
    code = (
        "import sys\n"
        "from qbe_xl.cli import main\n"
        f"sys.argv = ['qbe-xl', 'check', {str(GOLDEN / 'met.xlsx')!r}, '--quiet']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "wide = ('pydantic', 'xlsxwriter', 'jinja2', 'qbe_xl.cli.survey', 'qbe_xl.sheets.model')\n"
        "print([name for name in wide if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.program
def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """In processes of their own: each has its own order of sets."""
    for name in ("one", "two"):
        done = qbe_process("assess", GOLDEN / "wide.xlsx", "--out", tmp_path / name)
        assert done.returncode == 0, done.stderr
        assert "✕ 未达标" in done.stdout
    first = (tmp_path / "one" / "assessment.json").read_bytes()
    assert first == (tmp_path / "two" / "assessment.json").read_bytes()


def test_a_second_run_replaces_only_its_own_files(tmp_path: Path) -> None:
    (tmp_path / "县里的笔记.txt").write_text("勿动", encoding="utf-8")
    for name in ("mixed", "met"):
        assert qbe("assess", GOLDEN / f"{name}.xlsx", "--out", tmp_path).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {*RESULTS, "县里的笔记.txt"}
    assert json.loads((tmp_path / "assessment.json").read_bytes())["verdict"] == "met"


def test_quiet_says_nothing(tmp_path: Path) -> None:
    done = qbe("assess", GOLDEN / "met.xlsx", "--out", tmp_path, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_bad_input_exits_2_with_every_problem_and_writes_nothing(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(GOLDEN / "met.xlsx")
    sheet = book["学校"]
    headers = {cell.value: cell.column for cell in sheet[2]}
    sheet.cell(3, headers["小学在校生数"]).value = "三百"
    sheet.cell(4, headers["办学类型"]).value = "中学"
    book.save(tmp_path / "坏.xlsx")
    done = qbe("assess", tmp_path / "坏.xlsx", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("学校!")
    assert "现为“三百”，请改为数字" in "".join(lines)
    assert not (tmp_path / "out").exists()
    assert qbe("check", tmp_path / "坏.xlsx").returncode == 2
    assert qbe("check", tmp_path / "坏.xlsx").stderr == done.stderr


@pytest.mark.parametrize("command", ["assess", "check"])
def test_a_file_that_is_not_there(command: str, tmp_path: Path) -> None:
    done = qbe(command, tmp_path / "没有.xlsx", cwd=ROOT)
    assert done.returncode == 2
    assert "没有.xlsx" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_says_what_it_found() -> None:
    done = qbe("check", GOLDEN / "trap-pass.xlsx")
    assert done.returncode == 0
    assert "可以评估" in done.stdout
    assert "合计" in done.stdout


def test_new_writes_a_blank_workbook_once(tmp_path: Path) -> None:
    done = qbe("new", tmp_path / "空白.xlsx")
    assert done.returncode == 0, done.stderr
    before = (tmp_path / "空白.xlsx").read_bytes()
    again = qbe("new", tmp_path / "空白.xlsx")
    assert again.returncode == 1
    assert "已经存在" in again.stderr
    assert (tmp_path / "空白.xlsx").read_bytes() == before
    assert qbe("new", tmp_path / "空白.xlsx", "--force").returncode == 0
    blank = qbe("assess", tmp_path / "空白.xlsx", "--out", tmp_path / "out")
    assert blank.returncode == 2
    assert blank.stderr.splitlines() == ["学校：没有一行学校数据，请从表头下一行起填写，一校一行"]


def test_results_never_overwrite_the_input(tmp_path: Path) -> None:
    book = tmp_path / "评估结果.xlsx"
    book.write_bytes((GOLDEN / "met.xlsx").read_bytes())
    done = qbe("assess", book, "--out", tmp_path)
    assert done.returncode == 2
    assert "换一个输出文件夹" in done.stderr
    assert book.read_bytes() == (GOLDEN / "met.xlsx").read_bytes()


def test_an_unknown_standard_names_the_known_ones(tmp_path: Path) -> None:
    done = qbe("assess", GOLDEN / "met.xlsx", "--standard", "x", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "yunnan-2022" in done.stderr
    assert not (tmp_path / "out").exists()


def test_standards() -> None:
    assert "national-2024-transitional" in qbe("standards", "list").stdout
    assert "R7.required.junior" in qbe("standards", "show", "national-2017").stdout
    diff = qbe("standards", "diff", "national-2017", "national-2024-transitional")
    assert "G3.older_music_area" in diff.stdout


def test_an_internal_error_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("甲")

    monkeypatch.setattr(report_run, "read_book", broken)
    done = qbe("assess", "x.xlsx", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "程序内部出错" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'duckdb'", name="duckdb")

    monkeypatch.setattr(report_run, "read_book", lacking)
    done = qbe("assess", "x.xlsx")
    assert done.returncode == 1
    assert "pip install qbe-xl[many]" in done.stderr


def test_version_and_help_are_there_for_every_command() -> None:
    assert qbe("--version").stdout.startswith("qbe-xl ")
    for command in ("assess", "check", "new", "standards"):
        assert command in qbe("--help").stdout
        assert qbe(command, "--help").returncode == 0
