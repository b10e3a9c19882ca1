"""A standard that ends 国家质量监测 (Q9) and 社会认可度 (S1): both leave every output, and nothing breaks."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from qbe_xl.assessment import Assessment, State
from qbe_xl.county.reading import read_book
from qbe_xl.documents.package import make_documents
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.remedy.ledger.problems import find
from qbe_xl.report import documents, result_json, workbook
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import examine
from qbe_xl.report.view import report_view
from qbe_xl.standards import load
from qbe_xl.standards.loading import DATA
from tests.counties import GOLDEN

OVERLAY = """
[standard]
id = "ended"
title = "某省办法"
document = "某政办发〔2018〕1号"
since = 2018-01-01
extends = "national-2017"

[clauses]
Q9 = { since = 2018-01-01, ended = true }
S1 = { since = 2018-01-01, ended = true }
"""
TIME = dt.datetime(2026, 5, 20, 9, 30, tzinfo=dt.UTC)


def assessed(folder: Path, name: str) -> tuple[Assessment, RunRecord]:
    for path in DATA.glob("*.toml"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "ended.toml").write_text(OVERLAY, encoding="utf-8")
    book, county = read_book(GOLDEN / f"{name}.xlsx")
    assessment, _ = examine(county, load("ended", folder))
    return assessment, record(assessment, f"{name}.xlsx", book.sha256, TIME)


@pytest.fixture(scope="module", params=["met", "trap-fail", "missing"])
def ended(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Assessment, RunRecord]:
    return assessed(tmp_path_factory.mktemp("standards"), request.param)


def test_a_group_without_clauses_asks_nothing(tmp_path: Path) -> None:
    assessment, _ = assessed(tmp_path, "met")
    assert assessment.groups["recognition"] is State.NOT_APPLICABLE
    assert assessment.verdict is State.MET
    assert not {"Q9", "S1"} & set(assessment.items)


def test_every_result_is_made_without_them(ended: tuple[Assessment, RunRecord]) -> None:
    assessment, run = ended
    view = report_view(assessment, [], run)
    page = documents.page(view)
    assert "所用标准不评社会认可度。" in page
    assert "国家义务教育质量监测" not in page
    documents.word(view, run)
    workbook.build(assessment, [], run)
    assert '"S1"' not in result_json.as_text(assessment, [])
    assert not [id for id in find(assessment).issues if re.match("Q9|S1", id)]


def test_the_filing_documents_are_made_without_them(
    ended: tuple[Assessment, RunRecord], tmp_path: Path
) -> None:
    assessment, run = ended
    chosen = [d for d in DOCUMENTS if d.id in ("forms", "self_report", "qualification", "province")]
    assert len(chosen) == 4
    package = make_documents(assessment, [], run, tmp_path, documents=chosen)
    assert all(path.stat().st_size for path in package.files.values())
