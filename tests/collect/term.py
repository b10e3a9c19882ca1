"""A term of collecting: a made-up county sent out, and what comes back of it, mauled."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from qbe_xl.blank import blank_workbook
from qbe_xl.collect.page import NAME as PAGE
from qbe_xl.collect.split import split
from qbe_xl.county.rows import Row
from scripts import sample_county
from tests import office
from tests.collect.schools import cell

ROSTER = ("code", "name", "township", "parent", "type", "owner", "owner_code", "area")
TITLES = ("上报", "填报表 ", "最终版", "（改）", "新建 XLSX 工作表", "副本-")


@dataclass
class Term:
    """What was sent out and what came back.

    book: the county's workbook that the returns are merged into: names only, no figures.
    fill: the figures that the schools filled in. dropped, damaged, twice: 学校标识码.
    """

    book: Path
    folder: Path
    fill: dict[str, list[Row]]
    dropped: list[str] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)
    twice: str = ""


def term(
    place: Path,
    schools: int,
    *,
    dropped: int,
    damaged: int,
    formats: tuple[str, ...] = ("xlsx", "xls", "ods"),
    resaved: float = 1 / 3,
    seed: int = 7,
) -> Term:
    """Send out a county of so many schools and let them come back.

    resaved: the share that LibreOffice saves again, in these formats by turns.
    """
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    fill = few(sample_county.sample(schools=max(schools, sample_county.FEWEST_SCHOOLS)), schools)
    (place / "填好的.xlsx").write_bytes(blank_workbook(fill))
    roster = {**fill, "班级": [], "专用教室": []}
    roster["学校"] = [{k: v for k, v in row.items() if k in ROSTER} for row in fill["学校"]]
    made = Term(place / "总表.xlsx", place / "交回", fill)
    made.book.write_bytes(blank_workbook(roster))
    files = list(split(place / "填好的.xlsx", place / "下发").files.values())
    rng.shuffle(files)
    made.dropped = [_code(path) for path in files[:dropped]]
    files = files[dropped:]
    _resave(files, round(len(files) * resaved), formats, place)
    made.folder.mkdir()
    for number, path in enumerate(files):
        name = f"{TITLES[number % len(TITLES)]}{number}{path.suffix}"
        target = made.folder / ("补交" if number % 7 == 0 else "") / name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)
        if number < damaged:
            made.damaged[_code(path)] = target.relative_to(made.folder).as_posix()
            _damage(target, number)
    made.twice = _code(files[-1])
    _report_again(files[-1], made.folder / "重新报的.xlsx")
    return made


def few(fill: dict[str, list[Row]], schools: int) -> dict[str, list[Row]]:
    """The first schools of a county, main schools of branches left out where they are."""
    kept = fill["学校"][:: max(1, len(fill["学校"]) // schools)][:schools]
    codes = {row["code"] for row in kept}
    kept = [{**row, "parent": row["parent"] if row["parent"] in codes else None} for row in kept]
    records = {
        name: [row for row in fill[name] if row["code"] in codes] for name in ("班级", "专用教室")
    }
    return {**fill, "学校": kept, **records}


def _code(path: Path) -> str:
    return path.stem.partition("-")[0]


def _resave(files: list[Path], count: int, formats: tuple[str, ...], place: Path) -> None:
    """Put the files that LibreOffice saved again in the place of the first `count`, from behind."""
    for number, to in enumerate(formats):
        chosen = [
            n for n in range(len(files) - count - 1, len(files) - 1) if n % len(formats) == number
        ]
        made = office.convert_all([files[n] for n in chosen], to, place / f"另存 {to}")
        for n, path in zip(chosen, made, strict=True):
            files[n] = path


def _damage(path: Path, number: int) -> None:
    data = path.read_bytes()
    kinds = (
        data[: len(data) // 2],
        b"",
        b"<html><table><tr><td>1</td></tr></table></html>",
        data[:200] + bytes(len(data) - 400) + data[-200:],
        b"\x00\x01" * 4000,
    )
    path.write_bytes(kinds[number % len(kinds)])


def _report_again(path: Path, target: Path) -> None:
    """A later return of the same school, from another program, with one figure changed."""
    book = openpyxl.load_workbook(path)
    cell(book, "建校年份").value = 1901
    book.create_sheet("其他", 0)["A1"] = "与填报无关的一张表"
    book.move_sheet(PAGE, 3)
    book.save(target)
