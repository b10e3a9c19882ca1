"""The folders: legal on Windows, short, and found again when staff rename them."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest

from qbe_xl import standards
from qbe_xl.errors import InputError
from qbe_xl.evidence import run, state
from qbe_xl.evidence.expected import as_toml, ids_of, indicators_of, shipped
from qbe_xl.evidence.places import LONGEST_PATH, README, STATE, Plan
from qbe_xl.files.names import is_legal
from tests.command_line import qbe

IDS = ids_of(standards.resolve())
INDICATORS = indicators_of(standards.resolve())


PLAN = Plan(shipped(), standards.resolve())


def test_every_name_is_legal_and_leaves_room_for_a_file() -> None:
    folders = list(PLAN.all_folders())
    assert len(set(map(str.casefold, folders))) == len(folders)
    for folder in folders:
        assert all(is_legal(part) for part in folder.split("/"))
        assert len(folder) <= LONGEST_PATH - 80


@pytest.mark.parametrize("name", ["a:b", "con", "CON.txt", "com1.pdf", "尾点.", "尾空 ", "a?b", ""])
def test_what_windows_does_not_take(name: str) -> None:
    assert not is_legal(name)


def test_every_folder_belongs_to_its_indicator_and_document() -> None:
    for id in IDS:
        assert PLAN.place(f"{PLAN.folders[id]}/x.pdf") == (id, "")
        for folder, document in PLAN.documents(id):
            assert PLAN.place(f"{folder}/x.pdf") == (id, document.title)
            assert PLAN.place(f"{folder}/下级/再下级/x.pdf") == (id, document.title)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("2 政府保障程度/G3 专用教室/1 台账/x.pdf", ("G3", "音乐美术专用教室台账")),
        ("G03/2-照片/x.pdf", ("G3", "专用教室照片和平面图")),
        ("G03/2024年音乐美术专用教室台账.xlsx", ("G3", "音乐美术专用教室台账")),
        ("G03/随手.xlsx", ("G3", "")),
        ("G13 就近入学/招生划片方案.doc", ("G13", "招生划片方案")),
        ("G99/x.pdf", ("", "")),
        ("G3.pdf", ("", "")),
        ("其他/x.pdf", ("", "")),
        ("G1/30 其他/x.pdf", ("G1", "")),
    ],
)
def test_renamed_folders_and_loose_files_are_understood(path: str, place: tuple[str, str]) -> None:
    assert PLAN.place(path) == place


def test_init_makes_32_indicators_with_a_readme_each(tmp_path: Path) -> None:
    made = run.init(tmp_path / "佐证", "砚山县")
    assert len(made.readmes) == len(IDS)
    readmes = list((tmp_path / "佐证").rglob(README))
    assert len(readmes) == len(IDS)
    text = (tmp_path / "佐证" / PLAN.folders["G3"] / README).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    said = text.decode("utf-8-sig")
    assert "\r\n" in said
    for part in (
        "第七条（三）",
        "96 ㎡",
        "县级教育行政部门",
        "音乐美术专用教室台账",
        "申报表 表Ⅳ第3项",
    ):
        assert part in said
    assert "遮去身份证号" in (tmp_path / "佐证" / PLAN.folders["G11"] / README).read_text(
        "utf-8-sig"
    )
    assert (
        sum(
            PLAN.folders[id]
            in {p.parent.relative_to(tmp_path / "佐证").as_posix() for p in readmes}
            for id in INDICATORS
        )
        == 32
    )


def test_a_second_init_changes_nothing_that_staff_did(tmp_path: Path) -> None:
    run.init(tmp_path)
    mine = tmp_path / PLAN.folders["G3"] / "1 音乐美术专用教室台账" / "台账.xlsx"
    mine.write_bytes(b"mine")
    readme = tmp_path / PLAN.folders["G4"] / README
    readme.write_text("我们自己的说明", encoding="utf-8")
    gone = tmp_path / PLAN.folders["G5"] / README
    gone.unlink()
    made = run.init(tmp_path)
    assert made.folders == ()
    assert made.readmes == ("G5",)
    assert mine.read_bytes() == b"mine"
    assert readme.read_text(encoding="utf-8") == "我们自己的说明"


def test_a_renamed_folder_is_not_made_again(tmp_path: Path) -> None:
    run.init(tmp_path)
    (tmp_path / "2 政府保障程度").rename(tmp_path / "政府保障")
    old = tmp_path / "政府保障" / PLAN.name("G3")
    new = tmp_path / "政府保障" / "G3 专用教室（刘老师）"
    old.rename(new)
    (new / "1 音乐美术专用教室台账").rename(new / "1 台账")
    assert run.init(tmp_path).folders == ()
    (new / "1 台账" / "a.xlsx").write_bytes(b"1")
    found = run.look(tmp_path)
    row = found.row("G3")
    assert (row.folder, row.documents[0].folder) == (
        "政府保障/G3 专用教室（刘老师）",
        "政府保障/G3 专用教室（刘老师）/1 台账",
    )
    assert row.documents[0].files[0].name == "a.xlsx"


def test_a_new_list_is_written_into_the_readmes_that_are_ours(tmp_path: Path) -> None:
    run.init(tmp_path / "佐证")
    own = tmp_path / "清单.toml"
    text = as_toml().replace("有效问卷", "纸质问卷原件")
    own.write_text(text, encoding="utf-8")
    made = run.init(tmp_path / "佐证", own_list=own)
    assert made.readmes == ("S1",)
    assert made.folders == (f"{PLAN.folders['S1']}/3 纸质问卷原件",)


def test_a_list_of_the_countys_own_is_remembered(tmp_path: Path) -> None:
    own = tmp_path / "清单.toml"
    text = as_toml().replace("有效问卷", "纸质问卷原件")
    own.write_text(text, encoding="utf-8")
    run.init(tmp_path / "佐证", own_list=own)
    own.unlink()
    run.init(tmp_path / "佐证")
    lacking = run.look(tmp_path / "佐证").lacking()
    titles = [row.document.title for _, rows in lacking for row in rows]
    assert "纸质问卷原件" in titles
    assert "有效问卷" not in titles


def test_a_faulty_list_makes_nothing(tmp_path: Path) -> None:
    own = tmp_path / "清单.toml"
    own.write_text("[sources]\n", encoding="utf-8")
    with pytest.raises(InputError):
        run.init(tmp_path / "佐证", own_list=own)
    assert not (tmp_path / "佐证").exists()


def test_a_folder_that_was_not_set_up_says_what_to_do(tmp_path: Path) -> None:
    for work in (run.look, run.report):
        with pytest.raises(InputError, match="evidence init"):
            work(tmp_path)


def test_a_damaged_state_is_put_aside(tmp_path: Path) -> None:
    run.init(tmp_path)
    for text in ("{", "[]", '{"county": 1}'):
        (tmp_path / STATE).write_text(text, encoding="utf-8")
        assert state.load(tmp_path) is None
        assert not (tmp_path / STATE).exists()


@pytest.mark.skipif(os.name == "nt", reason="links ask for rights there")
def test_a_linked_folder_is_neither_used_nor_followed(tmp_path: Path) -> None:
    run.init(tmp_path / "佐证")
    outside = tmp_path / "外面" / "G99 秘密"
    outside.mkdir(parents=True)
    (outside / "秘密.txt").write_text("秘密", encoding="utf-8")
    (tmp_path / "佐证" / "链接").symlink_to(tmp_path / "外面", target_is_directory=True)
    found = run.look(tmp_path / "佐证")
    assert not found.scan.files
    assert [o.path for o in found.scan.oddities] == ["链接"]


def test_the_units_are_those_of_the_countys_plan(tmp_path: Path) -> None:
    """Its names stand in what is asked of whom, and stay when it is not given again."""
    plan, folder = tmp_path / "方案.xlsx", tmp_path / "佐证"
    assert qbe("new-units", plan).returncode == 0
    opened = openpyxl.load_workbook(plan)
    sheet = opened["本县方案"]
    (row,) = (r for r in sheet.iter_rows() if r[0].value == "财政部门" or r[1].value == "财政部门")
    heads = {c.value: c.column for r in sheet.iter_rows() for c in r if c.value in ("内容", "职责")}
    sheet.cell(row[0].row, heads["内容"]).value = "青川县财政金融局"
    opened.save(plan)
    done = qbe("evidence", "init", folder, "--county", "青川县", "--units", plan)
    assert done.returncode == 0
    assert "本县方案是" not in done.stdout
    assert qbe("evidence", "init", folder).returncode == 0
    lacking = "".join(unit for unit, _ in run.look(folder).lacking())
    assert "青川县财政金融局" in lacking
    assert "财政部门" not in lacking


def test_a_plan_that_is_copied_from_another_county_is_told(tmp_path: Path) -> None:
    plan = tmp_path / "样例.xlsx"
    assert qbe("new-units", plan, "--example").returncode == 0
    for county, is_told in (("青川县", True), ("砚山县", False)):
        folder = tmp_path / county
        said = qbe("evidence", "init", folder, "--county", county, "--units", plan).stdout
        assert (f"本县方案是砚山县的，与县情的县名“{county}”不同" in said) == is_told
