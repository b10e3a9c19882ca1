"""历年监测: the archive, what it leaves out, the series, alerts and readings."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.assessment.states import State
from qbe_xl.blank import blank_workbook
from qbe_xl.years.alerts import alerts, decline
from qbe_xl.years.model import Point, Section, Year, series_of
from qbe_xl.years.monitoring import monitor
from qbe_xl.years.moves import Change, moves
from tests import excel_rules
from tests.command_line import qbe
from tests.counties import GOLDEN
from tests.files import hostile, strangers
from tests.properties import examples


def book(name: str, year: str, path: Path, *edits: tuple[bytes, bytes]) -> Path:
    """A golden county with another 学年, and other edits of its cells' texts."""
    parts = hostile.unzipped((GOLDEN / f"{name}.xlsx").read_bytes())
    changed = {}
    for part, content in parts.items():
        for old, new in ((b"2023-2024", year.encode()), *edits):
            content = content.replace(old, new)
        changed[part] = content
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(hostile.zipped(changed))
    return path


GOLDEN_YEARS = {"2021-2022": "met", "2022-2023": "trap-pass", "2023-2024": "mixed"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("years")
    shelf = root / "监测档案"
    for year, name in GOLDEN_YEARS.items():
        done = qbe("years", "add", book(name, year, root / f"{name}.xlsx"), "--archive", shelf)
        assert done.returncode == 0, done.stderr
    return shelf


def close(found: list[float | None], expected: list[float | None]) -> bool:
    """Whether figures are the same, the same ones lacking."""
    return [v is None for v in found] == [v is None for v in expected] and [
        v for v in found if v is not None
    ] == pytest.approx([v for v in expected if v is not None], rel=1e-9)


def reported(archive: Path, out: Path) -> dict[str, object]:
    done = qbe("years", "report", "--archive", archive, "--out", out)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads((out / "years.json").read_text(encoding="utf-8"))
    return found


def test_golden_years_have_the_figures_of_their_golden_files(archive: Path, tmp_path: Path) -> None:
    found = reported(archive, tmp_path / "out")
    assert list(found) == ["schema", "years", "left_out", "series", "alerts", "decline"]
    golden = [
        json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
        for name in GOLDEN_YEARS.values()
    ]
    years = found["years"]
    assert isinstance(years, list)
    assert [y["year"] for y in years] == list(GOLDEN_YEARS)
    assert [y["verdict"] for y in years] == [g["verdict"] for g in golden]
    assert [y["standard"] for y in years] == [g["standard"] for g in golden]
    series = found["series"]
    assert isinstance(series, dict)
    assert len([key for key in series if key.startswith("balance.")]) == 14
    assert len([key for key in series if key.startswith("mean.")]) == 14
    for stage in ("primary", "junior"):
        for i in range(1, 8):
            for kind, key in (("balance", "cv"), ("mean", "mean")):
                values = series[f"{kind}.{stage}.R{i}"]
                expected = [g["balance"][stage][f"R{i}"][key] for g in golden]
                assert close(values, expected)
    for id in ("G7", "G9", "Q1", "S1"):
        assert close(series[id], [g["items"][id].get("value") for g in golden])
    assert set(golden[0]["items"]) <= {key.partition(".")[0] for key in series}
    assert found["left_out"] == []


def test_red_where_what_was_met_is_unmet_now(archive: Path, tmp_path: Path) -> None:
    found = reported(archive, tmp_path / "out")
    before, now = (
        json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))["items"]
        for name in ("trap-pass", "mixed")
    )
    fallen = {id for id in now if before[id]["state"] == "met" and now[id]["state"] == "unmet"}
    assert fallen
    listed = found["alerts"]
    assert isinstance(listed, list)
    red = {one["series"].partition(".")[0] for one in listed if one["level"] == "red"}
    assert fallen <= red
    assert [one["level"] for one in listed] == sorted(one["level"] for one in listed)
    assert any(one["schools"] for one in listed)


def test_the_papers_open(archive: Path, tmp_path: Path) -> None:
    reported(archive, tmp_path / "out")
    made = tmp_path / "out" / "监测台账.xlsx"
    assert excel_rules.problems(made.read_bytes()) == []
    names = openpyxl.load_workbook(made).sheetnames
    assert {"历年结论", "提醒", "连续两年下滑", "R1 高学历教师", "各项指标", "未采用"} <= {*names}
    page = (tmp_path / "out" / "监测报告.html").read_text(encoding="utf-8")
    assert "惯例" in page
    assert "不是规定" in page
    assert (tmp_path / "out" / "监测报告.docx").stat().st_size > 5_000


def test_a_second_report_says_the_same_from_what_is_kept(archive: Path, tmp_path: Path) -> None:
    first = reported(archive, tmp_path / "a")
    assert list((archive / ".cache").glob("*.json"))
    assert reported(archive, tmp_path / "b") == first
    for kept in (archive / ".cache").glob("*.json"):
        told = kept.read_text(encoding="utf-8")
        for word in ("verdict", "newest"):
            told = re.sub(f'"{word}": "[a-z]+"', f'"{word}": "not_applicable"', told)
        kept.write_text(told, encoding="utf-8")  # planted: well made, and not so
    assert reported(archive, tmp_path / "c") == first


def test_two_files_of_one_year_are_both_left_out_until_one_is_chosen(tmp_path: Path) -> None:
    shelf = tmp_path / "档案"
    one = book("met", "2022-2023", tmp_path / "一.xlsx")
    other = book("trap-pass", "2022-2023", tmp_path / "二.xlsx")
    assert qbe("years", "add", one, "--archive", shelf).returncode == 0
    done = qbe("years", "add", other, "--archive", shelf)
    assert done.returncode == 0
    assert (shelf / "2022-2023" / "填报表-2.xlsx").read_bytes() == other.read_bytes()
    assert (shelf / "2022-2023" / "填报表.xlsx").read_bytes() == one.read_bytes()
    found = reported(shelf, tmp_path / "out")
    assert found["years"] == []
    left = found["left_out"]
    assert isinstance(left, list)
    assert [one["file"] for one in left] == ["2022-2023/填报表-2.xlsx", "2022-2023/填报表.xlsx"]
    assert all(one["cell"].startswith("县情!B") for one in left)
    assert qbe("years", "add", other, "--archive", shelf, "--replace").returncode == 0
    found = reported(shelf, tmp_path / "out")
    years = found["years"]
    assert isinstance(years, list)
    assert len(years) == 1
    log = (shelf / "档案.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["done"] for line in log] == ["收入", "另存", "替换"]
    kept = sorted(path.read_bytes() for path in (shelf / "换下的填报表").iterdir())
    assert one.read_bytes() in kept


def test_the_same_workbook_twice_is_one(tmp_path: Path) -> None:
    one = book("met", "2022-2023", tmp_path / "一.xlsx")
    for _ in range(2):
        assert qbe("years", "add", one, "--archive", tmp_path / "档案").returncode == 0
    assert len(list((tmp_path / "档案" / "2022-2023").glob("*.xlsx"))) == 1


def test_a_name_that_contradicts_its_content_is_left_out(tmp_path: Path) -> None:
    shelf = tmp_path / "档案"
    book("met", "2022-2023", shelf / "2021-2022" / "填报表.xlsx")
    left = reported(shelf, tmp_path / "out")["left_out"]
    assert isinstance(left, list)
    assert len(left) == 1
    assert left[0]["cell"].startswith("县情!B")
    assert "2021-2022" in left[0]["message"]
    assert "2022-2023" in left[0]["message"]


def test_last_years_copy_is_left_out(tmp_path: Path) -> None:
    shelf = tmp_path / "档案"
    book("met", "2022-2023", shelf / "2022-2023" / "填报表.xlsx")
    book("met", "2023-2024", shelf / "2023-2024" / "填报表.xlsx")
    found = reported(shelf, tmp_path / "out")
    years, left = found["years"], found["left_out"]
    assert isinstance(years, list)
    assert isinstance(left, list)
    assert [y["year"] for y in years] == ["2022-2023"]
    assert left[0]["file"] == "2023-2024/填报表.xlsx"
    assert left[0]["cell"].startswith("县情!B")


def test_broken_files_and_a_year_without_name_do_not_stop_the_others(tmp_path: Path) -> None:
    shelf = tmp_path / "档案"
    book("met", "2022-2023", shelf / "2022-2023" / "填报表.xlsx")
    book("mixed", "今年", shelf / "无.xlsx")
    (shelf / "坏.xlsx").write_bytes(b"PK\x03\x04")
    found = reported(shelf, tmp_path / "out")
    left = found["left_out"]
    assert isinstance(left, list)
    assert [one["file"] for one in left] == ["坏.xlsx", "无.xlsx"]
    assert left[1]["cell"].startswith("县情!B")
    assert len(found["years"]) == 1  # type: ignore[arg-type]


@pytest.mark.program
@pytest.mark.skipif(sys.platform != "linux", reason="only there memory is bounded so")
def test_a_workbook_that_asks_for_memory_without_end_stops_no_other(tmp_path: Path) -> None:
    shelf = tmp_path / "档案"
    book("met", "2022-2023", shelf / "2022-2023" / "填报表.xlsx")
    (shelf / "满.xlsx").write_bytes(strangers.HOSTILE["a bomb of texts"](blank_workbook()))
    found = reported(shelf, tmp_path / "out")
    left_out = found["left_out"]
    assert isinstance(left_out, list)
    (left,) = left_out
    assert (left["file"], "内存太多" in left["message"]) == ("满.xlsx", True)
    assert len(found["years"]) == 1  # type: ignore[arg-type]


def test_a_missing_year_breaks_the_comparison(tmp_path: Path) -> None:
    shelf = tmp_path / "档案"
    book("met", "2020-2021", shelf / "a.xlsx")
    book("mixed", "2023-2024", shelf / "b.xlsx")
    found = reported(shelf, tmp_path / "out")
    assert found["alerts"] == []
    assert found["decline"]["found"] is None  # type: ignore[index]
    assert "缺 2021-2022 学年" in (tmp_path / "out" / "监测报告.html").read_text(encoding="utf-8")


def test_a_year_without_学年_is_refused_with_its_cell(tmp_path: Path) -> None:
    done = qbe(
        "years", "add", book("met", "去年", tmp_path / "x.xlsx"), "--archive", tmp_path / "d"
    )
    assert done.returncode == 2
    assert "县情!B" in done.stderr
    assert not (tmp_path / "d" / "档案.jsonl").exists()


def test_a_year_is_taken_out_and_kept_aside(archive: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "档案"
    shutil.copytree(archive, shelf)
    done = qbe("years", "remove", "2021-2022", "--archive", shelf)
    assert done.returncode == 0, done.stderr
    assert len(list((shelf / "换下的填报表").iterdir())) == 1
    years = reported(shelf, tmp_path / "out")["years"]
    assert isinstance(years, list)
    assert [y["year"] for y in years] == ["2022-2023", "2023-2024"]


def test_a_log_that_was_changed_is_told_and_not_written_to(archive: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "档案"
    shutil.copytree(archive, shelf)
    log = shelf / "档案.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace("收入", "替换", 1), encoding="utf-8")
    done = qbe("years", "add", book("wide", "2024-2025", tmp_path / "w.xlsx"), "--archive", shelf)
    assert done.returncode == 1
    assert "被改动" in done.stderr
    assert not (shelf / "2024-2025").exists()


def test_a_merged_school_goes_on_as_another(archive: Path, tmp_path: Path) -> None:
    old = year(2022, schools={"1": "甲小学", "2": "乙小学"})
    new = year(2023, schools={"3": "丙小学", "2": "乙中心小学"})
    plain = moves(old, new)
    assert plain.came == ("丙小学",)
    assert plain.went == ("甲小学",)
    assert plain.renamed == ("乙小学改为乙中心小学",)
    traced = moves(old, new, [Change("1", "3", 2023)])
    assert (traced.came, traced.went) == ((), ())
    assert traced.moved == ("甲小学由丙小学接续",)
    ring = moves(old, new, [Change("1", "2", 2023), Change("2", "1", 2023)])
    assert ring.went == ()


def test_a_line_of_the_lineage_that_says_nothing_is_named(archive: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "档案"
    shutil.copytree(archive, shelf)
    sheet = openpyxl.load_workbook(shelf / "学校沿革.xlsx")
    row = next(r for r in range(1, 9) if sheet.active.cell(r, 1).value == "旧标识码") + 1
    for column, value in enumerate(("5326200001", "5326200002", "明年"), 1):
        sheet.active.cell(row, column).value = value
    sheet.save(shelf / "学校沿革.xlsx")
    done = qbe("years", "report", "--archive", shelf, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "学校沿革!C" in done.stderr


def year(
    first: int,
    values: tuple[float | None, ...] = (),
    states: tuple[State, ...] = (),
    schools: dict[str, str] | None = None,
    met: int = 0,
    groups: dict[str, State] | None = None,
) -> Year:
    points = {
        f"balance.primary.R{i}": Point(value, state, 0.5)
        for i, (value, state) in enumerate(zip(values, states, strict=True), 1)
    }
    return Year(
        first,
        f"{first}.xlsx",
        str(first),
        "某县",
        "yunnan-2022",
        "yunnan-2022",
        State.MET,
        State.MET,
        points,
        groups or {},
        met,
        tuple(
            Section(code, name, "primary", State.MET, ()) for code, name in (schools or {}).items()
        ),
        schools=schools or {},
    )


NAMES = {f"balance.primary.R{i}": (f"R{i}差异系数", -1) for i in range(1, 4)}
M, U = State.MET, State.UNMET


@pytest.mark.parametrize(
    ("values", "states", "levels"),
    [
        ((0.3, 0.3, 0.6), (M, M, U), ["red"]),
        ((0.3, 0.35, 0.4), (M, M, M), ["yellow"]),
        ((0.3, 0.3, 0.44), (M, M, M), ["yellow"]),  # 0.58 next year
        ((0.3, 0.45, 0.49), (M, M, M), ["yellow", "yellow"]),
        ((0.51, 0.55, 0.6), (U, U, U), ["red"]),
        ((0.4, 0.3, 0.35), (M, M, M), []),
        ((None, 0.3, 0.35), (State.MISSING, M, M), []),
    ],
)
def test_alerts(
    values: tuple[float | None, ...], states: tuple[State, ...], levels: list[str]
) -> None:
    years = [
        year(2021 + i, (v,), (s,)) for i, (v, s) in enumerate(zip(values, states, strict=True))
    ]
    found = alerts(years, series_of(years, dict(list(NAMES.items())[:1])))
    assert [one.level for one in found] == levels


def test_the_three_readings() -> None:
    groups = [{"quality": M}, {"quality": U}, {"quality": U}]
    years = [
        year(2021 + i, (0.3 + i / 10,), (M,), met=met, groups=group)
        for i, (met, group) in enumerate(zip((5, 4, 3), groups, strict=True))
    ]
    assert decline(years, series_of(years, NAMES)) == {"items": True, "groups": True, "cv": True}
    assert set(decline(years[:2], ()).values()) == {None}
    steady = [year(2021 + i, (0.3,), (M,), met=5, groups={"quality": M}) for i in range(3)]
    assert decline(steady, series_of(steady, NAMES)) == {
        "items": False,
        "groups": False,
        "cv": False,
    }


drawn = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from([M, U, State.MISSING])), min_size=3, max_size=3
)


@given(st.lists(drawn, min_size=2, max_size=5), st.randoms(use_true_random=False))
@examples(50)
def test_the_order_of_years_does_not_matter(
    rows: list[list[tuple[float, State]]], random: object
) -> None:
    years = [
        year(2015 + i, tuple(v for v, _ in row), tuple(s for _, s in row))
        for i, row in enumerate(rows)
    ]
    mixed = list(years)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    straight, turned = series_of(years, NAMES), series_of(mixed, NAMES)
    assert straight == turned
    assert alerts(years, straight) == alerts(mixed, turned)
    assert decline(years, straight) == decline(mixed, turned)


def test_the_order_of_files_and_schools_does_not_matter(archive: Path, tmp_path: Path) -> None:
    found = monitor(archive)
    loose = tmp_path / "散"
    for i, path in enumerate(sorted(archive.rglob("填报表.xlsx"), reverse=True)):
        loose.mkdir(exist_ok=True)
        shutil.copy(path, loose / f"{i}.xlsx")
    other = monitor(loose)
    assert [y.label for y in other.years] == [y.label for y in found.years]
    assert other.series == found.series
    assert other.alerts == found.alerts


def test_all_years_are_compared_by_one_standard_and_told_by_that_of_their_day(
    archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = qbe("years", "report", "--archive", archive, "--out", out, "--standard", "national-2017")
    assert done.returncode == 0, done.stderr
    found = json.loads((out / "years.json").read_text(encoding="utf-8"))
    assert {one["standard"] for one in found["years"]} == {"yunnan-2022"}
    assert "教督〔2017〕6号" in (out / "监测报告.html").read_text(encoding="utf-8")
    newest = monitor(archive, "national-2017")
    assert newest.standard.id == "national-2017"
    assert qbe("years", "report", "--archive", archive, "--standard", "x").returncode == 2
