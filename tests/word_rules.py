"""What Word refuses, or mends in silence, in a document that other programs open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from tests import excel_rules, package_rules
from tests.files.hostile import unzipped

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def problems(document: bytes) -> list[str]:
    """Everything wrong of a document and of the workbooks in it."""
    parts = unzipped(document)
    body = etree.fromstring(parts["word/document.xml"])
    styles = {s.get(f"{W}styleId") for s in etree.fromstring(parts["word/styles.xml"])}
    return [
        *package_rules.problems(document),
        *_styles(body, styles),
        *_tables(body),
        *_ids(body),
        *_lists(body, parts.get("word/numbering.xml")),
        *_empty(body),
        *_workbooks(parts),
    ]


def _styles(body: etree._Element, known: set[str | None]) -> Iterator[str]:
    for kind in ("pStyle", "rStyle", "tblStyle"):
        for name in {str(one.get(f"{W}val")) for one in body.iter(f"{W}{kind}")} - known:
            yield f"style {name} is not there"


def _tables(body: etree._Element) -> Iterator[str]:
    for number, table in enumerate(body.iter(f"{W}tbl"), 1):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.iterfind(f"{W}tr"):
            if "{%tc" in "".join(row.itertext()):  # a template's, which repeats cells
                continue
            spans = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iterfind(f"{W}tc"))
            taken = sum(1 if one is None else int(str(one.get(f"{W}val"))) for one in spans)
            if taken != columns:
                yield f"table {number} has {columns} columns and a row of {taken}"
        for cell in table.iter(f"{W}tc"):
            if cell[-1].tag != f"{W}p":
                yield f"a cell of table {number} does not end with a paragraph"


def _ids(body: etree._Element) -> Iterator[str]:
    for kind, key in (("bookmarkStart", f"{W}id"), ("bookmarkStart", f"{W}name")):
        counts = Counter(one.get(key) for one in body.iter(f"{W}{kind}"))
        yield from (f"bookmark {id} twice" for id, times in counts.items() if times > 1)
    starts = {one.get(f"{W}id") for one in body.iter(f"{W}bookmarkStart")}
    ends = {one.get(f"{W}id") for one in body.iter(f"{W}bookmarkEnd")}
    yield from (f"bookmark {id} is open" for id in starts ^ ends)
    names = {one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")}
    links = {one.get(f"{W}anchor") for one in body.iter(f"{W}hyperlink")} - {None}
    yield from (f"a link to {name}, which is not there" for name in links - names)
    drawn = Counter(
        one.get("id") for one in body.iter("{*}docPr") if "wordprocessingDrawing" in one.tag
    )
    yield from (f"drawing {id} twice" for id, times in drawn.items() if times > 1)


def _lists(body: etree._Element, numbering: bytes | None) -> Iterator[str]:
    known = {"0"}
    if numbering:
        nums = etree.fromstring(numbering).iterfind(f"{W}num")
        known |= {str(one.get(f"{W}numId")) for one in nums}
    used = {str(one.get(f"{W}val")) for one in body.iter(f"{W}numId")}
    yield from (f"list {id} is not there" for id in used - known)


def _empty(body: etree._Element) -> Iterator[str]:
    for holder in body.iter(f"{W}tbl", f"{W}tr", f"{W}tc"):
        if not holder.findall(f"{W}tr") and holder.tag == f"{W}tbl":
            yield "a table without rows"
        if holder.tag == f"{W}tr" and not holder.findall(f"{W}tc"):
            yield "a row without cells"


def _workbooks(parts: Mapping[str, bytes]) -> Iterator[str]:
    """What 编辑数据 opens: the workbook of each chart."""
    for name, data in parts.items():
        if name.endswith(".xlsx"):
            yield from (f"{name}：{one}" for one in excel_rules.problems(data))
