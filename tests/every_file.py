"""Every kind of file that we write, for three counties: full, half filled in, and with hostile names.

`write` is for the tests; what holds Excel's own programs to these files takes them from here too.
"""

from __future__ import annotations

import dataclasses
import fcntl
import os
import shutil
from pathlib import Path

import pytest

from tests.collect.schools import book, merged, put
from tests.command_line import ROOT, qbe
from tests.counties import GOLDEN, Draft, primary_county
from tests.survey.papers import PAPERS, many, save_csv

COUNTIES = FULL, HALF, HOSTILE = "齐全", "半填", "怪名"
KINDS = {
    *("空白.xlsx", "整改参数.xlsx", "本县方案.xlsx", "评估结果.xlsx", "缺口与方案.xlsx"),
    *(
        "明年预演.xlsx",
        "汇总.xlsx",
        "整改台账.xlsx",
        "数据体检.xlsx",
        "04 申报表.xlsx",
        "社会认可度调查方案.xlsx",
        "汇总表.xlsx",
        "监测台账.xlsx",
        "复核报告.xlsx",
        "社会认可度调查结果.xlsx",
    ),
    *("汇总表-报送情况.xlsx", "佐证材料目录.xlsx", "near-lines（社会认可度已填）.xlsx"),
    *("优质均衡评估.xlsm", "示例县.xlsx", "qbe.xlam", "qbe.oxt"),
    *("评估报告.docx", "03 自查自评报告.docx", "04 申报表.docx", "佐证材料封面.docx"),
}
NAMES = (
    '=甲&乙<"校">',
    "'乙]校",
    "@丙/*?:\\校",
    "+丁%TEMP%&calc&",
    "戊" * 120,
    "己\u202e校😀",
)
"""Names of schools that a cell, a sheet, a file or a command might take for something else."""
SAID = "命令行.txt"
YEARS = ("2021-2022", "2022-2023")
OURS = (".xlsx", ".xlsm", ".xlam", ".docx", ".oxt")


def half() -> Draft:
    """A county of which half is not known yet."""
    draft = primary_county("A1", "B2", B2={"专任教师数": None, "教学及辅助用房面积": None})
    items = {name: value for name, value in draft.items.items() if not name.startswith("G")}
    return dataclasses.replace(draft, items=items, survey=[], monitoring=[], vetoes={"V1": "否"})


def of_year(place: int) -> Draft:
    """The county of strange names in one of the school years: each figure is greater by one a year."""
    draft = hostile()
    rows = [
        {key: value + place if isinstance(value, float) else value for key, value in row.items()}
        for row in draft.schools
    ]
    return dataclasses.replace(draft, schools=rows, facts={**draft.facts, "学年": YEARS[place]})


def hostile() -> Draft:
    """A county in which every name means harm."""
    codes = [f"H{number}" for number in range(1, len(NAMES) + 1)]
    named = {code: {"学校名称": name} for code, name in zip(codes, NAMES, strict=True)}
    draft = primary_county(*codes, **named)
    return dataclasses.replace(draft, facts={**draft.facts, "县名": '=怪&"县"<1>'})


def written(factory: pytest.TempPathFactory) -> list[Path]:
    """Return all that `write` writes, made once for all processes of a run of the tests."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    listed = shared / "每种文件.txt"
    with (shared / "每种文件.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not listed.exists():
            found = write(shared / "每种文件" / "县")
            listed.write_text("\n".join(map(str, found)), encoding="utf-8")
    return [Path(line) for line in listed.read_text(encoding="utf-8").split("\n")]


def write(place: Path) -> list[Path]:
    """Run every command that writes for the three counties; return all that they wrote.

    What the commands say is in `SAID` beside.
    """
    full, papers = GOLDEN / "mixed.xlsx", place / "答卷"
    papers.mkdir(parents=True)
    answers = [save_csv(papers / f"{p.title}.csv", many(p, 60), "gb18030") for p in PAPERS.values()]
    counties = {HALF: book(place / HALF, half()), HOSTILE: book(place / HOSTILE, hostile())}
    odd = counties[HOSTILE]
    small = GOLDEN / "near-lines.xlsx"
    put_together(place / FULL / "各县", full, odd)
    years = [book(place / year, of_year(i)) for i, year in enumerate(YEARS)]
    said = []
    for arguments in (
        ("new", "空白.xlsx"),
        ("new-params", "整改参数.xlsx"),
        ("new-units", "本县方案.xlsx"),
        ("assess", full, "--out", f"{FULL}/评估"),
        ("plan", small, "--out", f"{FULL}/方案"),
        ("ledger", full, "--out", f"{FULL}/台账"),
        ("documents", small, "--out", f"{FULL}/材料"),
        ("checkup", small, "--out", f"{FULL}/体检"),
        ("rehearse", odd, "--out", f"{HOSTILE}/明年"),
        ("many", f"{FULL}/各县", "--out", f"{FULL}/汇总"),
        *(("years", "add", year, "--archive", "档案") for year in years),
        ("years", "report", "--archive", "档案", "--out", f"{HOSTILE}/历年"),
        ("survey", "plan", full, "--population", "46.5", "--out", "调查"),
        ("survey", "papers", full, "--out", "问卷"),
        ("survey", "import", *answers, "--base", small, "--out", "调查"),
        ("evidence", "init", "佐证"),
        ("evidence", "report", "佐证"),
        ("templates", "export", "模板"),
        *(
            words
            for name, county in counties.items()
            for words in (
                ("assess", county, "--out", f"{name}/评估"),
                ("ledger", county, "--out", f"{name}/台账"),
                ("documents", county, "--out", f"{name}/材料"),
                ("checkup", county, "--out", f"{name}/体检"),
            )
        ),
        ("review", f"{HOSTILE}/材料", "--out", f"{HOSTILE}/复核"),
        ("plan", odd, "--out", f"{HOSTILE}/方案", "--time-limit", "5"),
        ("collect", "split", odd, "--by", "township", "--out", f"{HOSTILE}/按乡镇"),
        ("collect", "split", odd, "--out", f"{HOSTILE}/交回"),
    ):
        done = qbe(*arguments, cwd=place)
        expected = (0, 1) if "plan" in arguments or "checkup" in arguments else (0,)
        assert done.returncode in expected, (arguments, done.stderr)
        said.append(done.stdout + done.stderr)
    (place / SAID).write_text("".join(said), encoding="utf-8")
    (spoilt,) = (place / HOSTILE / "交回").glob("H1*")
    before = spoilt.read_bytes()
    put(spoilt, "小学在校生数", '三"百"')
    assert merged(place / HOSTILE)[0].corrections
    spoilt.write_bytes(before)  # what was saved by another program is not ours
    given = {path.read_bytes() for path in (full, small)}  # a package holds the county's workbook
    found = (path for path in sorted(place.rglob("*")) if path.suffix in OURS)
    shipped = (path for path in sorted((ROOT / "workbook").iterdir()) if path.suffix in OURS)
    return [*(path for path in found if path.read_bytes() not in given), *shipped]


def put_together(folder: Path, *books: Path) -> None:
    """Counties' workbooks as a province has them."""
    folder.mkdir(parents=True)
    for one in books:
        shutil.copy(one, folder)


def sampled(files: list[Path]) -> list[Path]:
    """One file of each kind, the counties in turn; of those made by the dozen the first and last."""
    folders: dict[Path, list[Path]] = {}
    for path in files:
        folders.setdefault(path.parent, []).append(path)
    kinds: dict[str, list[Path]] = {}
    for folder, paths in folders.items():
        dozens = folder.name in ("责任清单", "学校体检单", "整改通知", "交回", "模板", "版式预设")
        for path in (paths[0], paths[-1]) if dozens else paths:
            kinds.setdefault(folder.name if dozens else path.name, []).append(path)
    return [paths[number % len(paths)] for number, paths in enumerate(kinds.values())]
