"""The made-up county: usable, instructive, plainly invented, and the same every time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from qbe_xl import standards
from qbe_xl.assessment import Assessment, State
from qbe_xl.blank import blank_workbook
from qbe_xl.clauses.gaps import problems
from qbe_xl.county import layout
from qbe_xl.county.model import County
from qbe_xl.county.reading import read_book
from qbe_xl.errors import Notice
from qbe_xl.report.obstacles import obstacles
from qbe_xl.report.result_json import as_text
from qbe_xl.report.run import examine
from scripts import demo, sample_county

REAL_NAMES = (
    "砚山",
    "江那",
    "平远",
    "稼依",
    "阿猛",
    "阿舍",
    "维摩",
    "盘龙",
    "八嘎",
    "者腊",
    "蚌峨",
    "干河",
)

Assessed = tuple[Assessment, tuple[Notice, ...]]


def assessed(path: Path, content: bytes, standard: str | None = None) -> Assessed:
    path.write_bytes(content)
    county = read_book(path)[1]
    return examine(county, standards.resolve(county, standard))


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Assessed:
    return assessed(tmp_path_factory.mktemp("sample") / "示例县.xlsx", sample_county.workbook())


@pytest.fixture(scope="module")
def county(usual: Assessed) -> County:
    return usual[0].county


def test_it_fails_by_one_weakness_of_each_kind(usual: Assessed) -> None:
    assessment, _ = usual
    assert assessment.verdict is State.UNMET
    found = {(o.id, o.state.word): o.count for o in obstacles(assessment)}
    assert found.pop(("G5", "未达标")) >= 2
    assert found == {
        ("section", "未达标"): 3,
        ("section", "待填报"): 1,
        ("balance", "未达标"): 1,
        ("balance", "待填报"): 1,
        ("G3", "未达标"): 2,
        ("G4", "未达标"): 1,
        ("G6", "未达标"): 1,
        ("G9", "未达标"): 1,
        ("G10", "待填报"): 1,
        ("Q4", "未达标"): 1,
        ("Q6", "待填报"): 1,
    }
    assert {id for id, group in assessment.groups.items() if group is State.MET} == {
        "preconditions",
        "recognition",
        "vetoes",
    }


def test_the_weak_schools_differ(usual: Assessed) -> None:
    assessment, _ = usual
    found = problems(assessment)
    weak: dict[tuple[str, str], list[str]] = {}
    for finding in found:
        if finding.id.startswith("R") and finding.state is State.UNMET:
            weak.setdefault((finding.name, finding.stage_word), []).append(finding.id)
    assert sorted(map(tuple, weak.values())) == [
        ("R1",),
        ("R2",),
        ("R4", "R5"),
        ("R4", "R5"),
        ("R5",),
        ("R6", "R7"),
    ]
    excused = (assessment.sections.met_count == 6) & (assessment.sections.state == State.MET)
    assert excused.sum() == 2
    uneven = assessment.balance["junior"]["R6"]
    assert uneven.state is State.UNMET
    assert uneven.cv is not None
    assert 0.45 < uneven.cv < 0.8
    assert any("52 人，上限 50 人" in finding.said for finding in found)


def test_its_warnings_are_the_three_meant(usual: Assessed) -> None:
    _, notices = usual
    parts = ("是文本格式的数字", "各班人数相加", "不到中位数的十分之一")
    assert len(notices) == len(parts)
    for notice, part in zip(notices, parts, strict=True):
        assert part in notice.message


def test_it_has_every_type_of_school(county: County) -> None:
    schools = county.schools
    types = Counter(schools.choice("type", i) for i in range(len(schools)))
    assert len(schools) == 120
    assert set(types) == set(layout.SCHOOL_TYPES)
    assert {schools.choice("owner", i) for i in range(len(schools))} == set(layout.OWNERS)
    pupils = schools.number("primary_pupils")[schools.is_choice("type", "教学点")]
    assert min(pupils) < 50 <= max(pupils)
    assert sum(parent is not None for parent in schools.words["parent"]) > 20
    assert len({schools.word("township", i) for i in range(len(schools))}) == 11


def test_its_classes_are_those_of_its_pupils(county: County) -> None:
    for stage, word in (("primary", "小学"), ("junior", "初中")):
        mine = county.classes.is_choice("stage", word)
        ordinary = county.schools.number(f"{stage}_pupils")
        in_classes = county.classes.number("pupils")[mine].sum()
        off_by_one = 1 if stage == "primary" else 0
        assert in_classes == ordinary[~(ordinary != ordinary)].sum() - off_by_one


def test_it_is_plainly_made_up(county: County) -> None:
    assert "虚构" in county.name
    assert county.fact("说明") == "虚构数据，仅供演示"
    names = "".join(str(name) for key in ("name", "township") for name in county.schools.words[key])
    assert not [real for real in REAL_NAMES if real in names]
    for sheet in openpyxl.load_workbook(BytesIO(sample_county.workbook())):
        assert "虚构示例数据" in sheet["A1"].value
        assert "虚构示例数据" in sheet.oddFooter.left.text


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert sample_county.workbook() == sample_county.workbook()
    assert sample_county.sample(1) != sample_county.sample(2)


@pytest.mark.slow
@pytest.mark.parametrize("standard", ["yunnan-2022", "national-2017"])
@pytest.mark.parametrize(("seed", "schools"), [(2023, 80), (2023, 120), (7, 200), (8, 300)])
def test_the_met_variant_meets_everything(
    tmp_path: Path, seed: int, schools: int, standard: str
) -> None:
    content = sample_county.workbook(seed, schools, met=True)
    assessment, notices = assessed(tmp_path / "达标.xlsx", content, standard)
    assert [o.title for o in obstacles(assessment)] == []
    assert (assessment.verdict, notices) == (State.MET, ())
    assert len(assessment.county.schools) == schools


def test_three_hundred_schools(tmp_path: Path) -> None:
    content = blank_workbook(sample_county.sample(schools=300), sample_county.TITLE)
    assessment, notices = assessed(tmp_path / "大.xlsx", content)
    assert (len(assessment.county.schools), assessment.verdict) == (300, State.UNMET)
    assert len(assessment.county.classes) > 3000
    assert len(notices) == 3


def test_too_few_schools_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 80"):
        sample_county.sample(schools=12)


def test_figures_are_finite() -> None:
    figures = [v for rows in sample_county.sample().values() for row in rows for v in row.values()]
    assert all(math.isfinite(v) and v >= 0 for v in figures if isinstance(v, (int, float)))


def test_another_program_may_save_it(
    tmp_path: Path, usual: Assessed, soffice_convert: Callable[[Path, str, Path], Path]
) -> None:
    (tmp_path / "示例县.xlsx").write_bytes(sample_county.workbook())
    saved = soffice_convert(tmp_path / "示例县.xlsx", "ods", tmp_path)
    again = assessed(tmp_path / "again.ods", saved.read_bytes())
    assert as_text(*again) == as_text(*usual)


def test_the_demo_assesses_it_and_says_where_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "OUT", tmp_path / "out")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["demo.py"])
    assert demo.main() == 0
    said = capsys.readouterr().out
    assert "示例县（虚构数据）　✕ 未达标" in said
    guide = said.partition("到哪里看：")[2]
    for name in demo.WHERE_TO_LOOK:
        assert (tmp_path / "out" / name).stat().st_size
        assert str(Path("out") / name) in guide
