"""A figure that is printed twice is the same, in every file of every golden county."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

from qbe_xl.report import documents, workbook
from qbe_xl.report.run import assess_file
from qbe_xl.report.view import report_view
from tests.counties import FEW_GOLDEN, GOLDEN, Draft, classes, rooms, school
from tests.documents.packages import folder, golden, made
from tests.figures import Figure, Words, clashes, doubled, figures_of
from tests.report.documents import TIME, Report, report_of

_WHOLE = ("学校体检单", "责任清单", "整改通知")
"""Told school by school and unit by unit in a folder of their own, and again as one.

The page of such a part says what its Word says, as the tests of documents show.
"""


def words_of(report: Report) -> Words:
    assessment = report[0]
    schools = assessment.county.schools
    clauses = assessment.standard.clauses.items()
    return Words.of(
        {clause.name: id for id, clause in clauses if id[0].isupper()},
        [schools.word("name", i) for i in range(len(schools))],
    )


def figures_in(root: Path, words: Words) -> Iterator[Figure]:
    for path in sorted(root.rglob("*.*")):
        parts = path.relative_to(root).parts
        part_of = parts[-2] if len(parts) > 1 and parts[-2] != "网页" else ""
        told = path.stem not in (*_WHOLE, "目录", "填报表") and "问卷" not in str(path)
        endings = (".docx",) if part_of else (".docx", ".html", ".xlsx")
        if told and path.suffix in endings:
            yield from figures_of(path, words, path.stem if part_of else "")


@pytest.mark.parametrize("name", FEW_GOLDEN)
def test_a_figure_printed_twice_is_the_same(name: str, tmp_path: Path) -> None:
    words = words_of(golden(name))
    assess_file(GOLDEN / f"{name}.xlsx", tmp_path, "yunnan-2022", now=TIME)
    found = [*figures_in(folder(name), words), *figures_in(tmp_path, words)]
    assert clashes(found) == []
    assert doubled(found) > 400


def everything(draft: Draft, out: Path) -> list[Figure]:
    """The figures of all that is made of a county."""
    report = report_of(draft.assess())
    made(report, out)
    results = out / "结果"
    results.mkdir()
    view = report_view(*report)
    (results / "评估结果.xlsx").write_bytes(workbook.build(*report))
    (results / "评估报告.html").write_text(documents.page(view), encoding="utf-8")
    (results / "评估报告.docx").write_bytes(documents.word(view, report[2]))
    return list(figures_in(out, words_of(report)))


def test_one_teacher_short_is_one_teacher_short_everywhere(tmp_path: Path) -> None:
    names = ("A1", "A2", "A3")
    trained = {"持证专任教师数": 1000.0, "完成360学时教师数": 1000.0, "小学专任教师数": 1000.0}
    draft = Draft(
        schools=[school(name, **trained) for name in names],
        classes=[row for name in names for row in classes(name, "小学", *[40.0] * 10)],
        rooms=[row for name in names for row in rooms(name, [96.0], [90.0])],
    )
    draft.schools[0] |= {"持证专任教师数": 999.0, "完成360学时教师数": 999.0}
    found = everything(draft, tmp_path)
    assert clashes(found) == []
    for clause in ("G9", "G12"):
        told = [f.value for f in found if f.of[3] == clause and "占" in f.of[4] and f.of[5] == "%"]
        assert len(told) >= 4
        assert all(99 < value < 100 for value in told)


@pytest.mark.parametrize("alone", [False, True], ids=["beside the seven", "alone"])
def test_an_official_total_is_one_figure_everywhere(alone: bool, tmp_path: Path) -> None:
    draft = Draft()
    total = {"调查对象": "合计", "问卷总数": 9000.0, "有效问卷数": 8000.0, "满意问卷数": 7777.0}
    draft.survey = [total] if alone else [*draft.survey, total]
    found = everything(draft, tmp_path)
    assert clashes(found) == []
    valid = {f.value for f in found if f.of[4:] == ("合计", "有效问卷")}
    assert valid == {8000 if alone else 700}


def test_a_figure_that_differs_in_one_file_is_found(tmp_path: Path) -> None:
    words = words_of(golden("mixed"))
    mine = folder("mixed")
    whole = list(figures_of(mine / "04 申报表.docx", words))
    assert clashes(whole) == []
    changed = docx.Document(io.BytesIO((mine / "10 省级评估汇总表.docx").read_bytes()))
    cell = changed.tables[0].rows[3].cells[2]
    cell.text = str(float(cell.text) + 0.02)
    changed.save(str(tmp_path / "甲.docx"))
    assert len(clashes([*whole, *figures_of(tmp_path / "甲.docx", words)])) == 1
    form = openpyxl.load_workbook(mine / "04 申报表.xlsx")
    place = next(c for row in form["表Ⅲ"].iter_rows() for c in row if isinstance(c.value, float))
    place.value += 0.02
    form.save(tmp_path / "乙.xlsx")
    assert len(clashes([*whole, *figures_of(tmp_path / "乙.xlsx", words)])) == 1
