"""qbe-xl survey as staff use it: plan, papers, import; exit status, words, files."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.command_line import qbe
from tests.counties import GOLDEN
from tests.survey.papers import PAPERS, many, save_csv


def test_plan_papers_import_one_after_the_other(tmp_path: Path) -> None:
    out = tmp_path / "调查"
    plan = qbe("survey", "plan", GOLDEN / "mixed.xlsx", "--population", "46.5", "--out", out)
    assert plan.returncode == 0, plan.stderr
    assert "常住人口 465000 人的 1.5‰ 为 698 份（惯例），共发 698 份" in plan.stdout
    assert openpyxl.load_workbook(out / "社会认可度调查方案.xlsx").sheetnames[0] == "方案"
    papers = qbe("survey", "papers", GOLDEN / "mixed.xlsx", "--out", out)
    assert papers.returncode == 0, papers.stderr
    assert (out / "社会认可度问卷" / "学生卷.docx").is_file()
    files = [
        save_csv(tmp_path / f"{paper.title}.csv", many(paper, 60), "gb18030")
        for paper in PAPERS.values()
    ]
    done = qbe("survey", "import", *files, "--base", GOLDEN / "mixed.xlsx", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "合计      180" in done.stdout
    assert "含个人信息的列没有读取" in done.stdout
    filled = out / "mixed（社会认可度已填）.xlsx"
    assert qbe("check", filled).returncode == 0


def test_what_cannot_be_used_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "其他.csv"
    bad.write_text("学校,人数\n甲,3\n", encoding="utf-8")
    out = tmp_path / "out"
    for arguments in (
        ("import", bad, "--out", out),
        ("import", tmp_path / "没有.xlsx", "--out", out),
        ("plan", GOLDEN / "blank.xlsx", "--out", out),
        ("plan", GOLDEN / "mixed.xlsx", "--questions", bad, "--out", out, "--population", "40"),
    ):
        done = qbe("survey", *arguments)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert done.stderr
        assert "Traceback" not in done.stderr
        assert not out.exists()


def test_quiet_says_nothing(tmp_path: Path) -> None:
    done = qbe("survey", "papers", GOLDEN / "met.xlsx", "--out", tmp_path, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
