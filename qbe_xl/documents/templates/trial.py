"""Every template made for made-up counties: one that meets everything, one half filled in, one
of which nothing is known but a school that has only 高中: there the most lists are empty.

What a check can only guess at (a filter on a list, a name that is there in some counties) shows
when the template is really made, by the same child that makes it for `documents`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from qbe_xl.blank import blank_workbook
from qbe_xl.county.layout import GROUPS
from qbe_xl.county.reading import read_book
from qbe_xl.documents.makers import Maker
from qbe_xl.documents.material import Material
from qbe_xl.documents.registry import DOCUMENTS, Document
from qbe_xl.documents.templates import leftover
from qbe_xl.documents.viewing import view_of
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.report.record import record
from qbe_xl.report.run import examine
from qbe_xl.sheets.pieces import View
from qbe_xl.standards import resolve

_LONGEST = 40
_DAY = dt.date(2024, 5, 20)
_MOMENT = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
_YES = ("charter", "informatised", "it_teaching", "equipment_used", "full_courses", "orderly")
_TRUE = ("P2", "G1", "G2.1", "G2.2", "G2.3", "G2.4", "G8.3", "G10", "G14.3", "G15.1")
_FIGURES: Mapping[str, float] = {
    "G8.1": 98_000,
    "G8.2": 97_000,
    "G14.1": 1000,
    "G14.2": 600,
    "G14.4": 300,
    "G15.2": 100,
    "G15.3": 90,
    "G15.4": 5,
    "Q1.1": 970,
    "Q1.2": 1000,
    "Q1.3": 20,
    "Q1.4": 15,
    "Q1.5": 1,
    "Q2.1": 100,
    "Q2.2": 30,
    "Q2.3": 50,
    "Q2.4": 18,
}


def problems(folder: Path, names: list[str]) -> list[Problem]:
    """Return what goes wrong when these templates of a folder are made for the made-up counties."""
    found: dict[str, Problem] = {}
    with Maker(folder) as maker:
        for name in names:
            stem, _, ending = name.rpartition(".")
            for document in DOCUMENTS:
                if document.template != stem:
                    continue
                for view, pictures in _views(document):
                    try:
                        if ending == "docx":
                            _note(found, _told(name, leftover.literal(maker.word(name, view))))
                        else:
                            page = maker.page(name, view, pictures).decode()
                            _note(found, _told(name, (("", tag) for tag in leftover.on_page(page))))
                    except InputError as error:
                        _note(found, error.problems)
    return list(found.values())


def _note(found: dict[str, Problem], problems: Iterable[Problem]) -> None:
    for problem in problems:
        found.setdefault(str(problem), problem)


def _told(name: str, left: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """The tags that stand in what was made: a county of ours has no such brackets in its data."""
    for where, tag in left:
        message = (
            "这里的标签不会被填写，会原样留在材料里；请删去，或移到正文、文本框、页眉、页脚、脚注"
        )
        if not where:
            message = "会原样印在网页上；标签的括号要用半角的 {{ }} 和 {% %}，连着写"
        yield Problem(Place(f"{name} {where}“{tag[:_LONGEST]}”"), message)


def _views(document: Document) -> Iterator[tuple[View, Mapping[str, str]]]:
    for material in materials():
        view = view_of(document, material)
        pictures = document.pictures(view) if document.pictures else {}
        yield view, pictures
        for number, (_, own) in enumerate(document.parts(material, view) if document.parts else ()):
            if number:
                break
            yield {**view, **own}, pictures


@cache
def materials() -> tuple[Material, ...]:
    """Return the counties as documents are made of them."""
    found = []
    for fill in (_met(), _half(), _bare()):
        book, county = read_book(blank_workbook(fill), name="示例县.xlsx")
        assessment, notices = examine(county, resolve(county))
        run = record(assessment, "示例县.xlsx", book.sha256, _MOMENT)
        found.append(Material(assessment, tuple(notices), run))
    return tuple(found)


def _school(code: str, kind: str, *stages: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": code,
        "name": f"示例镇{kind}",
        "township": "示例镇",
        "type": kind,
        "owner": "公办",
        "area": "镇区",
        "boarding": False,
        "teaching_area": 6000,
        "indoor_area": 0,
        "field_area": 9000,
        "equipment": 200,
        "media_rooms": 24,
        "budget": 800_000,
        "training_funds": 60_000,
        "funded_pupils": 800,
        "culture": "良好",
        **dict.fromkeys((*_YES, "practice", "no_overload"), True),
    }
    count = 30 * len(stages)
    row |= {"certified": count, "trained": count, "eligible": 10}
    row |= {"exchanged": 4, "exchanged_backbone": 2}
    for stage in stages:
        row |= {f"{stage}_pupils": 400, f"{stage}_near": 400, f"{stage}_teachers": 30}
        row |= {f"{stage}_degree": 28, f"{stage}_backbone": 8, f"{stage}_arts": 6}
        row |= {f"{stage}_grades": 6 if stage == "primary" else 3, f"{stage}_staff": 32}
    return row


_SCHOOLS = (("1000000001", "小学", ("primary",)), ("1000000002", "初级中学", ("junior",)))


def _met() -> dict[str, list[dict[str, Any]]]:
    words = {"primary": "小学", "junior": "初中"}
    fill: dict[str, list[dict[str, Any]]] = {
        "学校": [_school(code, kind, *stages) for code, kind, stages in _SCHOOLS],
        "班级": [
            {"name": f"{n}班", "code": code, "stage": words[stage], "grade": str(n), "pupils": 40}
            for code, _, stages in _SCHOOLS
            for stage in stages
            for n in range(1, 11)
        ],
        "专用教室": [
            {"kind": kind, "code": code, "area": 100}
            for code, _, _ in _SCHOOLS
            for kind in ("音乐", "美术")
        ],
        "质量监测": [{"subject": "数学", "grade": "四年级", "level": "Ⅲ", "difference": 0.1}] * 2,
        "社会认可度": [
            {"group": group, "papers": 20, "valid": 20, "satisfied": 19} for group in GROUPS
        ],
        "一票否决": [{"key": f"V{n}", "value": False} for n in range(1, 7)],
    }
    items: dict[str, Any] = {"P1": dt.date(2018, 11, 23), **dict.fromkeys(_TRUE, True), **_FIGURES}
    fill["县级数据"] = [{"key": key, "value": value} for key, value in items.items()]
    facts: dict[str, Any] = {
        "县名": "示例县",
        "省份": "云南省",
        "州市": "示例州",
        "学年": "2023-2024",
    }
    facts |= {
        "评估日期": _DAY,
        "填报单位": "示例县教育体育局",
        "填报人": "示例",
        "联系电话": "0000",
    }
    fill["县情"] = [{"key": key, "value": value} for key, value in facts.items()]
    return fill


def _half() -> dict[str, list[dict[str, Any]]]:
    """The same with every other answer left out, one school below its lines, and of every kind."""
    fill = _met()
    small = {**_school("1000000003", "教学点", "primary"), "primary_pupils": 60}
    fill["学校"] += [small | {"primary_near": 60}, _school("1000000004", "特殊教育学校")]
    for row in fill["学校"]:
        for key in [key for key in list(row)[9::2] if not key.endswith("_pupils")]:
            del row[key]
    fill["学校"][0]["primary_degree"] = 3
    for name in ("县级数据", "一票否决", "社会认可度"):
        fill[name] = fill[name][::2]
    fill["质量监测"] = []
    return fill


def _bare() -> dict[str, list[dict[str, Any]]]:
    """A single school without a class of 小学 or 初中, and nothing filled in."""
    school = {**_school("1000000001", "完全中学"), "senior_pupils": 300}
    return {"学校": [school], "县情": [{"key": "县名", "value": "示例县"}]}
