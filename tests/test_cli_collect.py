"""The commands that collect: split, merge, import, mapping."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.collect.schools import book, put
from tests.collect.test_import import empty_county, pupils
from tests.command_line import qbe
from tests.counties import primary_county


def test_out_and_back_again(tmp_path: Path) -> None:
    source = book(tmp_path, primary_county("A1", "B2", "C3"))
    done = qbe("collect", "split", source, "--out", tmp_path / "下发")
    assert (done.returncode, done.stderr) == (0, "")
    assert "已生成 3 个填报表（3 所学校）" in done.stdout
    shutil.copytree(tmp_path / "下发", tmp_path / "交回")
    put(tmp_path / "交回" / "A1-A1学校.xlsx", "小学在校生数", "三百")
    (tmp_path / "交回" / "B2-B2学校.xlsx").write_bytes(b"")
    (tmp_path / "交回" / "C3-C3学校.xlsx").rename(tmp_path / "交回" / "最终版.xlsx")
    merge = ("collect", "merge", tmp_path / "交回", "--into", source, "--out", tmp_path / "汇总")
    done = qbe(*merge)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "应报 3 所：已报 1 所、需核对 0 所、未填全 0 所、需改正 1 所、未报 1 所；无法打开的文件 1 个"
        in done.stdout
    )
    assert "B2-B2学校.xlsx（文件是空的" in done.stdout
    assert "改正-A1-A1学校.xlsx" in done.stdout
    assert {path.name for path in (tmp_path / "汇总").iterdir()} == {
        "汇总表.xlsx",
        "汇总表-报送情况.xlsx",
        "汇总表-报送情况.html",
        "汇总表-改正表",
        "汇总表-补报通知",
    }
    assert (
        qbe("assess", tmp_path / "汇总" / "汇总表.xlsx", "--out", tmp_path / "果", "-q").returncode
        == 0
    )
    done = qbe(*merge)
    assert (done.returncode, done.stdout) == (1, "")
    assert "已经存在，没有改动" in done.stderr
    done = qbe(*merge, "--force", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_contracts_name_of_the_option_works_too(tmp_path: Path) -> None:
    source = book(tmp_path, primary_county("A1"))
    (tmp_path / "交回").mkdir()
    out = tmp_path / "全县汇总.xlsx"
    done = qbe("collect", "merge", tmp_path / "交回", "--base", source, "--out", out)
    assert done.returncode == 0
    assert out.is_file()
    assert "未报 1 所：" in done.stdout


def test_a_workbook_that_cannot_be_used_ends_with_2(tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"x")
    (tmp_path / "交回").mkdir()
    for arguments in (
        ("split", bad, "--out", tmp_path / "下发"),
        ("merge", tmp_path / "交回", "--into", bad, "--out", tmp_path / "汇总"),
        ("merge", tmp_path / "没有", "--into", bad, "--out", tmp_path / "汇总"),
        ("import", bad, "--into", bad, "--out", tmp_path / "出"),
    ):
        done = qbe("collect", *arguments)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert "Traceback" not in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"坏.xlsx", "交回"}


def test_import_by_a_mapping_of_ones_own(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1")
    done = qbe("collect", "mapping", tmp_path / "对照.toml")
    assert done.returncode == 0
    assert qbe("collect", "mapping", tmp_path / "对照.toml").returncode == 1
    source = pupils(tmp_path / "学籍.xlsx", ("A1", "一年级", "1班", 30))
    into = ("--into", tmp_path / "总表.xlsx", "--map", tmp_path / "对照.toml")
    done = qbe("collect", "import", source, *into, "--out", tmp_path / "新总表.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    assert "认作“学籍名单”，30 行，取用 30 行" in done.stdout
    assert "没有保存的列：姓名、身份证件号、监护人电话" in done.stdout
    assert "导入 1 个" in done.stdout
    assert qbe("check", tmp_path / "新总表.xlsx").returncode == 0


def test_help() -> None:
    assert all(word in qbe("collect", "--help").stdout for word in ("split", "merge", "import"))
    assert "--last-year" in qbe("collect", "split", "--help").stdout
    assert qbe("collect", "split", "a.xlsx", "--out", "b", "--by", "village").returncode == 2
