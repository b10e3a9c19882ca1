"""qbe-xl ledger as staff use it: exit status, words, files; nothing written where it fails."""

from __future__ import annotations

from pathlib import Path

from tests.command_line import qbe
from tests.counties import GOLDEN

NAMES = {"ledger.json", "整改台账.xlsx", "整改台账.html"}


def test_a_ledger_is_written_then_merged_and_the_former_kept(tmp_path: Path) -> None:
    done = qbe("ledger", GOLDEN / "mixed.xlsx", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == NAMES
    for part in ("砚山县", "整改台账 45 件", "待整改 45", "没有，本次新建", "台账历史"):
        assert part in done.stdout
    same = qbe("ledger", GOLDEN / "mixed.xlsx", "--out", tmp_path)
    assert "没有变化，台账没有改写" in same.stdout
    assert {path.name for path in tmp_path.iterdir()} == NAMES
    again = qbe("ledger", GOLDEN / "met.xlsx", "--out", tmp_path)
    assert again.returncode == 0, again.stderr
    assert "上一份已备份" in again.stdout
    assert len(list(tmp_path.glob("整改台账-备份-*.xlsx"))) == 1


def test_quiet_says_nothing(tmp_path: Path) -> None:
    done = qbe("ledger", GOLDEN / "mixed.xlsx", "--out", tmp_path, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_file_of_units_that_cannot_be_used_is_told_whole_and_nothing_written(
    tmp_path: Path,
) -> None:
    units = tmp_path / "责任单位.toml"
    units.write_text('[units.finanse]\nname = "x"\n[kinds.pay]\nmonths = 99\n', encoding="utf-8")
    done = qbe("ledger", GOLDEN / "mixed.xlsx", "--out", tmp_path / "out", "--units", units)
    assert done.returncode == 2
    assert "无法识别“finanse”，相近的有：finance" in done.stderr
    assert "1 到 60" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_former_ledger_that_is_none_ends_with_2(tmp_path: Path) -> None:
    done = qbe("ledger", GOLDEN / "mixed.xlsx", "--out", tmp_path, "--ledger", GOLDEN / "met.xlsx")
    assert done.returncode == 2
    assert "没有工作表“整改台账”" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_plan_that_rests_on_blanks_costs_no_zero(tmp_path: Path) -> None:
    done = qbe("ledger", GOLDEN / "trap-missing.xlsx", "--out", tmp_path, "--plan", "最省方案")
    assert "费用待测算：8 件事项的数据待填报，补齐后重新测算" in done.stdout
    assert "0 万元" not in done.stdout
