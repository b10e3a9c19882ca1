"""What a scan finds: every file once, with what is missing, double, changed, odd."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from qbe_xl import standards
from qbe_xl.assessment import State
from qbe_xl.county.reading import read_book
from qbe_xl.evidence import run, scanning, state
from qbe_xl.evidence.expected import ids_of, shipped
from qbe_xl.evidence.places import Plan
from qbe_xl.evidence.state import School
from tests.command_line import qbe
from tests.counties import GOLDEN

IDS = ids_of(standards.resolve())


PLAN = Plan(shipped(), standards.resolve())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run.init(tmp_path / "佐证", "砚山县")
    return tmp_path / "佐证"


def put(folder: Path, id: str, number: int, name: str, content: bytes = b"x") -> Path:
    place = list(PLAN.documents(id))[number - 1][0]
    path = folder / place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_an_empty_set_lacks_every_document_but_the_optional_ones(folder: Path) -> None:
    found = run.look(folder)
    documents = [d for e in shipped().indicators.values() for d in e.documents]
    lacking = [one for _, rows in found.lacking() for one in rows]
    assert len(lacking) == sum(not d.optional for d in documents)
    assert found.row("G4").state is State.MISSING
    assert found.row("G4").documents[1].state is State.NOT_APPLICABLE


def test_a_complete_set_lacks_nothing(folder: Path) -> None:
    run.init(folder, schools=[School("5301", "甲", "小学", False)])
    for id in IDS:
        for number, document in enumerate(shipped()[id].documents, 1):
            if not document.optional:
                put(folder, id, number, "甲.pdf", f"{id}{number}".encode())
    found = run.look(folder)
    assert all(row.state is State.MET for row in found.rows)
    assert found.lacking() == []
    assert "32 项指标中 32 项材料齐备" in found.gist


def three(folder: Path) -> None:
    kinds = (
        ("01", "东镇小学", "小学"),
        ("02", "东镇小学河口教学点", "教学点"),
        ("03", "县特校", "特殊教育学校"),
    )
    branch = School("5304", "分校", "小学", True)
    schools = [School(f"53{code}", name, kind, False) for code, name, kind in kinds]
    run.init(folder, schools=[*schools, branch, School("5305", "职高", "职业学校", False)])


def test_what_each_school_owes_is_complete_only_when_every_schools_is_there(folder: Path) -> None:
    three(folder)
    put(folder, "Q3", 1, "东镇小学河口教学点章程.pdf")
    row = run.look(folder).row("Q3").documents[0]
    assert (row.state, row.shown) == (State.MISSING, "○ 缺 2/3 所")
    assert [one.name for one in row.absent or ()] == [
        "东镇小学",
        "县特校",
    ]  # the longer name counts
    put(folder, "Q3", 1, "5301/章程.pdf")
    put(folder, "Q3", 1, "县特校.pdf", b"")  # an empty file is none
    assert run.look(folder).row("Q3").documents[0].shown == "○ 缺 1/3 所"
    put(folder, "Q3", 1, "县特校.pdf", b"x")
    assert run.look(folder).row("Q3").documents[0].state is State.MET


def test_what_a_school_still_owes_is_listed_by_school(folder: Path) -> None:
    three(folder)
    put(folder, "Q7", 1, "东镇小学课表.xlsx")
    found = run.look(folder)
    owed = {school.name: [f"{d.id}" for d in rows] for school, rows in found.by_school()}
    assert "职高" not in owed
    assert owed["东镇小学"].count("Q7") == 1
    assert owed["县特校"].count("Q7") == 2
    assert {id[0] for id in owed["县特校"]} == {"Q"}  # 第六条 and G3 ask nothing of it
    assert {id[0] for id in owed["分校"]} == {"R", "G"}  # its main school answers for 第八条


def test_without_a_roster_nobody_can_say_that_it_is_complete(folder: Path) -> None:
    put(folder, "Q3", 1, "章程.pdf")
    found = run.look(folder)
    row = found.row("Q3").documents[0]
    assert (row.state, row.shown) == (State.MISSING, "○ 没有学校名单")
    assert "没有给出学校名单" in found.gist


def test_the_roster_comes_from_a_workbook_and_is_kept(tmp_path: Path) -> None:
    book = GOLDEN / "boundary.xlsx"
    place = tmp_path / "佐证"
    done = qbe("evidence", "init", place, "--base", book)
    assert done.returncode == 0
    run.init(place)
    assert len(run.look(place).schools) == len(read_book(book)[1].schools)
    names = {path.name for path in run.report(place)[1].values()}
    assert "佐证材料目录.xlsx" in names
    made = openpyxl.load_workbook(place / "佐证材料目录.xlsx")
    assert "缺件（按学校）" in made.sheetnames


def test_a_file_is_listed_with_size_time_and_content(folder: Path) -> None:
    path = put(folder, "G3", 1, "台账.xlsx", b"content")
    (file,) = run.look(folder).scan.files
    assert file.path == path.relative_to(folder).as_posix()
    assert (file.size, file.changed) == (7, path.stat().st_mtime_ns)
    assert file.sha256 == hashlib.sha256(b"content").hexdigest()
    assert (file.id, file.title) == ("G3", "音乐美术专用教室台账")


def test_an_empty_file_does_not_count(folder: Path) -> None:
    put(folder, "G12", 1, "空.pdf", b"")
    found = run.look(folder)
    assert "G12" in {row.id for _, rows in found.lacking() for row in rows}
    assert any("0 字节" in o.message for o in found.scan.oddities)


def test_what_is_missing_is_told_by_whoever_provides_it(folder: Path) -> None:
    lacking = dict(run.look(folder).lacking())
    assert "城乡统一的教师编制标准文件" in [e.document.title for e in lacking["机构编制部门"]]
    assert all(entry.document.by == "学校" for entry in lacking["学校"])


def test_changes_since_the_last_scan(folder: Path) -> None:
    kept, edited, gone, wanders = (
        put(folder, "G1", 1, f"{name}.pdf", name.encode()) for name in "甲乙丙丁"
    )
    first = run.look(folder).scan
    assert first.first
    assert first.added == ()
    edited.write_bytes(b"another")
    gone.unlink()
    wanders.rename(wanders.with_name("改名.pdf"))
    put(folder, "G1", 2, "新.pdf", b"new")
    second = run.look(folder).scan
    below = next(PLAN.documents("G1"))[0]
    assert second.added == (f"{list(PLAN.documents('G1'))[1][0]}/新.pdf",)
    assert second.changed == (f"{below}/乙.pdf",)
    assert second.removed == (f"{below}/丙.pdf",)
    assert second.moved == ((f"{below}/丁.pdf", f"{below}/改名.pdf"),)
    third = run.look(folder).scan
    assert (third.added, third.changed, third.removed, third.moved) == ((), (), (), ())
    assert kept.exists()


def test_a_scan_between_does_not_hide_changes_from_the_report(folder: Path) -> None:
    put(folder, "G1", 1, "甲.pdf")
    run.report(folder)
    put(folder, "G1", 1, "乙.pdf", b"2")
    assert len(run.look(folder).scan.added) == 1
    assert len(run.report(folder)[0].scan.added) == 1
    assert len(run.report(folder)[0].scan.added) == 0


def test_only_changed_files_are_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(folder, "G1", 1, "甲.pdf", b"1")
    put(folder, "G1", 1, "乙.pdf", b"2")
    run.look(folder)
    read: list[str] = []
    real = scanning._sha256

    def seen(path: str) -> str:
        read.append(Path(path).name)
        return real(path)

    monkeypatch.setattr(scanning, "_sha256", seen)
    run.look(folder)
    assert read == []
    path.write_bytes(b"11")
    run.look(folder)
    assert read == ["甲.pdf"]
    run.look(folder, whole=True)
    assert sorted(read) == ["乙.pdf", "甲.pdf", "甲.pdf"]


def test_a_full_scan_finds_what_keeps_size_and_time(folder: Path) -> None:
    path = put(folder, "G1", 1, "甲.pdf", b"1")
    run.look(folder)
    times = path.stat()
    path.write_bytes(b"2")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not run.look(folder).scan.changed
    assert len(run.look(folder, whole=True).scan.changed) == 1


def test_duplicates_are_told_once_a_group(folder: Path) -> None:
    for number in (1, 2, 3):
        put(folder, f"R{number}", 1, "同.pdf", b"same")
    put(folder, "R4", 1, "不同.pdf", b"other")
    put(folder, "R5", 1, "空1.pdf", b"")
    put(folder, "R6", 1, "空2.pdf", b"")
    (group,) = run.look(folder).scan.duplicates
    assert [file.id for file in group] == ["R1", "R2", "R3"]


def test_litter_and_our_own_files_are_not_material(folder: Path) -> None:
    for name in ("~$台账.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini"):
        put(folder, "G3", 1, name)
    run.report(folder)
    found = run.look(folder)
    assert not found.scan.files
    assert not found.scan.oddities


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made there")
def test_names_that_cannot_be_copied_are_told(folder: Path) -> None:
    put(folder, "G3", 1, "a:b?.txt")
    put(folder, "G3", 2, "长" * 80 + ".txt")
    put(folder, "G4", 1, "A.txt")
    put(folder, "G4", 1, "a.txt", b"y")
    said = [o.message for o in run.look(folder).scan.oddities]
    assert sum("Windows 不允许" in m for m in said) == 1
    assert sum("只差大小写" in m for m in said) == 1
    assert sum("复制时可能失败" in m for m in said) == 0
    deep = "/".join(["很深的文件夹"] * 20)
    put(folder, "G3", 2, f"{deep}/a.txt")
    assert sum("复制时可能失败" in o.message for o in run.look(folder).scan.oddities) == 1


@pytest.mark.skipif(os.name == "nt", reason="links ask for rights there")
def test_links_and_pipes_are_not_read(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "秘密.txt"
    secret.write_text("秘密", encoding="utf-8")
    place = put(folder, "G3", 1, "台账.xlsx").parent
    (place / "链接.txt").symlink_to(secret)
    (place / "坏链接.txt").symlink_to(tmp_path / "没有")
    (place / "圈").symlink_to(folder, target_is_directory=True)
    (place / "快捷方式.lnk").write_bytes(b"L")
    os.mkfifo(place / "管道")
    found = run.look(folder)
    assert [f.name for f in found.scan.files] == ["台账.xlsx"]
    assert len(found.scan.oddities) == 5


def test_a_file_that_goes_while_we_look_stops_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "甲.pdf").write_bytes(b"1")
    real = scanning._litter

    def gone(name: str, prefix: str) -> bool:
        (folder / "甲.pdf").unlink(missing_ok=True)
        return real(name, prefix)

    monkeypatch.setattr(scanning, "_litter", gone)
    assert "甲.pdf" not in [file.path for file in scanning.scan(folder, PLAN, {}, None).files]


def test_a_folder_that_cannot_be_opened_does_not_stop_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "G3", 1, "甲.pdf")
    put(folder, "G4", 1, "乙.pdf")
    real = scanning._sha256

    def refuse(path: str) -> str:
        if "甲" in path:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(scanning, "_sha256", refuse)
    found = run.look(folder)
    assert [f.name for f in found.scan.files] == ["乙.pdf"]
    assert any("没有计入" in o.message and "甲" in o.path for o in found.scan.oddities)


def test_thousands_of_files(folder: Path) -> None:
    place = folder / list(PLAN.documents("S1"))[2][0]
    for number in range(3000):
        (place / f"问卷{number}.txt").write_text(str(number), encoding="utf-8")
    told: list[str] = []
    found = run.look(folder, progress=told.append)
    assert len(found.scan.files) == 3000
    assert "已检查 3000 个文件" in told
    assert [f.name for f in found.scan.files[:3]] == ["问卷0.txt", "问卷1.txt", "问卷2.txt"]


def test_the_folder_may_move_to_a_disk(folder: Path, tmp_path: Path) -> None:
    put(folder, "G3", 1, "甲.pdf")
    run.look(folder)
    shutil.copytree(folder, tmp_path / "移动硬盘")
    moved = run.look(tmp_path / "移动硬盘").scan
    assert (moved.added, moved.changed, moved.removed, moved.moved) == ((), (), (), ())


def test_a_scan_that_is_cut_off_keeps_the_last_state(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "G3", 1, "甲.pdf")
    run.look(folder)
    before = (folder / ".qbe-evidence.json").read_bytes()

    def die(path: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(scanning, "_sha256", die)
    put(folder, "G3", 1, "乙.pdf")
    with pytest.raises(KeyboardInterrupt):
        run.look(folder)
    assert (folder / ".qbe-evidence.json").read_bytes() == before
    assert state.load(folder) is not None
