"""The same figure is the same text in every document, and the one of assessment.json."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.documents import figures
from tests.counties import EVERY_GOLDEN
from tests.documents.packages import (
    DOCUMENTS,
    folder,
    golden,
    open_word,
    page_text,
    result,
    tables,
    word_text,
)

WORDS = {"primary": "小学", "junior": "初中"}


def shown(value: float | None, decimals: int) -> str:
    """Round in decimal, on our own."""
    if value is None:
        return "—"
    return f"{Decimal(f'{value:.15g}').quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"


def form(name: str) -> dict[str, list[list[str]]]:
    """The tables of the Word form, by the first words of their head."""
    found = list(tables(open_word(folder(name) / "04 申报表.docx")))
    return dict(zip(("cover", "Ⅰ", "Ⅱ-1", "Ⅱ-2", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ"), found, strict=False))


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_the_table_of_schools_is_assessment_json(name: str) -> None:
    rows = [row for row in form(name)["Ⅱ-2"][2:] if len(row) == 15]
    wanted = [s for stage in STAGES for s in result(name)["sections"] if s["stage"] == stage]
    assert len(rows) == len(wanted)
    words = {"met": "达标", "unmet": "未达标", "missing": "待填报"}
    for row, section in zip(rows, wanted, strict=True):
        values = [shown(section["indicators"][id]["value"], 2) for id in INDICATORS]
        pupils = "—" if section["pupils"] is None else str(section["pupils"])
        assert row[6:13] == values
        assert row[3] == pupils
        assert row[1] == "".join(section["school"].split())
        assert row[13] == words[section["state"]]
        blank = "missing" in {one["state"] for one in section["indicators"].values()}
        assert row[14].startswith(
            f"{section['met_count']}项达标" if section["met_count"] or not blank else "L"
        )


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_the_table_of_balance_is_assessment_json(name: str) -> None:
    rows = form(name)["Ⅲ"][2:]
    for stage, means, cvs in zip(STAGES, rows[::2], rows[1::2], strict=True):
        found = result(name)["balance"].get(stage)
        assert means[0] == WORDS[stage]
        assert means[2:9] == [shown(found[id]["mean"] if found else None, 2) for id in INDICATORS]
        assert cvs[2:9] == [shown(found[id]["cv"] if found else None, 3) for id in INDICATORS]
        assert means[9] == "——"


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_the_shares_of_schools_are_counted(name: str) -> None:
    rows = form(name)["Ⅱ-1"][2:]
    for stage, counts, shares in zip(STAGES, rows[::2], rows[1::2], strict=True):
        mine = [s for s in result(name)["sections"] if s["stage"] == stage]
        if mine:
            told = [_share_told(states) for states in _states_of(mine)]
            assert list(zip(counts[2:], shares[2:], strict=True)) == told
        else:
            assert set(counts[2:] + shares[2:]) == {"—"}


def _states_of(sections: list[dict[str, Any]]) -> list[list[str]]:
    """The states of each indicator over some sections, and of the whole rule."""
    found = [[s["indicators"][id]["state"] for s in sections] for id in INDICATORS]
    return [*found, [s["state"] for s in sections]]


def _share_told(states: list[str]) -> tuple[str, str]:
    """How many are met, of those that are known, and how many are not."""
    met, unmet, missing = (states.count(state) for state in ("met", "unmet", "missing"))
    if missing and not met:
        return f"—（{missing}待填报）", "—"
    waiting = f"（另{missing}待填报）" if missing else ""
    return f"{met}{waiting}", f"{shown(100 * met / (met + unmet), 1)}{waiting}"


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_items_say_their_rates_and_states(name: str) -> None:
    found = form(name)
    items = result(name)["items"]
    states = {"met": "达标", "unmet": "未达标", "missing": "待填报", "not_applicable": "不适用"}
    for letter, table in (("G", found["Ⅳ"]), ("Q", found["Ⅴ"])):
        for number, row in enumerate(table[1:], 1):
            item = items[f"{letter}{number}"]
            assert row[0] == str(number)
            assert row[3] == states[item["state"]]
            rates = [item["value"]] if "value" in item else []
            rates += item.get("values", {}).values()
            for rate in rates:
                if rate is None:
                    continue
                said = shown(rate, 0) + "元" if number == 7 else shown(rate * 100, 1) + "%"
                assert said in row[2]
    rate = items["S1"]["value"]
    told = shown(None if rate is None else rate * 100, 1)
    assert found["Ⅵ"][2][4].partition("（准确值")[0] == told


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_the_workbook_shows_what_the_form_says(name: str) -> None:
    book = openpyxl.load_workbook(folder(name) / "04 申报表.xlsx")
    for sheet_name, wanted in form(name).items():
        if sheet_name == "cover":
            continue
        said = [
            [_displayed(cell) for cell in row if cell.value not in (None, "")]
            for row in book[f"表{sheet_name}"].iter_rows()
        ]
        for row in wanted[2:]:
            tight_row = [re.sub(r"\s", "", text) for text in row if text]
            assert tight_row in [[re.sub(r"\s", "", text) for text in line] for line in said]


def _displayed(cell: openpyxl.cell.Cell) -> str:
    if isinstance(cell.value, (int, float)):
        decimals = len(cell.number_format.partition(".")[2])
        return shown(float(cell.value), decimals)
    assert cell.data_type == "s"
    return str(cell.value)


def documents_of(name: str) -> dict[str, str]:
    """What is filed; sheets for inside have figures of single schools besides."""
    return {
        d.name: word_text(folder(name) / f"{d.name}.docx")
        for d in DOCUMENTS
        if d.group == "申报材料"
    }


def _known_rates(name: str) -> set[str]:
    """Every percentage at one decimal that there may be: rates, and shares of sections."""
    found = result(name)
    rates = set()
    for item in found["items"].values():
        for value in (item.get("value"), *item.get("values", {}).values()):
            if value is not None:
                rates.add(shown(100 * value, 1))
    for stage in STAGES:
        mine = [s for s in found["sections"] if s["stage"] == stage]
        for states in _states_of(mine):
            met, unmet = states.count("met"), states.count("unmet")
            rates |= {shown(100 * met / (met + unmet), 1)} if met or unmet else set()
    return rates


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_no_document_prints_a_rate_of_another_make(name: str) -> None:
    """What `figures` made for one document is what all of them say."""
    rates = _known_rates(name)
    report = golden(name)[0]
    exact = {row[2] for row in _roundings(name)}
    q2, g14 = report.items["Q2"].terms, report.items["G14"].terms
    extra = {
        figures.hundredths(figures.over(_value(report, "Q2.2"), q2["base"])),
        figures.hundredths(figures.over(_value(report, "G14.4"), g14["part"])),
    }
    part = report.items["Q4"].parts[0].figures
    extra.add(
        figures.hundredths(figures.over(float(part["part"].sum()), float(part["base"].sum())))
    )
    for document, text in documents_of(name).items():
        for found in re.findall(r"(?<![\d.])\d+\.\d+(?=%)", text):
            if f"{found}%" not in exact:
                assert found in rates | extra, (document, found)


def _value(report: object, key: str) -> float | None:
    value = report.county.item(key).value  # type: ignore[attr-defined]
    return value if isinstance(value, float) else None


def _roundings(name: str) -> list[list[str]]:
    from qbe_xl.report.view import report_view

    return report_view(*golden(name))["roundings"]["rows"]


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_word_and_page_say_the_same(name: str) -> None:
    for document in DOCUMENTS:
        word = word_text(folder(name) / f"{document.name}.docx")
        page = page_text(folder(name) / "网页" / f"{document.name}.html")
        assert sorted("".join(word.split())) == sorted("".join(page.split())), document.name


def test_rounding_that_would_change_a_verdict_is_noted() -> None:
    text = "".join(word_text(folder("mixed") / "04 申报表.docx").split())
    assert "是否达标按准确值判定" in text
    assert "99.96%" in text
    assert "按准确值" not in "".join(word_text(folder("met") / "04 申报表.docx").split())


def test_a_workbook_in_the_folder_is_text_where_it_is_text(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(folder("mixed") / "04 申报表.xlsx")
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
