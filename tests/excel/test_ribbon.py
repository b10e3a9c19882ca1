"""The ribbon: what Microsoft's schema allows, unique ids, every button resolves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from qbe_xl.excel import ribbon, texts
from qbe_xl.excel.build import modules
from qbe_xl.functions import CATEGORY, MARK
from qbe_xl.office.buttons import BUTTONS

NAMESPACE = f"{{{ribbon.NAMESPACE}}}"
# Images that both the gallery of Excel (github.com/govert/ImageMso) and the list of those that Excel
# 2010 and 2013 show (github.com/gjvdkamp/SimpleImageMsoViewer) have; a control's name, such as
# GoalSeek, is not always an image's.
IMAGES = {
    *("CalculateNow", "Calculator", "Consolidate", "DataValidation", "FileNew", "FileSaveAs"),
    *("FileSaveAsWordDocx", "FileSendAsAttachment", "Help", "Info", "MacroPlay", "PropertySheet"),
    *("ReviewAcceptChange", "ReviewTrackChanges", "ReviewTrackChangesMenu", "TraceError"),
    "WhatIfAnalysisMenu",
}
ROOT = fromstring(ribbon.custom_ui().encode())
SOURCES = modules()


def schema() -> dict[str, Any]:
    """Microsoft's schema of the ribbon of 2010 (customui14.xsd) as the Open XML SDK has it, by type."""
    name = "schemas_microsoft_com_office_2009_07_customui.json"
    read = (files("openxml_audit") / "data" / "openxml" / "schemas" / name).read_text("utf-8")
    return {one["Name"]: one for one in json.loads(read)["Types"]}


def misfits(element: Element, type_: str, types: dict[str, Any]) -> Iterator[str]:
    """What the schema does not allow in an element and below it."""
    known = {one["QName"].lstrip(":"): one for one in types[type_].get("Attributes", [])}
    for name, value in element.attrib.items():
        rules = known[name].get("Validators") or [] if name in known else []
        limits = {a["Name"]: a["Value"] for rule in rules for a in rule.get("Arguments", [])}
        if name not in known or not value or len(value) > int(limits.get("MaxLength", 1024)):
            yield f"{element.tag} {name}={value}"
    children = {
        one["Name"].partition(":")[2].partition(":")[2]: one["Name"]
        for one in types[type_].get("Children", [])
    }
    for child in element:
        name = child.tag.removeprefix(NAMESPACE)
        if name in children:
            yield from misfits(child, children[name], types)
        else:
            yield f"{name} in {element.tag}"


def test_microsofts_schema_allows_it() -> None:
    assert list(misfits(ROOT, "mso14:CT_CustomUI/mso14:customUI", schema())) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' size="', ' bogus="'),
        ("<group ", "<frob/><group "),
        ("</group>", "<tab id='x'/></group>"),
        (' label="新建', f' label="{"长" * 1025}'),
    ],
)
def test_what_microsofts_schema_does_not_allow_is_seen(old: str, new: str) -> None:
    text = ribbon.custom_ui()
    assert old in text
    root = fromstring(text.replace(old, new, 1).encode())
    assert list(misfits(root, "mso14:CT_CustomUI/mso14:customUI", schema()))


def test_the_ids_are_unique() -> None:
    ids = [element.get("id") for element in ROOT.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z]\w*", str(id)) for id in ids)


def test_every_icon_is_an_image_that_excel_has() -> None:
    shown = [e for e in ROOT.iter() if e.tag in (f"{NAMESPACE}button", f"{NAMESPACE}menu")]
    listed = {b.get("id") for menu in ROOT.iter(f"{NAMESPACE}menu") for b in menu}
    assert {e.get("imageMso") for e in shown if e.get("id") not in listed} <= IMAGES


def test_the_tab_as_staff_see_it() -> None:
    assert [tab.get("label") for tab in ROOT.iter(f"{NAMESPACE}tab")] == [CATEGORY]
    labels = [[one.get("label") for one in group] for group in ROOT.iter(f"{NAMESPACE}group")]
    assert labels == [
        ["新建工作簿", "下发", "汇总", "数据体检"],
        ["全县评估", "生成申报材料", "导出送审版"],
        ["缺口与方案", "采用方案", "整改台账", "历年监测"],
        ["自检", "帮助", "关于"],
    ]
    (menu,) = ROOT.iter(f"{NAMESPACE}menu")
    plans = ["最省方案", "预算内方案", "只靠交流", "不按方案"]
    assert [button.get("label") for button in menu] == plans
    large = [b.get("label") for b in ROOT.iter(f"{NAMESPACE}button") if b.get("size") == "large"]
    assert large == ["全县评估"]


def test_every_button_resolves_down_to_its_command() -> None:
    for element, button in zip(ROOT.iter(f"{NAMESPACE}button"), BUTTONS, strict=True):
        module, _, procedure = str(element.get("onAction")).partition(".")
        callback = re.search(
            rf"^Public Sub {procedure}\(control As IRibbonControl\)\n    (\S+)\nEnd Sub$",
            SOURCES[module],
            re.MULTILINE,
        )
        assert callback
        assert callback[1] == ribbon.macro(button)
        module, _, procedure = ribbon.macro(button).partition(".")
        plain = re.search(
            rf'^Public Sub {procedure}\(\)\n    QbeRun "(\w+)"\nEnd Sub$',
            SOURCES[module],
            re.MULTILINE,
        )
        assert plain
        assert plain[1] == button.name


def test_the_commands_are_those_of_the_agreement() -> None:
    assert [button.name for button in BUTTONS] == [
        "new_workbook",
        "split_schools",
        "merge_returns",
        "check_data",
        "assess_county",
        "make_documents",
        "export_values",
        "plan_remedies",
        "adopt_least",
        "adopt_within",
        "adopt_moves",
        "adopt_none",
        "keep_ledger",
        "monitor_years",
        "self_check",
        "show_help",
        "about",
    ]
    assert f"from {ribbon.COMMANDS} import" in SOURCES[ribbon.BUTTON_MODULE]


def test_the_texts_of_vba_lie_in_the_rows_that_it_reads() -> None:
    source = SOURCES["QbeMessages"]
    rows = re.findall(r"^Public Const (\w+) As Long = (\d+)$", source, re.MULTILINE)
    assert rows == [(name, str(row)) for row, name in enumerate(texts.TEXTS, 1)]
    assert f'QBE_MARK As String = "{MARK}"' in source
    for name in ("QBE_NOT_INSTALLED", "QBE_FAILED"):  # what cells may show
        assert texts.TEXTS[name].startswith(MARK)
    used = set(re.findall(r"\bQBE_(?:TITLE|NOT_INSTALLED|FAILED|STARTING)\b", str(SOURCES)))
    assert used == set(texts.TEXTS)
