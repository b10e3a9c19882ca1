"""No words of another county: without a plan of its own a county's papers name no place but it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from qbe_xl.clauses.duties import EXAMPLE, example
from qbe_xl.documents.package import make_documents
from qbe_xl.documents.past import Past
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.remedy.ledger.run import write_ledger
from qbe_xl.remedy.parameters import Parameters
from tests.command_line import qbe
from tests.counties import GOLDEN
from tests.documents.packages import golden

ROOT = Path(__file__).parents[1]
PLACES = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
    "砚山",
    "丘北",
    "文山",
    "九龙坡",
    "沈阳",
    "合肥",
    "广州",
    "成都",
]
_NAMED = re.compile("|".join(PLACES))
_OWN = "文山州"
"""The prefecture of the county below."""


def words_in(path: Path) -> str:
    """All texts of a file: of every part of it where it is a package."""
    if path.suffix not in {".docx", ".xlsx"}:
        return path.read_text(encoding="utf-8", errors="replace")
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def places_in(path: Path) -> set[str]:
    return set(_NAMED.findall(words_in(path).replace(_OWN, "")))


def test_without_a_plan_no_paper_of_a_county_names_another_place(tmp_path: Path) -> None:
    book = GOLDEN / "branch.xlsx"
    qbe("assess", book, "--out", tmp_path / "结果")
    qbe("documents", book, "--out", tmp_path / "材料")
    qbe("ledger", book, "--out", tmp_path / "台账")
    qbe("evidence", "init", tmp_path / "佐证", "--county", "测试501县")
    qbe("evidence", "report", tmp_path / "佐证")
    qbe("new", tmp_path / "空白.xlsx")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 40
    assert {str(path): found for path in files if (found := places_in(path))} == {}


def test_a_countys_plan_names_the_units_in_every_paper(tmp_path: Path) -> None:
    plan = tmp_path / "本县方案.toml"
    text = EXAMPLE.read_text(encoding="utf-8")
    plan.write_text(re.sub("砚山县", "测试501县", text), encoding="utf-8")
    qbe("documents", GOLDEN / "branch.xlsx", "--out", tmp_path / "材料", "--units", plan)
    lists = words_in(next((tmp_path / "材料").rglob("责任清单.html")))
    title = "《测试501县推进县域义务教育优质均衡发展工作实施方案》附件1"
    assert title in lists
    assert "县财政局" in lists
    evidence = words_in(next((tmp_path / "材料").rglob("11 佐证材料目录.html")))
    assert "本县方案：《测试501县推进" in evidence
    assert not any(places_in(path) for path in (tmp_path / "材料").rglob("责任清单*.*"))


@pytest.mark.parametrize("folder", ["qbe_xl", "templates", "workbook"])
def test_what_is_shipped_names_no_place(folder: str) -> None:
    allowed = {EXAMPLE.name, "yunnan-2022.toml", "resolving.py", "示例县.xlsx"}
    texts = [
        path
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".toml", ".txt", ".py", ".html", ".xml", ".docx", ".xlsx", ".json"}
        and path.name not in allowed
    ]
    assert {str(path): found for path in texts if (found := places_in(path))} == {}


def test_what_a_county_copies_names_no_place() -> None:
    for name in ("evidence-list.toml", "evidence.md", "checkup.md", "layout.md"):
        assert not places_in(ROOT / "docs" / name), name


def test_the_example_is_one_countys_plan() -> None:
    assert example().plan.county == "砚山县"
    assert example().plan.given


@pytest.mark.parametrize(("county", "is_told"), [("青川县", True), ("砚山县", False)])
def test_a_plan_of_another_county_is_told_by_ledger_and_papers(
    county: str, is_told: bool, tmp_path: Path
) -> None:
    """evidence init has a test of its own."""
    assessment, notices, run = golden("near-lines")
    known = assessment.county
    fact = replace(known.facts["县名"], value=county)
    named = replace(assessment, county=replace(known, facts={**known.facts, "县名": fact}))
    said = f"本县方案是砚山县的，与县情的县名“{county}”不同"
    one = [document for document in DOCUMENTS if document.id == "onepage"]
    before = Past(duties=example())
    package = make_documents(named, notices, run, tmp_path, documents=one, before=before)
    assert any(said in line for line in package.messages) == is_told
    ledger = write_ledger(named, run, tmp_path, duties=example(), prices=Parameters()).ledger
    assert any(said in str(notice) for notice in ledger.notices) == is_told
