"""Faces that the papers ask for and the machine lacks: found in font files, told, on PDFs as well."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import lxml.html
import pytest

from qbe_xl.documents import faces
from qbe_xl.files import fonts
from tests.documents.packages import folder, golden, made, only, tight

ASKED = ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体")
PUBLIC = "08 公示"


def font(*names: tuple[int, int, int, str]) -> bytes:
    """A font file with no more than its table of names: (platform, coding, id, name)."""
    codecs = {(1, 0): "mac_roman", (1, 25): "gb2312"}
    texts = [name.encode(codecs.get((p, c), "utf-16-be")) for p, c, _, name in names]
    table = struct.pack(">HHH", 0, len(names), 6 + 12 * len(names))
    at = 0
    for (platform, coding, id, _), text in zip(names, texts, strict=True):
        table += struct.pack(">HHHHHH", platform, coding, 0x804, id, len(text), at)
        at += len(text)
    table += b"".join(texts)
    head = struct.pack(">4sHHHH", b"\0\1\0\0", 1, 16, 0, 0)
    return head + struct.pack(">4sIII", b"name", 0, 28, len(table)) + table


def collection(*members: bytes) -> bytes:
    """A collection (.ttc) of font files."""
    start = 12 + 4 * len(members)
    starts, body = [], b""
    for member in members:
        starts.append(start + len(body))
        moved = struct.unpack_from(">I", member, 20)[0] + starts[-1]
        body += member[:20] + struct.pack(">I", moved) + member[24:]
    return struct.pack(f">4sII{len(members)}I", b"ttcf", 0x10000, len(members), *starts) + body


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of fonts of this machine, empty."""
    place = tmp_path / "fonts"
    place.mkdir()
    monkeypatch.setattr(fonts, "folders", lambda: (place,))
    return place


def test_names_are_read_in_every_language_and_from_collections(machine: Path) -> None:
    (machine / "simfang.ttf").write_bytes(
        font((3, 1, 1, "FangSong_GB2312"), (3, 1, 1, "仿宋_GB2312"), (3, 1, 2, "Regular"))
    )
    (machine / "below").mkdir()
    (machine / "below" / "simsun.TTC").write_bytes(
        collection(font((3, 1, 1, "宋体")), font((1, 25, 1, "新宋体"), (1, 0, 4, "NSimSun")))
    )
    assert fonts.installed() == {"fangsong_gb2312", "仿宋_gb2312", "宋体", "新宋体", "nsimsun"}


def test_files_that_are_no_fonts_count_for_nothing(machine: Path) -> None:
    whole = font((3, 1, 1, "黑体"))
    for number, content in enumerate((b"", b"ttcf\0\1", whole[:20], b"\xff" * 400, whole[:40])):
        (machine / f"{number}.ttf").write_bytes(content)
    (machine / "list.txt").write_bytes(whole)
    assert fonts.installed() == frozenset()
    (machine / "simhei.otf").write_bytes(whole)
    assert fonts.installed() == {"黑体"}


def test_the_folders_are_those_of_each_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSTEMROOT", "D:/Windows")
    for system, place in (
        ("win32", Path("D:/Windows/Fonts")),
        ("darwin", Path("/Library/Fonts")),
        ("linux", Path("/usr/share/fonts")),
    ):
        monkeypatch.setattr("sys.platform", system)
        monkeypatch.delenv("XDG_DATA_DIRS", raising=False)
        assert place in fonts.folders()


def package(out: Path, **options: object) -> tuple[dict[str, object], str, tuple[str, ...]]:
    """What a package says of fonts: its manifest, its index, its messages."""
    messages = made(golden("met"), out, documents=only("public"), **options).messages
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    page = lxml.html.fromstring((out / "目录.html").read_text(encoding="utf-8"))
    (main,) = page.xpath("//main")
    return manifest, tight(main.text_content()), messages


def test_the_index_says_what_is_lacking_and_what_stands_in(machine: Path, tmp_path: Path) -> None:
    (machine / "a.ttf").write_bytes(font((3, 1, 1, "仿宋"), (3, 1, 4, "黑体")))
    (machine / "b.ttf").write_bytes(font((3, 1, 1, "STZhongsong")))
    manifest, index, messages = package(tmp_path / "out")
    lacking = {
        "方正小标宋简体": "STZhongsong",
        "仿宋_GB2312": "仿宋",
        "楷体_GB2312": "",
        "宋体": "",
    }
    assert {one["font"]: one["instead"] for one in manifest["lacking_fonts"]} == lacking  # type: ignore[attr-defined]
    for face, instead in lacking.items():
        assert (f"{face}（以{instead}代替）" if instead else face) in index
    assert "黑体" not in index
    (message,) = messages
    assert "等 4 种" in message


def test_a_machine_with_all_of_them_says_nothing(machine: Path, tmp_path: Path) -> None:
    (machine / "all.ttf").write_bytes(font(*((3, 1, 1, face) for face in ASKED)))
    manifest, index, messages = package(tmp_path / "out")
    assert (manifest["lacking_fonts"], messages) == ([], ())
    assert "规定字体" not in index


def test_the_papers_themselves_are_the_same_on_every_machine(machine: Path, tmp_path: Path) -> None:
    (machine / "all.ttf").write_bytes(font(*((3, 1, 1, face) for face in ASKED)))
    package(tmp_path / "a")
    (machine / "all.ttf").unlink()
    package(tmp_path / "b")
    page = f"网页/{PUBLIC}.html"
    assert (tmp_path / "a" / page).read_bytes() == (tmp_path / "b" / page).read_bytes()
    assert parts(tmp_path / "a" / f"{PUBLIC}.docx") == parts(tmp_path / "b" / f"{PUBLIC}.docx")


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a package by name; the hour at which each was packed is left out."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_footer_of_a_pdf_says_it_and_the_stand_in_is_set_in() -> None:
    found = (faces.Lacking("方正小标宋简体"), faces.Lacking("仿宋_GB2312", "仿宋"))
    for name in (PUBLIC, "04 申报表", "02 评估申请（报省级）"):
        word = docx.Document(
            io.BytesIO(faces.noted((folder("met") / f"{name}.docx").read_bytes(), found))
        )
        for section in word.sections:
            for footer in (section.footer, section.even_page_footer):
                said = "".join(p.text for p in footer.paragraphs)
                assert "缺少规定字体方正小标宋简体、仿宋_GB2312，" in said
        assert word.core_properties.subject.endswith("已以其他字体代替")
        styles = word.styles.element.xml
        assert '"仿宋"' in styles
        assert '"仿宋_GB2312"' not in styles


@pytest.mark.office
def test_a_pdf_made_without_them_says_so_on_its_pages(
    machine: Path, tmp_path: Path, pdf_text: Callable[[Path], str]
) -> None:
    package(tmp_path / "out", as_pdf=True)
    pages = pdf_text(tmp_path / "out" / "PDF" / f"{PUBLIC}.pdf").rstrip("\f").split("\f")
    assert all("缺少规定字体" in tight(page) and "等5种" in tight(page) for page in pages)
