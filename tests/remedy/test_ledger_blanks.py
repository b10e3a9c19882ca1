"""What is blank in a draft: one case a unit with its cells, whatever staff did to the ledger."""

from __future__ import annotations

from qbe_xl.clauses.duties import general
from qbe_xl.remedy.ledger.merging import merge
from qbe_xl.remedy.ledger.model import Former, Ledger
from qbe_xl.remedy.ledger.problems import find
from tests.counties import Draft, Row, school
from tests.remedy.ledgers import NOON, again, found, issue

KEYS = ("学校标识码", "学校名称", "办学类型", "所属乡镇", "归属学校标识码")
R4, FILL = "R4-小学-A1", "填报-A1"


def blank_draft(schools: int) -> Draft:
    names = [f"A{n}" for n in range(1, schools + 1)]
    rows: list[Row] = [school(name) for name in names]
    bare = [{key: row[key] if key in KEYS else None for key in row} for row in rows]
    return Draft(schools=bare, classes=[], rooms=[])


def changed(**cells: object) -> Draft:
    """The county in which everything is met, with cells of A1 changed."""
    draft = Draft()
    assert draft.schools[0]["学校标识码"] == "A1"
    draft.schools[0] |= cells
    return draft


def run(draft: Draft, former: Former | None = None) -> Ledger:
    return merge(former or Former(), find(draft.assess(), today=NOON.date()), general(), NOON)


def test_a_draft_is_one_case_a_school_with_the_list_of_its_cells() -> None:
    ledger = run(blank_draft(3))
    rows = {row.id: row for row in ledger.rows}
    assert {f"填报-A{n}" for n in (1, 2, 3)} <= set(rows)
    assert len([row for row in ledger.rows if row.text("code")]) == 3
    said = rows[FILL].text("problem")
    for cell in ("小学在校生数（学校!", "教学仪器设备值（学校!", "寄宿制（学校!"):
        assert cell in said
    listed = said.partition("：")[2].split("、")
    assert said.startswith(f"{len(listed)} 处待填报：")
    assert rows[FILL].text("measure").startswith("核实并补报")


def test_the_blanks_of_the_county_are_one_case_a_unit() -> None:
    draft = Draft()
    draft.items |= {"G8.1": None, "G2.1": None, "P2": None}
    rows = {row.id: row for row in run(draft).rows}
    lead = {id: general().units[general().kind_of(id).lead].name for id in ("G8", "G2", "P2")}
    assert set(rows) == {f"填报-全县-{name}" for name in lead.values()}
    pay = rows[f"填报-全县-{lead['G8']}"].text("problem")
    assert "G8 " in pay
    assert "县级数据!" in pay


def test_what_is_filled_in_is_closed_and_what_is_lacking_then_opens() -> None:
    first = run(changed(教学及辅助用房面积=None))
    assert [row.id for row in first.rows] == [FILL]
    short = changed(教学及辅助用房面积=900.0)
    second = {row.id: row for row in run(short, again(first)).rows}
    assert second[FILL].text("state") == "已销号"
    assert second[R4].text("state") == "待整改"


def test_what_staff_wrote_in_a_row_that_now_is_blank_stays() -> None:
    short = changed(教学及辅助用房面积=900.0)
    lacking = changed(教学及辅助用房面积=None)
    first = run(short)
    former = again(first)
    second = {row.id: row for row in run(lacking, former).rows}
    assert set(second) >= {R4, FILL}
    assert "待填报" in second[R4].text("check")
    assert not second[R4].is_closed
    third = run(lacking, again(run(lacking, former)))
    assert third.fresh == 0


def test_cases_of_blanks_of_an_earlier_version_go_into_the_list_unless_staff_wrote_in_them() -> (
    None
):
    before = found(issue(R4, "待填报", missing=True), issue("R6-小学-A1", "待填报", missing=True))
    old = merge(Former(), before, general(), NOON)
    former = again(old, {(R4, "责任人"): "张老师"})
    now = run(changed(教学及辅助用房面积=None, 教学仪器设备值=None), former)
    ids = {row.id: row for row in now.rows}
    assert "R6-小学-A1" not in ids
    assert ids[R4].text("person") == "张老师"
    assert FILL in ids
