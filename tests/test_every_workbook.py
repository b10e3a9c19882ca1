"""Every kind of workbook that we write, held to what Excel takes without offering a repair."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.collect.schools import book, merged, put
from tests.command_line import ROOT, qbe
from tests.counties import GOLDEN, primary_county
from tests.excel_rules import problems
from tests.files.hostile import unzipped, zipped
from tests.survey.papers import PAPERS, many, save_csv

pytestmark = pytest.mark.slow

KINDS = {
    *("空白.xlsx", "整改参数.xlsx", "评估结果.xlsx", "缺口与方案.xlsx", "整改台账.xlsx"),
    *("数据体检.xlsx", "04 申报表.xlsx", "社会认可度调查方案.xlsx", "汇总表.xlsx"),
    *("汇总表-报送情况.xlsx", "佐证材料目录.xlsx", "mixed（社会认可度已填）.xlsx"),
    *("优质均衡评估.xlsm", "示例县.xlsx", "qbe.xlam"),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What the commands write of a county that is full, and of one with odd names."""
    place = tmp_path_factory.mktemp("各表")
    full = GOLDEN / "mixed.xlsx"
    answers = [save_csv(place / f"{p.title}.csv", many(p, 60), "gb18030") for p in PAPERS.values()]
    odd = place / "收表"
    names = primary_county("A1", "B2", A1={"学校名称": '=甲&乙<"校">'}, B2={"学校名称": "'乙]校"})
    county = book(odd, names)
    for arguments in (
        ("new", "空白.xlsx"),
        ("new-params", "整改参数.xlsx"),
        ("assess", full, "--out", "评估"),
        ("assess", county, "--out", "怪名评估"),
        ("plan", full, "--out", "方案"),
        ("ledger", full, "--out", "台账"),
        ("checkup", county, "--out", "体检"),
        ("documents", full, "--out", "材料"),
        ("survey", "plan", full, "--population", "46.5", "--out", "调查"),
        ("survey", "import", *answers, "--base", full, "--out", "调查"),
        ("evidence", "init", "佐证"),
        ("evidence", "report", "佐证"),
        ("collect", "split", county, "--by", "township", "--out", "按乡镇"),
        ("collect", "split", county, "--out", odd / "交回"),
    ):
        done = qbe(*arguments, cwd=place)
        assert done.returncode in (0, 1), (arguments, done.stderr)
    for path in (odd / "交回").glob("A1*"):
        put(path, "小学在校生数", '三"百"')
    assert merged(odd)[0].corrections
    return [
        path for top in (place, ROOT / "workbook") for path in sorted(top.rglob("*.xl[sa][xm]"))
    ]


def test_excel_would_repair_none(written: list[Path]) -> None:
    names = {path.name for path in written}
    assert names >= KINDS
    assert any(name.startswith("改正-A1") for name in names)
    made = [path for path in written if path.stem != "填报表"]  # the county's own, byte for byte
    found = {path.name: problems(path) for path in made}
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (
            "worksheets/sheet1",
            r"</worksheet>",
            "<ignoredErrors></ignoredErrors></worksheet>",
            "empty",
        ),
        (
            "worksheets/sheet2",
            r"<formula>[^<]*</formula>",
            "<formula>班级!A1&gt;0</formula>",
            "another sheet",
        ),
        ("worksheets/sheet2", r' prompt="', f' prompt="{"长" * 255}', "prompt of"),
        (
            "worksheets/sheet2",
            r"<formula1>[^<]*</formula1>",
            f'<formula1>"{"甲" * 256}"</formula1>',
            "a list",
        ),
        ("worksheets/sheet2", r'<mergeCell ref="\w+:', '<mergeCell ref="A1:', "merged"),
        ("worksheets/sheet2", r' t="s"><v>\d+<', ' t="s"><v>99999<', "a text"),
        (
            "workbook",
            r"</definedNames>",
            "<definedName name='a'>1</definedName>" * 2 + "</definedNames>",
            "twice",
        ),
        ("workbook", r'<sheet name="', '<sheet name="[', "sheet name"),
    ],
)
def test_what_is_spoilt_is_seen(
    written: list[Path], tmp_path: Path, part: str, old: str, new: str, said: str
) -> None:
    (blank,) = (path for path in written if path.name == "空白.xlsx")
    parts = unzipped(blank.read_bytes())
    name = f"xl/{part}.xml"
    before = parts[name].decode()
    after = re.sub(old, new, before)
    assert after != before
    spoilt = tmp_path / "坏.xlsx"
    spoilt.write_bytes(zipped(parts | {name: after.encode()}))
    assert any(said in one for one in problems(spoilt))
