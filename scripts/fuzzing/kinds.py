"""Every kind of file that a stranger may hand in: an honest one, changed, and read as commands do."""

from __future__ import annotations

import datetime as dt
import json
import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from qbe_xl.assessment import Assessment, assess
from qbe_xl.checkup import loading as checkup_rules
from qbe_xl.checkup import log as checkup_log
from qbe_xl.checkup import result as checkup
from qbe_xl.checkup.parts import read_parts
from qbe_xl.checkup.run import checkup_file
from qbe_xl.clauses import duties
from qbe_xl.clauses.duties import loading as duties_file
from qbe_xl.clauses.duties import sheet as duties_sheet
from qbe_xl.collect import returns
from qbe_xl.collect.importing import mapping, mapping_sheet
from qbe_xl.collect.importing.filling import import_files
from qbe_xl.collect.importing.proposing import proposed_for, shipped_sheet
from qbe_xl.collect.split import split
from qbe_xl.county.reading import read_all, read_book
from qbe_xl.documents import front, makers, past, texts
from qbe_xl.documents.material import Material
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.documents.templates import checking, names, trial
from qbe_xl.documents.viewing import view_of
from qbe_xl.documents.views import brief
from qbe_xl.errors import told
from qbe_xl.evidence import expected, places
from qbe_xl.evidence import state as evidence
from qbe_xl.files import chain, writing
from qbe_xl.files.book import open_book
from qbe_xl.files.kept import Kept
from qbe_xl.files.state import read_state
from qbe_xl.functions import FUNCTIONS
from qbe_xl.many import partitions, showing, tables
from qbe_xl.many.judging import rows_of
from qbe_xl.project import state as project
from qbe_xl.remedy.county_plan_form import plan_workbook
from qbe_xl.remedy.ledger import reading as ledger
from qbe_xl.remedy.ledger.adopting import adopted_before
from qbe_xl.remedy.ledger.costs import costs
from qbe_xl.remedy.ledger.merging import merge
from qbe_xl.remedy.ledger.problems import find
from qbe_xl.remedy.ledger.run import ledger_file
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.parameters_form import parameters_workbook
from qbe_xl.remedy.parameters_sheet import read_parameters
from qbe_xl.review import sealing
from qbe_xl.review import texts as papers
from qbe_xl.sheets.templating import template_folder
from qbe_xl.standards import load, resolve
from qbe_xl.survey import columns, questionnaires, tally
from qbe_xl.survey.answer_files import opened
from qbe_xl.web import desk, session, wire
from qbe_xl.years import archive, lineage
from qbe_xl.years import reading as years
from scripts.fuzzing.mutating import (
    CELLS,
    changed,
    changed_book,
    changed_cells,
    changed_json,
    changed_part,
    changed_toml,
    overwritten,
)
from tests.files import biff, hostile
from tests.survey import papers as papers_of

_NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
GOLDEN = Path(__file__).resolve().parents[2] / "tests" / "golden"
_SMALL = ("near-lines", "branch", "self-parent", "senior-only", "near-lines", "branch", "boundary")
_LARGE = ("blank", "met", "mixed")

Draw = random.Random


@cache
def golden(name: str) -> bytes:
    """Return a workbook that mutants are made of."""
    return (GOLDEN / f"{name}.xlsx").read_bytes()


def _county_book(draw: Draw) -> bytes:
    return golden(draw.choice(_LARGE if draw.randrange(20) == 0 else _SMALL))


@cache
def honest() -> Path:
    """Return a folder in which commands have left their files, of a small county."""
    place = Path(tempfile.mkdtemp())
    book = place / "填报表.xlsx"
    book.write_bytes(golden("branch"))
    ledger_file(book, place / "台账", now=_NOW)
    parts = split(book, place / "下发", now=_NOW)
    split(book, place / "行式", now=_NOW, in_rows=True)
    del parts
    (place / "参数.xlsx").write_bytes(parameters_workbook())
    (place / "方案.xlsx").write_bytes(plan_workbook(duties.example()))
    (place / "对照表.xlsx").write_bytes(shipped_sheet())
    (place / "沿革.xlsx").write_bytes(lineage.form())
    years_at = place / "监测档案"
    archive.add(book, years_at, now=_NOW)
    years.read_archive(years_at)
    tables_at = place / "汇总"
    tables_at.mkdir()
    seal, rows = rows_of(golden("branch"), "填报表.xlsx", "")
    partitions.put(rows, partitions.partition(tables_at, seal, ""))
    checkup_file(book, place / "体检", now=_NOW)
    return place


@cache
def _file(pattern: str) -> bytes:
    return next(iter(sorted(honest().glob(pattern)))).read_bytes()


@cache
def _plain(pattern: str) -> Any:
    return json.loads(_file(pattern))


def _put(place: Path, name: str, data: bytes) -> Path:
    path = place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _judge(data: bytes, name: str = "表.xlsx") -> None:
    book = open_book(data, name=name)
    county, problems = read_all(book)
    told(problems)
    read_parts(book)
    if not problems:
        county = read_book(data, name=name)[1]
        assess(county, resolve(county).at(county.date))


def _xlsx(draw: Draw, _: Path) -> None:
    _judge(changed_part(_county_book(draw), draw))


def _cells(draw: Draw, _: Path) -> None:
    _judge(changed_cells(_county_book(draw), draw))


def _zip(draw: Draw, _: Path) -> None:
    _judge(changed(_county_book(draw), draw))


def _ods(draw: Draw, _: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="3"/>'
    row = f"<table:table-row>{cell * 3}</table:table-row>"
    _judge(
        changed_part(hostile.ods(f'<table:table table:name="学校">{row * 9}</table:table>'), draw)
    )


_Rows = list[list[str | float | bool | None]]


@cache
def _rows() -> _Rows:
    rows = open_book(golden("branch"), only={"学校"}).sheets[0].rows
    return [[c if isinstance(c, str | float | bool) else None for c in row] for row in rows]


def _xls(draw: Draw, _: Path) -> None:
    rows = [[*row] for row in _rows()]
    for _cell in range(draw.randrange(4)):
        row = draw.choice(rows)
        row[draw.randrange(len(row))] = draw.choice((*CELLS, None, True, -1.0, 1e308, 2.0**70))
    stream = biff.biff8(rows)
    match draw.randrange(3):
        case 0:
            _judge(biff.ole2(overwritten(stream, draw)), "表.xls")
        case 1:
            _judge(overwritten(biff.ole2(stream), draw), "表.xls")
        case _:
            _judge(changed(biff.ole2(stream), draw), "表.xls")


def _returned(draw: Draw, place: Path) -> None:
    form = _file(draw.choice(("下发/*.xlsx", "行式/*.xlsx")))
    path = _put(place, "交回.xlsx", changed_book(form, draw))
    returns.read_return(path, path.name, {"A1", "5301"}, _NOW)


def _ledger(draw: Draw, place: Path) -> None:
    path = _put(place, "整改台账.xlsx", changed_book(_file("台账/整改台账.xlsx"), draw))
    former = ledger.read_ledger_file(path)
    found = find(_assessed(), costs(Parameters(), _assessed().standard), _NOW.date())
    merge(former, adopted_before(former, found), duties.general(), _NOW)


@cache
def _assessed() -> Assessment:
    county = read_book(golden("branch"), name="表.xlsx")[1]
    return assess(county, resolve(county).at(county.date))


def _prices(draw: Draw, place: Path) -> None:
    book = open_book(golden("branch"), name="表.xlsx")
    if draw.randrange(2):
        path = _put(place, "参数.xlsx", changed_book(_file("参数.xlsx"), draw))
    else:
        words = (
            '"交流方式" = "对调"\n"预算" = 100\n"允许建设校舍" = false\n"编制冻结的学校" = ["A1"]\n'
        )
        path = _put(place, "参数.toml", changed_toml(words.encode(), draw))
    read_parameters(book, _assessed().county, path)


def _plan(draw: Draw, place: Path) -> None:
    if draw.randrange(2):
        duties_sheet.read_file(_put(place, "方案.xlsx", changed_book(_file("方案.xlsx"), draw)))
    else:
        words = duties_file.EXAMPLE.read_bytes()
        duties_file.read_plan(_put(place, "方案.toml", changed_toml(words, draw)))


def _mapping(draw: Draw, place: Path) -> None:
    name, data = ("对照.toml", changed_toml(mapping.SHIPPED.read_bytes(), draw))
    if draw.randrange(3):
        name, data = ("对照.xlsx", changed_book(_file("对照表.xlsx"), draw))
    mapping_sheet.load_mapping(_put(place, name, data))


_STATISTICS = (
    ("学校标识码", "学校名称", "办学类型", "教职工数", "专任教师数", "运动场地面积"),
    ("A1", "一小", "小学", 40, 36, 8000),
    ("A2", "二小", "小学", 20, 18, "1,200"),
)


@cache
def _export() -> bytes:
    rows = "".join(
        hostile.row(n, *(hostile.text(c) if isinstance(c, str) else hostile.number(c) for c in row))
        for n, row in enumerate(_STATISTICS, 1)
    )
    return hostile.xlsx(rows)


def _imported(draw: Draw, place: Path) -> None:
    path = _put(place, "统计表.xlsx", changed_book(_export(), draw))
    proposed_for([path]) if draw.randrange(2) else import_files(
        [path], None, place / "入.xlsx", force=True
    )


@cache
def _answers() -> tuple[bytes, bytes]:
    paper = papers_of.KNOWN.papers[0]
    rows = papers_of.many(paper, 12)
    with tempfile.TemporaryDirectory() as name:
        text = papers_of.save_csv(Path(name) / "a.csv", rows, "gb18030").read_bytes()
        return text, papers_of.save_xlsx(Path(name) / "a.xlsx", ("答卷", rows)).read_bytes()


def _survey(draw: Draw, place: Path) -> None:
    text, book = _answers()
    if draw.randrange(2):
        path = _put(place, "学生问卷.csv", changed(text, draw))
    else:
        path = _put(place, "学生问卷.xlsx", changed_book(book, draw))
    _, sheets = opened(path)
    known = papers_of.KNOWN
    found = [columns.map_columns(sheet, known) for sheet in sheets]
    mapped = [one for one in found if isinstance(one, columns.Mapped)]
    told(tally.count_papers(mapped, known, tally.Rules.of(load("yunnan-2022").at(None)))[1])


def _toml(draw: Draw, place: Path) -> None:
    data, read = draw.choice(
        (
            (questionnaires.OWN.read_bytes, questionnaires.load),
            (checkup_rules.SHIPPED.read_bytes, checkup_rules.read),
            (lambda: expected.as_toml().encode(), expected.load),
        )
    )
    read(_put(place, "预设.toml", changed_toml(data(), draw)))


@cache
def _small_view() -> tuple[str, Any]:
    document = next(one for one in DOCUMENTS if one.template == "公示公告" or one.parts is None)
    return document.template, view_of(document, trial.materials()[0])


def _template(draw: Draw, place: Path) -> None:
    stem, view = _small_view()
    shape = names.known()[stem]
    ending = draw.choice(("docx", "html"))
    source = template_folder() / f"{stem}.{ending}"
    if not source.is_file():
        ending, source = "docx", template_folder() / f"{stem}.docx"
    data = source.read_bytes()
    made = changed(data, draw) if ending == "html" else changed_part(data, draw)
    path = _put(place, source.name, made)
    checking.faults(path, shape)
    if draw.randrange(4) == 0:
        kind = "word" if ending == "docx" else "page"
        makers._answer(
            {"kind": kind, "name": path.name, "view": view, "pictures": {}, "folder": str(place)}
        )
    path.unlink()


def _paper(draw: Draw, _: Path) -> None:
    stem, _view = _small_view()
    source = (template_folder() / f"{stem}.docx").read_bytes()
    name, data = draw.choice(
        (
            ("a.docx", changed_part(source, draw)),
            ("a.json", changed_json(_plain("台账/ledger.json"), draw)),
            ("a.html", changed(_file("台账/*.html")[:9000], draw)),
        )
    )
    with suppress(papers.Unreadable):
        papers.bits(name, data)


_MANIFEST = {
    "schema": 1, "run": "r", "version": "1", "time": "2026-11-24T08:00:00+08:00", "standard": "yunnan-2022",
    "input": {"name": "表.xlsx"}, "files": [{"name": "填报表.xlsx", "sha256": "0"}, {"name": "网页/a.html", "sha256": "1"}],
}  # fmt: skip
_COMMIT = {".qbe-pending-1-a": ["a.txt", 1, 2], ".qbe-pending-1-b": ["网页/b.txt", 3, 4]}
_EVIDENCE = {
    "schema": 1, "county": "县", "standard": "x", "listed": "y", "readmes": {"a": "b"}, "files": {"a": [1, 2, "c"]},
    "indexed": None, "schools": [["1", "一小", "小学", False]],
}  # fmt: skip
_PROJECT = {
    "schema": 1, "book": "填报表.xlsx",
    "runs": {"assess": {"time": "2026-11-24T08:00:00+08:00", "version": "1", "standard": "x", "book": "填报表.xlsx",
                        "options": {"a": "b"}, "inputs": {"填报表.xlsx": "0"}, "outputs": {"a/b": "1"}, "said": ["x"]}},
}  # fmt: skip
_REGIONS = {"砚山": "0", "文山": "1"}
_TRIALS = {"填报表.xlsx": [["A1", "小学专任教师数", "+2"]]}


def _state(draw: Draw, place: Path) -> None:
    """The notes of every command, each read as the command that finds it does."""
    assessment = json.loads((GOLDEN / "branch.json").read_text(encoding="utf-8"))
    kept = {"schema": 1, "run": "r", "time": "t", "result": assessment, "earlier": None}
    year = archive.Claim(place / "x.xlsx", "x.xlsx", ())
    choices: tuple[tuple[str, Any, Callable[[Path], object]], ...] = (
        (writing.NOTE, _COMMIT, writing.recover),
        (places.STATE, _EVIDENCE, evidence.load),
        (checkup.JSON_NAME, _plain("体检/*.json"), checkup.read),
        (project.NAME, _PROJECT, project.load),
        (showing.SEALS, _REGIONS, showing._written),
        (desk.TRIAL_NOTE, _TRIALS, lambda at: read_state(at / desk.TRIAL_NOTE, desk._lines)),
        ("serve.json", {"port": 1, "token": "x"}, lambda at: session.noted(at / "serve.json")),
        ("manifest.json", _MANIFEST, lambda at: (past.known(at), sealing.open_filed(at))),
        (past.KEPT_NAME, kept, lambda at: brief.view(_material(past.earlier_result(_material(None).run, at, None)))),
        ("assessment.json", assessment, lambda at: front._earlier(at, _assessed())),
        ("year.json", _plain("监测档案/.cache/*.json"), lambda at: read_state(at / "year.json", lambda raw: years._of_plain(raw, year, "0"))),
    )  # fmt: skip
    name, plain, read = draw.choice(choices)
    path = _put(place, name, changed_json(plain, draw))
    try:
        read(place)
    finally:
        path.unlink(missing_ok=True)
        for one in place.glob("*（无法读取）*"):
            one.unlink()


def _material(earlier: past.Earlier | None) -> Material:
    material = trial.materials()[1]
    return replace(material, past=replace(material.past, earlier=earlier))


def _archive(draw: Draw, place: Path) -> None:
    match draw.randrange(3):
        case 0:
            path = _put(place, archive.LOG_NAME, changed(_file("监测档案/档案.jsonl") * 2, draw))
            chain.read(path)
        case 1:
            path = _put(place, checkup_log.NAME, changed(_logged(), draw))
            checkup_log.read(path, (1, "0"))
        case _:
            _put(place, lineage.FILE, changed_book(_file("沿革.xlsx"), draw))
            lineage.read(place)


@cache
def _logged() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.jsonl"
        found = checkup.read(honest() / "体检")
        assert found
        checkup_log.add(
            path, list(found.findings.values())[:3], "张三", "已核对", _NOW, checkup_log.read(path)
        )
        return path.read_bytes()


def _partition(draw: Draw, place: Path) -> None:
    path = _put(place, "a.parquet", changed(_file("汇总/*.parquet"), draw))
    base = _base()
    assert not Kept(place).holds(path.name)  # what was planted is not believed, however whole
    tables.load(base, [("甲县.xlsx", "0", path)])


@cache
def _base() -> Any:
    return tables.connection(threads=1)


def _own_words(draw: Draw, place: Path) -> None:
    data = changed(texts.file_of({"": [], "创建历程": ["甲"]}), draw)
    found = texts.read(_put(place, texts.FILE_NAME, data))
    texts.file_of(found), texts.paragraphs(found)


def _wire(draw: Draw, _: Path) -> None:
    rows = [
        ["学校标识码", "小学在校生数", None],
        ["A1", 300, {"date": "2024-05-20"}],
        [True, {"error": "#N/A"}, "2"],
    ]
    try:
        raw = json.loads(changed_json({"name": "QBE_CV", "arguments": [rows, rows]}, draw))
    except (ValueError, RecursionError):
        return
    if not isinstance(raw, dict) or not isinstance(raw.get("arguments"), list):
        return
    try:
        name = draw.choice(sorted(FUNCTIONS)) if draw.randrange(4) else raw.get("name")
        wire.call(name if isinstance(name, str) else "", raw["arguments"])
        json.dumps(wire.call("QBE_CV", raw["arguments"][:2]))
    except wire.WireError:
        pass


KINDS: dict[str, Callable[[Draw, Path], None]] = {
    "xlsx": _xlsx,
    "cells": _cells,
    "zip": _zip,
    "ods": _ods,
    "xls": _xls,
    "returned": _returned,
    "ledger": _ledger,
    "prices": _prices,
    "plan": _plan,
    "mapping": _mapping,
    "imported": _imported,
    "survey": _survey,
    "toml": _toml,
    "template": _template,
    "paper": _paper,
    "state": _state,
    "archive": _archive,
    "partition": _partition,
    "words": _own_words,
    "wire": _wire,
}
"""By name: what makes a mutant and reads it, in a folder of its own."""
