"""The report of a county in both forms, and what a reader sees of each."""

from __future__ import annotations

import datetime as dt
import io
import re
from functools import cache
from typing import Any

import docx
import lxml.html
from docx.oxml.ns import qn
from lxml.etree import _Element

from qbe_xl import standards
from qbe_xl.assessment import Assessment
from qbe_xl.county.reading import read_book
from qbe_xl.errors import Notice
from qbe_xl.report import documents
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import examine
from qbe_xl.report.view import report_view
from tests.counties import GOLDEN

Report = tuple[Assessment, tuple[Notice, ...], RunRecord]
TIME = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))

_NUMBER = re.compile(r"\d[\d,.]*%?")


def report_of(assessment: Assessment, notices: tuple[Notice, ...] = ()) -> Report:
    return assessment, notices, record(assessment, "填报表.xlsx", "0" * 64, TIME)


@cache
def golden(name: str) -> Report:
    _, county = read_book(GOLDEN / f"{name}.xlsx")
    assessment, notices = examine(county, standards.load("yunnan-2022"))
    return report_of(assessment, notices)


def page_of(report: Report) -> str:
    return documents.page(report_view(*report))


def word_of(report: Report) -> bytes:
    return documents.word(report_view(*report), report[2])


@cache
def golden_page(name: str) -> str:
    return page_of(golden(name))


@cache
def golden_word(name: str) -> bytes:
    return word_of(golden(name))


class Seen:
    """What a reader sees of one document: sentences, tables, numbers. White space is dropped."""

    def __init__(self, sentences: list[str], tables: list[list[list[str]]], whole: str) -> None:
        self.sentences, self.tables, self.whole = sentences, tables, whole

    @property
    def numbers(self) -> set[str]:
        return {number.rstrip(",.") for number in _NUMBER.findall(self.whole)}


def seen_in_page(page: str) -> Seen:
    root = lxml.html.fromstring(page)
    for hidden in root.xpath("//style | //svg//title | //svg//desc | //head"):
        hidden.getparent().remove(hidden)
    tables = [
        [[_tight(cell.text_content()) for cell in row.xpath("./th | ./td")] for row in rows]
        for rows in (table.xpath(".//tr") for table in root.xpath("//table"))
    ]
    sentences = [_tight(p.text_content()) for p in root.xpath("//main//p[not(@class='key')]")]
    return Seen(sentences, tables, " ".join(root.itertext()))


def open_word(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def seen_in_word(content: bytes) -> Seen:
    document = open_word(content)
    body = document.element.body
    tables = []
    for table in body.iterchildren(qn("w:tbl")):
        style = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}").get(qn("w:val"))
        rows = [
            [_tight(words_of(cell)) for cell in row.iterchildren(qn("w:tc"))]
            for row in table.iterchildren(qn("w:tr"))
        ]
        if style == "Report":
            tables.append(rows)
    banner, *tables = tables
    said = [
        _tight(words_of(paragraph))
        for paragraph in body.iterchildren(qn("w:p"))
        if _style(paragraph) in (None, "Lead")
    ]
    footers = [section.footer._element for section in document.sections]
    texts = [words_of(p) for e in (body, *footers) for p in e.iter(qn("w:p"))]
    return Seen([banner[0][1], *filter(None, said)], tables, " ".join(texts))


def _style(paragraph: _Element) -> str | None:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return None if style is None else style.get(qn("w:val"))


def words_of(element: _Element) -> str:
    return "".join(
        "\n" if part.tag == qn("w:br") else part.text or ""
        for part in element.iter(qn("w:t"), qn("w:br"))
    )


def _tight(text: str) -> str:
    return "".join(text.split())
