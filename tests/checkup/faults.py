"""A clean county, the same one a year before, and sixty faults to be put into it."""

from __future__ import annotations

import copy
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from qbe_xl.county import layout
from scripts.county.figures import Row
from scripts.sample_county import Fill, sample

EXTRA_SHEET = "草稿"


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula and the value it had when it was saved."""

    text: str
    value: float | str


@dataclass
class Draft:
    """The rows of a workbook, and what a table of rows cannot say.

    below: further rows under the schools; hidden: rows of 学校, 0-based among the schools.
    """

    fill: Fill
    below: list[dict[str, object]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    extra: list[object] = field(default_factory=list)
    extra_hidden: bool = False

    def school(self, row: int) -> Row:
        """The row of a school."""
        return self.fill["学校"][row]

    def item(self, key: str, value: object) -> None:
        """Change an item of 县级数据."""
        next(row for row in self.fill["县级数据"] if row["key"] == key)["value"] = value

    def fact(self, key: str, value: object) -> None:
        """Change or add an item of 县情."""
        rows = self.fill["县情"]
        found = next((row for row in rows if row["key"] == key), None)
        if found is None:
            rows.append({"key": key, "value": value})
        else:
            found["value"] = value

    def classes(self, row: int) -> list[Row]:
        """The classes of a school."""
        code = self.school(row)["code"]
        return [c for c in self.fill["班级"] if c["code"] == code]

    def write(self, path: Path) -> Path:
        """Write the workbook."""
        path.write_bytes(self.content())
        return path

    def content(self) -> bytes:
        """Return the workbook: header in row 1, every sheet from A1."""
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        for of in layout.SHEETS:
            sheet = book.add_worksheet(of.name)
            rows = [*self.fill[of.name], *(self.below if of is layout.SCHOOLS else [])]
            sheet.write_row(0, 0, [column.header for column in of.columns])
            for number, row in enumerate(rows, 1):
                for place, column in enumerate(of.columns):
                    _write(sheet, number, place, row.get(column.key))
            if of is layout.SCHOOLS:
                for number in self.hidden:
                    sheet.set_row(number + 1, None, None, {"hidden": True})
        if self.extra:
            sheet = book.add_worksheet(EXTRA_SHEET)
            for number, value in enumerate(self.extra):
                _write(sheet, number, 0, value)
            if self.extra_hidden:
                sheet.hide()
        book.close()
        return target.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(row, column, value.text, None, value.value)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否")
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, f"{value:%Y-%m-%d}")


def clean(seed: int = 7) -> Draft:
    """A county of 120 schools in which everything is met."""
    return Draft(sample(seed, 120, met=True))


def year_before(draft: Draft) -> Draft:
    """The same county a year before: every figure that moves is a little different."""
    rng = random.Random(11)  # noqa: S311
    fill = copy.deepcopy(draft.fill)
    for row in fill["学校"]:
        for key, value in row.items():
            column = layout.SCHOOLS.by_key[key]
            if column.kind == "count" and isinstance(value, int) and value >= 5:
                row[key] = max(1, round(value * rng.uniform(0.93, 0.99)))
            elif key in ("budget", "training_funds", "equipment") and value:
                row[key] = round(float(str(value)) * rng.uniform(0.93, 0.99), 2)
        row["owner_code"] = next(
            r.get("owner_code") for r in draft.fill["学校"] if r["code"] == row["code"]
        )
    return Draft(fill)


@dataclass(frozen=True)
class Fault:
    """A fault that was put in: the rule that must find it, and the cell it must point to."""

    rule: str
    sheet: str
    row: int | None
    column: str | None

    @property
    def cell(self) -> str:
        """学校!K7."""
        if self.row is None or self.column is None:
            return self.sheet
        of = layout.BY_NAME[self.sheet]
        place = [column.key for column in of.columns].index(self.column)
        return f"{self.sheet}!{xlsxwriter.utility.xl_col_to_name(place)}{self.row + 2}"


class Seeding:
    """Puts faults into a county, each into a school of its own."""

    def __init__(self) -> None:
        self.draft = clean()
        self.last = year_before(self.draft)
        self.faults: list[Fault] = []
        self.used: set[int] = set()

    def take(self, kind: str, least: int = 1) -> int:
        """Return the row of an unused school of a kind with at least so many pupils."""
        for row, school in enumerate(self.draft.fill["学校"]):
            pupils = sum(int(str(school.get(f"{s}_pupils") or 0)) for s in layout.STAGES)
            if row not in self.used and school["type"] == kind and pupils >= least:
                self.used.add(row)
                return row
        raise LookupError(f"no {kind} of {least} pupils is left")

    def found(self, rule: str, row: int, column: str, sheet: str = "学校") -> None:
        """Note a fault of a row."""
        self.faults.append(Fault(rule, sheet, row, column))

    def item(self, rule: str, key: str, value: object) -> None:
        """Change an item and note the fault."""
        self.draft.item(key, value)
        rows = [row["key"] for row in self.draft.fill["县级数据"]]
        self.found(rule, rows.index(key), "value", "县级数据")

    def fact(self, rule: str, key: str, value: object) -> None:
        """Change a fact and note the fault."""
        self.draft.fact(key, value)
        rows = [row["key"] for row in self.draft.fill["县情"]]
        self.found(rule, rows.index(key), "value", "县情")

    def change(self, rule: str, column: str, kind: str, least: int = 100, **values: Any) -> int:
        """Change figures of a school and note the fault at a column; a number may be a factor."""
        row = self.take(kind, least)
        school = self.draft.school(row)
        for key, value in values.items():
            school[key] = _times(school, value) if isinstance(value, tuple) else value
        self.found(rule, row, column)
        return row


def _times(school: Row, value: tuple[str, float]) -> object:
    """("budget", 0.0001) is that share of the school's budget."""
    return round(float(str(school[value[0]])) * value[1], 4)


def seeded() -> Seeding:
    """Return a county with sixty faults."""
    made = Seeding()
    for group in (_parts, _sums, _units, _combinations, _years, _habits, _sheets):
        group(made)
    return made


def _parts(made: Seeding) -> None:
    made.change("A01", "primary_staff", "小学", primary_staff=3)
    made.change("A02", "training_funds", "小学", training_funds=("budget", 1.2))
    made.change("A04", "exchanged_backbone", "小学", **_exchange(9), primary_backbone=8)
    made.change("A05", "primary_grades", "小学", primary_grades=12)
    made.change("A06", "junior_grades", "初级中学", junior_grades=9)
    made.fact("A08", "农业人口数", 300000)
    made.fact("C09", "农业人口数", 300000)
    made.item("A09", "G14.4", 99999)
    row = made.take("小学", 100)
    room = _rooms(made, row)[0]
    made.draft.fill["专用教室"][room]["area"] = 9000
    made.found("A03", row, "teaching_area")
    made.found("C11", room, "area", "专用教室")
    row = made.change("P01", "primary_degree", "小学", primary_degree=("primary_teachers", 2))
    made.draft.school(row)["primary_degree"] = int(
        float(str(made.draft.school(row)["primary_degree"]))
    )


def _exchange(count: int) -> dict[str, Any]:
    return {"eligible": count, "exchanged": count, "exchanged_backbone": count}


def _rooms(made: Seeding, row: int) -> list[int]:
    code = made.draft.school(row)["code"]
    return [n for n, room in enumerate(made.draft.fill["专用教室"]) if room["code"] == code]


def _sums(made: Seeding) -> None:
    row = made.take("小学", 100)
    mine = made.draft.classes(row)
    made.draft.fill["班级"] = [c for c in made.draft.fill["班级"] if c not in mine]
    made.found("B01", row, "primary_pupils")
    row = made.take("小学", 100)
    first = made.draft.classes(row)[0]
    first["pupils"] = int(str(first["pupils"])) - 7
    made.found("N01", row, "primary_pupils")
    made.item("B02", "Q1.1", 90000)
    made.item("B04", "G15.3", 900000)
    made.draft.item("G15.2", 950000)
    made.fact("B07", "小学在校学生数", "12345")
    made.fact("B09", "初中教学班数", "3")
    made.fact("B08", "小学专任教师数", "77")


def _units(made: Seeding) -> None:
    made.change("C01", "budget", "小学", budget=("budget", 0.0001), training_funds=0)
    made.change("C03", "training_funds", "小学", training_funds=("training_funds", 0.0001))
    made.change("C04", "equipment", "小学", equipment=("equipment", 0.0001))
    made.change("C05", "field_area", "小学", field_area=("field_area", 1 / 666.67))
    made.change("N04", "equipment", "小学", equipment=("equipment", 10000))
    made.change("C02", "budget", "小学", budget=("budget", 10000))
    made.item("C07", "G8.1", 9.8)
    made.fact("C10", "年人均GDP", 4.2)
    row = made.take("小学", 100)
    room = _rooms(made, row)[0]
    made.draft.fill["专用教室"][room]["area"] = 9.6
    made.found("C12", room, "area", "专用教室")
    row = made.take("小学", 100)
    first = made.draft.fill["班级"].index(made.draft.classes(row)[0])
    made.draft.fill["班级"][first]["pupils"] = 480
    made.found("C13", first, "pupils", "班级")
    made.draft.fill["质量监测"][0]["difference"] = 12
    made.found("N05", 0, "difference", "质量监测")


def _combinations(made: Seeding) -> None:
    made.change("F01", "junior_teachers", "小学", junior_teachers=6)
    made.change("F02", "primary_teachers", "初级中学", primary_teachers=6)
    none: dict[str, Any] = {
        f"primary_{key}": 0 for key in ("staff", "teachers", "degree", "backbone", "arts")
    }
    others: dict[str, Any] = dict.fromkeys(("certified", "trained"), 0) | _exchange(0)
    made.change("F03", "primary_teachers", "小学", **none, **others)
    few: dict[str, Any] = {
        f"primary_{key}": 1 for key in ("teachers", "degree", "backbone", "arts")
    }
    ones: dict[str, Any] = dict.fromkeys(("certified", "trained"), 1) | _exchange(1)
    made.change("F05", "primary_teachers", "小学", 150, **few, **ones)
    made.change("F06", "primary_teachers", "小学", primary_teachers=4000, primary_staff=4000)
    made.change("F07", "owner_code", "小学", owner_code=10)
    row = made.take("小学", 100)
    made.draft.school(row)["owner"] = made.last.school(row)["owner"] = "民办"
    made.draft.school(row)["owner_code"] = 7
    made.found("F08", row, "owner_code")
    made.change("F09", "indoor_area", "小学", indoor_area=("teaching_area", 1))
    made.change("F10", "primary_backbone", "小学", 300, primary_backbone=("primary_teachers", 1))
    made.change("F11", "primary_arts", "小学", 300, primary_arts=("primary_teachers", 1))
    made.change("F12", "media_rooms", "小学", media_rooms=600)
    made.change("F13", "built", "小学", built=2099)
    made.change("F14", "funded_pupils", "小学", funded_pupils=4000)
    other = str(made.draft.school(made.take("小学"))["name"])
    made.change("F15", "name", "小学", name=other)
    made.change("N03", "junior_pupils", "小学", junior_pupils=80)
    for rule, kind, key, value in (
        ("F17", "小学", "grade", "八年级"),
        ("F18", "初级中学", "grade", "五年级"),
        ("N02", "小学", "stage", "初中"),
    ):
        one = made.draft.classes(made.take(kind, 100))[1]
        one[key] = value
        made.found(rule, made.draft.fill["班级"].index(one), key, "班级")
    mine = made.draft.classes(made.take("小学", 100))
    again = next(c for c in mine[1:] if c["stage"] == mine[0]["stage"])
    again["name"], again["grade"] = mine[0]["name"], mine[0]["grade"]
    made.found("F16", made.draft.fill["班级"].index(mine[0]), "name", "班级")
    survey = made.draft.fill["社会认可度"]
    survey[0]["satisfied"] = survey[0]["valid"]
    made.found("F22", 0, "satisfied", "社会认可度")


def _years(made: Seeding) -> None:
    row = made.take("小学", 200)
    made.last.school(row)["primary_pupils"] = int(
        int(str(made.draft.school(row)["primary_pupils"])) * 2
    )
    made.found("D01", row, "primary_pupils")
    row = made.take("小学", 200)
    made.last.school(row)["primary_teachers"] = int(
        int(str(made.draft.school(row)["primary_teachers"])) * 2 + 20
    )
    made.found("D02", row, "primary_teachers")
    row = made.take("小学", 100)
    made.last.school(row)["equipment"] = float(str(made.draft.school(row)["equipment"])) / 3
    made.found("D03", row, "equipment")
    row = made.take("小学", 100)
    made.last.fill["学校"][row] = dict(made.draft.school(row))
    made.found("D05", row, "name")
    row = made.take("小学", 100)
    made.last.school(row)["type"] = "教学点"
    made.found("D06", row, "type")


def _habits(made: Seeding) -> None:
    row = made.take("小学", 300)
    school = made.draft.school(row)
    for key in list(school):
        column = layout.SCHOOLS.by_key[key]
        value = school[key]
        if column.kind in ("count", "number") and isinstance(value, (int, float)) and value >= 20:
            school[key] = int(round(value / 10) * 10)
    school |= {"primary_staff": 150, "primary_teachers": 140, "primary_degree": 130}
    school |= {"certified": 120, "trained": 110, "eligible": 90, "primary_near": 200}
    school |= {"primary_pupils": 1200, "funded_pupils": 1210}
    made.found("G01", row, "name")
    made.change("E04", "budget", "小学", 150, budget=("budget", 9))


def _sheets(made: Seeding) -> None:
    """Formulas: every school's 专任教师 is one; one school has a typed figure, one another sum."""
    draft = made.draft
    schools = draft.fill["学校"]
    count = len(schools)
    typed, odd, bare = (made.take("小学", 60) for _ in range(3))
    columns = [column.key for column in layout.SCHOOLS.columns]
    first, second = (
        xlsxwriter.utility.xl_col_to_name(columns.index(f"{stage}_teachers"))
        for stage in ("primary", "junior")
    )
    for row, school in enumerate(schools):
        if row != typed:
            text = f"={first}{row + 2}+{second}{row + (3 if row == odd else 2)}"
            school["trained"] = Formula(text, float(str(school.get("trained") or 0)))
    made.found("H01", typed, "trained")
    made.found("H02", odd, "trained")
    school = schools[bare]
    school["media_rooms"] = Formula(
        f"={school['media_rooms']}+0", float(str(school["media_rooms"]))
    )
    made.found("H05", bare, "media_rooms")
    total = {
        "name": "合计",
        "primary_pupils": Formula(f"=SUM(K2:K{count - 5})", 1.0),
        "junior_pupils": 1,
    }
    draft.below.append(total)
    made.found("H03", count, "primary_pupils")
    made.found("H04", count, "junior_pupils")
    draft.hidden = [40, 41]
    made.faults.append(Fault("H07", "学校!42", None, None))
    row = made.take("小学", 60)
    draft.school(row)["media_rooms"] = Formula("=[其他文件.xlsx]表1!A1", 12.0)
    made.found("H10", row, "media_rooms")
    row = made.take("小学", 60)
    draft.school(row)["equipment"] = Formula("=#REF!+1", "#REF!")
    made.found("P01", row, "equipment")
    row = made.take("小学", 60)
    draft.school(row)["primary_pupils"] = str(draft.school(row)["primary_pupils"])
    made.found("N06", row, "primary_pupils")
    draft.extra = [5, Formula("=1/0", "#DIV/0!")]
    draft.extra_hidden = True
    made.faults.append(Fault("H06", f"{EXTRA_SHEET}!A2", None, None))
    made.faults.append(Fault("H09", EXTRA_SHEET, None, None))


def kinds(faults: Sequence[Fault]) -> Iterator[str]:
    """The rules of faults."""
    return (fault.rule for fault in faults)
