"""The list of expected documents: whole, cited, and refused with every fault where it is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qbe_xl import standards
from qbe_xl.errors import InputError
from qbe_xl.evidence import expected
from qbe_xl.evidence.expected import IDS, INDICATORS, SHIPPED, load, shipped
from qbe_xl.remedy.duties import default_duties

UNITS_OF_ANNEX = frozenset(unit.name for unit in default_duties().units.values())
"""The units of the plan's 附件1."""


def test_there_are_32_indicators_and_each_has_documents_and_a_unit() -> None:
    assert len(INDICATORS) == 32
    clauses = standards.resolve().clauses
    assert set(IDS) == set(clauses) - {"section", "balance"}
    catalogue = shipped()
    for id in IDS:
        assert catalogue[id].documents
        assert set(catalogue[id].units) <= UNITS_OF_ANNEX


def test_every_document_is_cited_or_marked_as_customary() -> None:
    catalogue = shipped()
    documents = [d for entry in catalogue.indicators.values() for d in entry.documents]
    assert any(d.customary for d in documents)
    for document in documents:
        assert document.customary or document.source.split()[0] in catalogue.sources
        assert document.by in UNITS_OF_ANNEX | {expected.SCHOOL}


def test_every_cited_source_is_used() -> None:
    catalogue = shipped()
    said = " ".join(
        [e.basis for e in catalogue.indicators.values()]
        + [d.source for e in catalogue.indicators.values() for d in e.documents]
    )
    assert all(name in said for name in catalogue.sources)


def refused(folder: Path, change: tuple[str, str]) -> str:
    text = SHIPPED.read_text(encoding="utf-8")
    assert change[0] in text
    path = folder / "我的清单.toml"
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("[G3]", "[G33]"), ("G33：没有这项指标，相近的有", "G3：缺少这项指标")),
        (('kind = "名册"', 'kind = "名单"'), ("没有“名单”这种文种", "名册")),
        (('source = "惯例"', 'source = "听说"'), ("应写“惯例”，或以 条文、申报表",)),
        (('title = "有效问卷"', 'title = "有效/问卷"'), ("S1.documents 第 3 份 title",)),
        (('title = "有效问卷"', 'titel = "有效问卷"'), ("不认识“titel”", "不能为空")),
        (('units = ["县财政局", "县教育体育局"]', "units = []"), ("G6.units：应为单位名称",)),
        (("optional = true", 'optional = "是"'), ("optional：应为 true 或 false",)),
        (('title = "有效问卷"', 'title = "社会认可度调查方案"'), ("写了两次",)),
        (("[sources]\n", "[sources\n"), ("不是有效的 TOML",)),
    ],
)
def test_a_faulty_list_is_refused_with_what_and_where(
    tmp_path: Path, change: tuple[str, str], said: tuple[str, ...]
) -> None:
    message = refused(tmp_path, change)
    for part in said:
        assert part in message
    assert message.startswith("我的清单.toml")


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    message = refused(tmp_path, (SHIPPED.read_text(encoding="utf-8"), "[sources]\n"))
    assert len(message.splitlines()) == len(IDS)


def test_a_list_of_the_countys_own_is_read_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "清单.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    path.write_text("\ufeff" + re.sub(r"县教育体育局", "县教育局", text), encoding="utf-8")
    assert load(path)["G3"].lead == "县教育局"


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "清单.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        load(path)
