"""The list of expected documents: whole, cited, and refused with every fault where it is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qbe_xl import standards
from qbe_xl.clauses.duties import example, general
from qbe_xl.errors import InputError
from qbe_xl.evidence import expected
from qbe_xl.evidence.expected import as_toml, ids_of, indicators_of, listed_for, load, shipped

FORMER = Path(__file__).with_name("list-0.1.0.toml")
"""The list as version 0.1.0 shipped it: what a county may have copied."""

IDS = ids_of(standards.resolve())
INDICATORS = indicators_of(standards.resolve())


UNITS_OF_ANNEX = frozenset(unit.name for unit in general().units.values())
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
    assert any(d.source == "惯例" for d in documents)
    for document in documents:
        assert document.source == "惯例" or document.source.split()[0] in catalogue.sources
        assert document.by in UNITS_OF_ANNEX | {expected.SCHOOL}


def test_every_cited_source_is_used() -> None:
    catalogue = shipped()
    said = " ".join(
        [e.basis for e in catalogue.indicators.values()]
        + [d.source for e in catalogue.indicators.values() for d in e.documents]
    )
    assert all(name in said for name in catalogue.sources)


def refused(folder: Path, change: tuple[str, str]) -> str:
    text = FORMER.read_text(encoding="utf-8")
    assert change[0] in text
    path = folder / "我的清单.toml"
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("[G3]", "[G33]"), ("无法识别“G33”，相近的有：G3", "缺少 G3")),
        (('kind = "名册"', 'kind = "名单"'), ("无法识别“名单”，可用的有", "名册")),
        (('source = "惯例"', 'source = "听说"'), ("应写“惯例”，或以 条文、申报表",)),
        (('title = "有效问卷"', 'title = "有效/问卷"'), ("S1.documents 第 3 项.title",)),
        (('title = "有效问卷"', 'titel = "有效问卷"'), ("无法识别“titel”", "缺少 title")),
        (('units = ["县财政局", "县教育体育局"]', "units = []"), ("G6.units：至少写 1 个",)),
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
    message = refused(tmp_path, (FORMER.read_text(encoding="utf-8"), "[sources]\n"))
    assert len(message.splitlines()) == len(IDS)


def test_a_list_of_the_countys_own_is_read_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "清单.toml"
    text = FORMER.read_text(encoding="utf-8")
    path.write_text("\ufeff" + re.sub(r"县教育体育局", "县教育局", text), encoding="utf-8")
    assert load(path)["G3"].lead == "县教育局"


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "清单.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        load(path)


def test_the_list_to_be_copied_is_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "清单.toml"
    path.write_text(as_toml(), encoding="utf-8")
    assert load(path) == shipped()


def test_a_list_of_version_0_1_0_is_read_with_the_units_that_it_names() -> None:
    catalogue = load(FORMER)
    assert catalogue["R1"].lead == "县教育体育局"
    assert catalogue["R1"].basis == "县方案 四（三）、附件1"
    assert [d.title for d in catalogue["G12"].documents] == ["专任教师资格证台账"]
    titles = {id: [d.title for d in entry.documents] for id, entry in shipped().indicators.items()}
    former = {id: [d.title for d in entry.documents] for id, entry in catalogue.indicators.items()}
    assert former == titles


def test_who_answers_is_said_once() -> None:
    duties, catalogue = general(), shipped()
    assert {entry.basis for entry in catalogue.indicators.values()} == {"惯例"}
    for id, entry in catalogue.indicators.items():
        assert entry.lead == duties.name(duties.kind_of(id).lead)


def test_a_countys_own_plan_and_its_standard_are_cited() -> None:
    catalogue = listed_for(example(), standards.load("national-2017").at())
    assert catalogue["R1"].lead == "县委编委办"
    assert catalogue["R1"].basis == "本县方案 四（三）、附件1"
    assert catalogue.sources["本县方案"].startswith("《砚山县推进县域义务教育优质均衡发展")
    assert catalogue.sources["条文"].endswith("（教督〔2017〕6号）本项条文")
    assert "〔2022〕" not in "".join(catalogue.sources.values())
