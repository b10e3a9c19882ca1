"""qbe-xl many: a folder of counties, with what strangers put into it."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import lxml.html
import openpyxl
import pytest

from qbe_xl.files import children, writing
from qbe_xl.many import derived, kernel, partitions
from qbe_xl.many.finding import workbooks
from qbe_xl.many.outcome import NAME, Outcome
from qbe_xl.many.run import EXPORTED, many
from qbe_xl.standards import document_of
from tests import excel_rules
from tests.command_line import BARE, ROOT, qbe
from tests.counties import GOLDEN, GOLDEN_NAMES
from tests.files import hostile

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every golden county in two 州市, two broken files, a bomb, and one county twice."""
    root = tmp_path_factory.mktemp("many") / "各县"
    for i, name in enumerate(GOLDEN_NAMES):
        place = root / ("甲州", "乙市")[i % 2] / f"{name}.xlsx"
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(GOLDEN / f"{name}.xlsx", place)
    whole = (GOLDEN / "met.xlsx").read_bytes()
    shutil.copy(GOLDEN / "met.xlsx", root / "甲州" / "另一份.xlsx")
    (root / "甲州" / "断.xlsx").write_bytes(whole[: len(whole) // 2])
    (root / "甲州" / "文.xlsx").write_text("学校,人数", encoding="utf-8")
    parts = hostile.unzipped(whole)
    del parts[SHEET]
    (root / "乙市" / "炸弹.xlsx").write_bytes(hostile.bomb(parts, SHEET, 1100))
    (root / "甲州" / "~$met.xlsx").write_bytes(b"")
    (root / "甲州" / "说明.txt").write_text("不是工作簿", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def first(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    out = tmp_path_factory.mktemp("many") / "汇总"
    return out, many(folder, out, workers=2)


def told(out: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((out / "many.json").read_text(encoding="utf-8"))
    return found


pytestmark = [pytest.mark.program, pytest.mark.slow]


def test_every_county_has_the_verdict_of_its_golden_file(first: tuple[Path, Outcome]) -> None:
    found = told(first[0])
    assert list(found) == ["schema", "counties", "unusable"]
    counties = found["counties"]
    assert isinstance(counties, list)
    assert [c["file"] for c in counties] == sorted(c["file"] for c in counties)
    for county in counties:
        name = Path(county["file"]).stem
        name = "met" if name == "另一份" else name
        golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
        assert county["verdict"] == golden["verdict"], name
        assert county["groups"] == golden["groups"], name
        assert county["county"] == golden["county"], name
    assert len(counties) == len(GOLDEN_NAMES) + 1


def test_what_cannot_be_used_is_told_with_its_problems(first: tuple[Path, Outcome]) -> None:
    unusable = told(first[0])["unusable"]
    assert isinstance(unusable, list)
    assert [u["file"] for u in unusable] == ["乙市/炸弹.xlsx", "甲州/文.xlsx", "甲州/断.xlsx"]
    assert all(u["problems"] for u in unusable)
    assert first[1].unusable == 3


def test_the_tables_hold_what_the_golden_files_hold(first: tuple[Path, Outcome]) -> None:
    out = first[0]
    for part in EXPORTED:
        assert (out / f"{part}.parquet").is_file()
    name = "mixed"
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    sections = duckdb.execute(
        f"SELECT code, stage, state, met_count, R1, R6 FROM '{out}/section.parquet' "  # noqa: S608
        f"WHERE file LIKE '%/{name}.xlsx'"
    ).fetchall()
    expected = [(s["code"], s["stage"], s["state"], s["met_count"]) for s in golden["sections"]]
    assert [row[:4] for row in sections] == expected
    for row, section in zip(sections, golden["sections"], strict=True):
        for value, id in zip(row[4:], ("R1", "R6"), strict=True):
            held = section["indicators"][id]["value"]
            assert (value is None) == (held is None)
            assert value is None or value == pytest.approx(held, rel=1e-9)
    figures = {
        (id, key): (value, state)
        for id, key, value, state in duckdb.execute(
            f"SELECT id, key, value, state FROM '{out}/figure.parquet' "  # noqa: S608
            f"WHERE file LIKE '%/{name}.xlsx' AND key NOT IN ('cv', 'mean')"
        ).fetchall()
    }
    for id, item in golden["items"].items():
        for key, value in (item.get("values") or {"": item.get("value")}).items():
            found, state = figures[id, key]
            assert state == item["state"], id
            assert (found is None) == (value is None), id
            assert value is None or found == pytest.approx(value, rel=1e-9)


def test_a_second_run_reads_nothing_and_says_the_same(
    folder: Path, first: tuple[Path, Outcome]
) -> None:
    out = first[0]
    before = {p.name: p.read_bytes() for p in out.glob("*.parquet")}
    papers = {p: p.stat().st_mtime_ns for p in (out / "汇总.xlsx", out / "many.json")}
    same = many(folder, out, workers=1)
    assert (same.counties, same.unusable, same.read) == (first[1].counties, first[1].unusable, 0)
    assert (same.by_verdict, same.notices) == (first[1].by_verdict, first[1].notices)
    assert {p: p.stat().st_mtime_ns for p in papers} == papers, "nothing changed, all stays"
    said = told(out)
    (out / "many.json").unlink()
    again = many(folder, out, workers=1)
    assert again.read == 0
    assert told(out) == said
    assert not any("/" in name and name[0] != "." for name in again.files), "no region changed"
    assert {p.name: p.read_bytes() for p in out.glob("*.parquet")} == before
    (out / "甲州" / "汇总.html").unlink()
    many(folder, out, workers=1)
    assert (out / "甲州" / "汇总.html").is_file()


def test_only_what_changed_is_read_again(
    folder: Path, first: tuple[Path, Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, out = tmp_path / "各县", tmp_path / "汇总"
    shutil.copytree(folder, copy)
    shutil.copytree(first[0], out, copy_function=os.link)  # a copy is not what the run had written
    for name in ("甲州/断.xlsx", "甲州/文.xlsx", "乙市/炸弹.xlsx"):
        shutil.copy(GOLDEN / "wide.xlsx", copy / name)
    # The three are now a county that is known already; three others are new.
    for i, name in enumerate(("met", "mixed", "wide")):
        data = hostile.unzipped((GOLDEN / f"{name}.xlsx").read_bytes())
        (copy / "丙市").mkdir(exist_ok=True)
        (copy / "丙市" / f"{name}.xlsx").write_bytes(
            hostile.zipped(data | {f"customXml/{i}.xml": b"<a/>"})
        )
    judged: list[str] = []
    make = derived._made

    def made(base: Any, files: Sequence[str], *, whole: bool) -> dict[str, derived.Derived]:
        judged.extend(files)
        return make(base, files, whole=whole)

    monkeypatch.setattr(derived, "_made", made)
    found = many(copy, out, workers=1)
    assert found.read == 3
    assert found.unusable == 0
    assert sorted(judged) == [f"丙市/{name}.xlsx" for name in ("met", "mixed", "wide")]
    kept = {name.partition("/")[0] for name in found.files if "/" in name}
    assert {"甲州", "乙市", "丙市"} <= kept, "each of them holds a file that changed"


def test_a_worker_that_dies_is_started_anew(
    folder: Path, first: tuple[Path, Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = children.Child.ask
    deaths: list[str] = []

    def ask(self: children.Child, job: object, *more: Any) -> dict[str, str]:
        assert isinstance(job, list)
        if job[1] == "甲州/met.xlsx" or (job[1] == "乙市/mixed.xlsx" and "mixed" not in deaths):
            deaths.append(Path(job[1]).stem)
            self._process.kill()
        return asked(self, job, *more)

    monkeypatch.setattr(children.Child, "ask", ask)
    some = tmp_path / "各县"
    for name in ("甲州/met.xlsx", "乙市/mixed.xlsx", "乙市/trap-pass.xlsx"):
        (some / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(GOLDEN / Path(name).name, some / name)
    found = many(some, tmp_path / "汇总", workers=1)
    assert deaths.count("mixed") == 1
    assert deaths.count("met") == 2  # tried once more, then left out
    said = told(tmp_path / "汇总")
    assert [u["file"] for u in said["unusable"]] == ["甲州/met.xlsx"]  # type: ignore[attr-defined]
    assert found.counties == 2


def test_two_runs_at_once_leave_the_set_of_one(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总"
    some = folder / "乙市"
    standards = ("yunnan-2022", "national-2017")
    command = [sys.executable, "-m", "qbe_xl", "many", str(some), "--out", str(out)]
    env = BARE | {"PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(
            [*command, "--workers", "1", "--standard", standard], env=env, stderr=subprocess.PIPE
        )
        for standard in standards
    ]
    for process in running:
        _, said = process.communicate()
        assert process.returncode == 0, said.decode()
    assert len(told(out)["counties"]) == len(GOLDEN_NAMES[1::2])  # type: ignore[arg-type]
    kept = (
        duckdb.read_parquet(str(out / "county.parquet")).project("standard").distinct().fetchall()
    )
    pages = [page.read_text(encoding="utf-8") for page in out.glob("*/汇总.html")]
    assert pages
    for standard in standards:
        shown = any(document_of(standard) in page for page in pages)
        assert shown == (kept == [(standard,)])


EVIL = "<img src=x onerror=alert(1)>'; DROP TABLE county; --"
FORMULA = "=cmd|'/c calc'!A1"


def test_names_are_neither_sql_nor_formula_nor_markup_nor_place(tmp_path: Path) -> None:
    root = tmp_path / "甲=1" / "县[2026]*"
    root.mkdir(parents=True)
    book = openpyxl.load_workbook(GOLDEN / "branch.xlsx")
    told_as = {"县名": EVIL, "州市": "汇总.xlsx"}
    for row in book["县情"].iter_rows():
        row[1].value = told_as.get(str(row[0].value), row[1].value)
    name = next(cell.column for cell in book["学校"][1] if cell.value == "学校名称")
    for (cell,) in book["学校"].iter_rows(min_row=2, min_col=name, max_col=name):
        cell.value, cell.data_type = f"{FORMULA}{cell.row}", "s"
    book.save(root / "x'; SELECT 1--.xlsx")
    (tmp_path / "part=2" / "o[1]*'x" / partitions.FOLDER).mkdir(parents=True)
    out = tmp_path / "part=2" / "o[1]*'x"  # part is a column of ours, too
    begun = out / partitions.FOLDER / ".x.parquet.1"
    begun.write_bytes(b"half")
    os.utime(begun, (1, 1))
    for _ in range(2):
        found = many(root, out, workers=1)
        assert (found.counties, found.unusable) == (1, 0)
    assert not begun.exists()
    (county,) = json.loads((out / "many.json").read_bytes())["counties"]
    assert (county["county"], county["file"]) == (EVIL, "x'; SELECT 1--.xlsx")
    region = next(path for path in out.iterdir() if path.is_dir() and path.name[0] != ".")
    assert region.name != "汇总.xlsx"
    for folder in (out, region):
        page = lxml.html.parse(folder / "汇总.html").getroot()
        assert not page.xpath("//@onerror | //img[@src='x']")
        assert EVIL in page.text_content()
        for part in hostile.unzipped((folder / "汇总.xlsx").read_bytes()).values():
            assert b"cmd|" not in b"".join(re.findall(rb"<f>.*?</f>", part))


def test_a_full_disk_leaves_the_former_results(
    folder: Path, first: tuple[Path, Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "汇总"
    shutil.copytree(first[0], out, copy_function=os.link)
    (out / partitions.FOLDER / NAME).unlink()  # so that everything is written again
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "_write", full)
    with pytest.raises(Exception, match="磁盘空间"):
        many(folder, out, workers=1)
    monkeypatch.undo()
    assert {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()} == before
    assert many(folder, out, workers=1).unusable == 3


def test_a_damaged_partition_is_made_again(
    folder: Path, first: tuple[Path, Outcome], tmp_path: Path
) -> None:
    out = tmp_path / "汇总"
    shutil.copytree(first[0], out, copy_function=os.link)
    kept = sorted((out / partitions.FOLDER).glob("*.parquet"))
    for path, content in zip(
        kept, (kept[0].read_bytes()[:100], b"", kept[3].read_bytes()), strict=False
    ):
        path.unlink()  # what stands there now was planted: cut off, empty, or of another county
        path.write_bytes(content)
    found = many(folder, out, workers=1)
    assert found.read == 3
    assert (out / "county.parquet").read_bytes() == (first[0] / "county.parquet").read_bytes()


def test_a_county_on_which_the_two_ways_differ_is_told_in_every_run_but_never_from_a_planted_note(
    first: tuple[Path, Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some, out = tmp_path / "各县", tmp_path / "汇总"
    for name in ("met", "mixed"):
        some.mkdir(exist_ok=True)
        shutil.copy(GOLDEN / f"{name}.xlsx", some)
    monkeypatch.setattr(kernel, "disagreements", lambda base, files=None: ["mixed.xlsx"])
    told_first = many(some, out, workers=1).notices
    assert [str(one.place) for one in told_first] == ["mixed.xlsx"]
    monkeypatch.undo()
    (out / "many.json").unlink()
    assert many(some, out, workers=1).notices == told_first, "its partition is the same"
    note = out / partitions.FOLDER / derived.NAME
    planted = note.read_bytes().replace(b"true", b"false")
    note.unlink()
    note.write_bytes(planted.replace(b"false", b"true"))
    (out / "many.json").unlink()
    assert many(some, out, workers=1).notices == ()


def test_papers_of_a_region_that_came_with_the_folder_are_made_again(
    first: tuple[Path, Outcome], tmp_path: Path
) -> None:
    some = tmp_path / "各县" / "甲州" / "met.xlsx"
    some.parent.mkdir(parents=True)
    shutil.copy(GOLDEN / "met.xlsx", some)
    many(tmp_path / "各县", tmp_path / "甲", workers=1)
    shutil.copytree(tmp_path / "甲", tmp_path / "乙")  # as a stranger hands it over
    (tmp_path / "乙" / "甲州" / "汇总.html").write_text("全部达标", encoding="utf-8")
    many(tmp_path / "各县", tmp_path / "乙", workers=1)
    assert "全部达标" not in (tmp_path / "乙" / "甲州" / "汇总.html").read_text(encoding="utf-8")


def test_the_papers_open_and_lead_down_to_the_cell(first: tuple[Path, Outcome]) -> None:
    out = first[0]
    books = sorted(out.rglob("汇总.xlsx"))
    assert [b.parent.name for b in books] == sorted(["乙市", "甲州", out.name])
    for book in books:
        assert excel_rules.problems(book.read_bytes()) == []
    page = (out / "汇总.html").read_text(encoding="utf-8")
    assert 'href="%E7%94%B2%E5%B7%9E/' in page
    assert "不是排名" in page
    region = (out / "甲州" / "汇总.html").read_text(encoding="utf-8")
    assert "学校!" in region


def test_conditions_and_cases_of_article_ten_have_words_of_their_own(
    first: tuple[Path, Outcome],
) -> None:
    """docs/style.zh-CN.md: nobody says of a 一票否决 that it is met."""
    book = openpyxl.load_workbook(first[0] / "汇总.xlsx", read_only=True)
    for sheet, heads in (("各县结果", "基本条件|一票否决"), ("省级评估汇总表", r"[PV]\d·.*")):
        rows = [[str(cell or "") for cell in row] for row in book[sheet].values]
        named = next(row for row in rows if "州市" in row)
        columns = [i for i, head in enumerate(named) if re.fullmatch(heads, head.replace("\n", ""))]
        said = {row[i] for row in rows[rows.index(named) + 1 :] for i in columns if len(row) > i}
        assert len(columns) in (2, 8)
        assert not any("section" in head or "balance" in head for head in named)
        assert said & {"● 未发现", "● 不存在"}
        assert said & {"✕ 不符合", "✕ 存在"}
        assert not any(word.endswith((" 达标", "未达标")) for word in said)


def test_twins_and_counties_too_alike_are_told(first: tuple[Path, Outcome]) -> None:
    page = (first[0] / "汇总.html").read_text(encoding="utf-8")
    assert "同一个文件两份" in page
    assert "标识码跨县重复" in page


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.5:8786", "ws://127.0.0.1:1", "10.0.0.5:8786", "tls://", "tcp://a:x"]
)
def test_an_address_that_anybody_may_answer_is_refused(address: str, folder: Path) -> None:
    done = qbe("many", folder, "--scheduler", address)
    assert done.returncode == 2
    assert "--scheduler" in done.stderr


def test_links_hidden_files_and_the_results_are_no_counties(tmp_path: Path) -> None:
    root = tmp_path / "各县"
    out = root / "汇总"
    (root / ".cache").mkdir(parents=True)
    out.mkdir()
    for place in (root / "a.xlsx", root / ".b.xlsx", root / ".cache/c.xlsx", out / "d.xlsx"):
        place.write_bytes(b"")
    (root / "e.xlsx").symlink_to(root / "a.xlsx")
    (root / "f").symlink_to(tmp_path)
    assert [found.name for found in workbooks(root, out)] == ["a.xlsx"]


def test_a_folder_without_workbooks_is_refused(tmp_path: Path) -> None:
    done = qbe("many", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "没有工作簿" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.search
def test_three_hundred_counties_with_two_broken_a_bomb_and_one_twice(tmp_path: Path) -> None:
    root = tmp_path / "各县"
    names = ("near-lines", "branch", "self-parent", "senior-only", "boundary")
    parts = {name: hostile.unzipped((GOLDEN / f"{name}.xlsx").read_bytes()) for name in names}
    for number in range(300):
        name = names[number % len(names)]
        place = root / f"州{number % 9}" / f"{number:03d}.xlsx"
        place.parent.mkdir(parents=True, exist_ok=True)
        own = {"customXml/own.xml": f"<a>{number}</a>".encode()}
        place.write_bytes(hostile.zipped(parts[name] | own))
    whole = root / "州0" / "000.xlsx"
    (root / "州1" / "断.xlsx").write_bytes(whole.read_bytes()[:4000])
    (root / "州2" / "文.xlsx").write_text("学校,人数", encoding="utf-8")
    bomb = {key: data for key, data in parts["branch"].items() if key != SHEET}
    (root / "州3" / "炸弹.xlsx").write_bytes(hostile.bomb(bomb, SHEET, 1100))
    shutil.copy(whole, root / "州4" / "又一份.xlsx")
    one, two = tmp_path / "甲", tmp_path / "乙"
    found = many(root, one, workers=1)
    assert (found.counties, found.unusable, found.read) == (301, 3, 303)
    assert many(root, two, workers=2).by_verdict == found.by_verdict
    for name in (*(f"{part}.parquet" for part in EXPORTED), "many.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes(), name
    for number in (7, 8, 9):
        place = root / f"州{number % 9}" / f"{number:03d}.xlsx"
        place.write_bytes(hostile.zipped(parts["branch"] | {"customXml/own.xml": b"<b/>"}))
        parts["branch"][f"customXml/{number}.xml"] = b"<c/>"
    assert many(root, one, workers=1).read == 3
