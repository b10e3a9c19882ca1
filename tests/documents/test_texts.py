"""What the county wrote or changed itself is never lost."""

from __future__ import annotations

import hashlib
import json
from itertools import count
from pathlib import Path

import docx
import pytest

from qbe_xl.documents import past, texts
from qbe_xl.errors import OutputError
from qbe_xl.files import writing
from tests.documents.packages import DOCUMENTS, golden, made, tight, word_text

REPORT = "03 自查自评报告.docx"
ONLY = tuple(document for document in DOCUMENTS if document.id == "self_report")


def write(out: Path, text: str, encoding: str = "utf-8") -> None:
    (out / texts.FILE_NAME).write_bytes(text.encode(encoding))


def read(out: Path) -> str:
    return (out / texts.FILE_NAME).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


@pytest.mark.slow
def test_the_first_package_brings_the_file_with_every_section(tmp_path: Path) -> None:
    package = made(golden("mixed"), tmp_path)
    text = read(tmp_path)
    for section in texts.SECTIONS:
        assert f"【{section.name}】" in text
    assert set(package.blank) == {section.name for section in texts.SECTIONS}
    assert "待补写" in word_text(tmp_path / REPORT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_is_written_goes_into_the_document_and_stays(tmp_path: Path, encoding: str) -> None:
    said = "【主要做法】\n第一段：县政府<每年>召开专题会议 & 检查。\n\n第二段，𬭎㛃。\n"
    write(tmp_path, said + "【其他文字】\n以后再用\n", encoding)
    for _ in range(2):
        package = made(golden("mixed"), tmp_path, documents=ONLY)
        text = word_text(tmp_path / REPORT)
        assert "第一段：县政府<每年>召开专题会议 & 检查。" in text
        assert "第二段，𬭎㛃。" in text
        assert "以后再用" in read(tmp_path)
        assert "第一段：县政府<每年>召开专题会议 & 检查。\n\n第二段，𬭎㛃。" in read(tmp_path)
    assert "主要做法" not in package.blank


def test_a_section_that_stands_twice_counts_with_both_parts(tmp_path: Path) -> None:
    write(tmp_path, "【整改措施】\n甲\n【主要做法】\n乙\n【整改措施】\n丙\n")
    made(golden("mixed"), tmp_path, documents=ONLY)
    text = tight(word_text(tmp_path / REPORT))
    assert "甲丙" in text
    assert read(tmp_path).count("【整改措施】") == 1


def test_writing_it_again_changes_nothing(tmp_path: Path) -> None:
    made(golden("mixed"), tmp_path, documents=ONLY)
    before = (tmp_path / texts.FILE_NAME).read_bytes()
    made(golden("met"), tmp_path, documents=ONLY)
    assert (tmp_path / texts.FILE_NAME).read_bytes() == before


def test_a_file_that_is_no_text_is_told_and_kept(tmp_path: Path) -> None:
    content = b"\xff\xfe\x00\xd8\x80\x81" * 9
    (tmp_path / texts.FILE_NAME).write_bytes(content)
    with pytest.raises(OutputError, match="UTF-8"):
        made(golden("mixed"), tmp_path, documents=ONLY)
    assert [p.name for p in tmp_path.iterdir()] == [texts.FILE_NAME]


def test_a_document_changed_by_hand_is_put_aside(tmp_path: Path) -> None:
    made(golden("mixed"), tmp_path, documents=ONLY)
    document = docx.Document(str(tmp_path / REPORT))
    document.add_paragraph("县长亲笔")
    document.save(str(tmp_path / REPORT))
    package = made(golden("mixed"), tmp_path, documents=ONLY)
    assert "县长亲笔" not in word_text(tmp_path / REPORT)
    (kept,) = package.kept
    assert "县长亲笔" in word_text(kept)
    assert made(golden("mixed"), tmp_path, documents=ONLY).kept == ()
    again = made(golden("met"), tmp_path, documents=ONLY)
    assert again.kept == ()
    assert kept.is_file()


STALE = "学校体检单/0000 撤并小学.docx"


def former(out: Path, *names: str) -> None:
    """Let a package have held these files, each as it was made."""
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for name in names:
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(b"former")
        seal = hashlib.sha256(b"former").hexdigest()
        manifest["files"].append({"name": name, "document": "", "sha256": seal})
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_what_another_run_left_is_taken_away_but_for_the_countys_own(tmp_path: Path) -> None:
    made(golden("mixed"), tmp_path, documents=ONLY)
    former(tmp_path, STALE, f"网页/{STALE}", "我县.xlsx", "整改台账.xlsx", "网页/其他.html")
    made(golden("mixed"), tmp_path, documents=ONLY)
    assert not (tmp_path / STALE).exists()
    assert not (tmp_path / "网页" / STALE).exists()
    for own in ("我县.xlsx", "整改台账.xlsx", "网页/其他.html"):  # whatever a manifest says of them
        assert (tmp_path / own).read_bytes() == b"former"
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["files"][0]
    manifest["files"].append({**entry, "name": "../外面.docx"})
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert past.known(tmp_path) == {}  # none of ours: no file is taken away for it


@pytest.mark.parametrize("step", [0, 3])
def test_papers_of_former_schools_go_though_a_run_was_killed(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(golden("mixed"), tmp_path, documents=ONLY)
    former(tmp_path, STALE)
    real, calls = writing._replace, count()

    def dying(staged: Path, target: Path) -> Path:
        if next(calls) == step:
            raise KeyboardInterrupt
        return real(staged, target)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_replace", dying)
        with pytest.raises(KeyboardInterrupt):
            made(golden("mixed"), tmp_path, documents=ONLY)
    assert (tmp_path / STALE).exists()
    made(golden("mixed"), tmp_path, documents=ONLY)
    assert not (tmp_path / STALE).exists()
    assert not [*tmp_path.rglob(".qbe-*")]
