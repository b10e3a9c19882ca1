"""The harness itself: each program really runs, and shows Chinese as it should."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import xlsxwriter
from docx.oxml.ns import qn
from PIL import Image

from tests import office, programs

SENTENCE = "县域义务教育优质均衡发展"

# What a document asks for, and what scripts/fonts/fonts.conf gives.
FACES = {
    "仿宋_GB2312": "FandolFang",
    "FangSong": "FandolFang",
    "楷体_GB2312": "FandolKai",
    "KaiTi": "FandolKai",
    "黑体": "NotoSansCJK",
    "SimHei": "NotoSansCJK",
    "宋体": "FandolSong",
    "SimSun": "FandolSong",
    "微软雅黑": "NotoSansCJK",
    "方正小标宋简体": "NotoSerifCJK",
    "方正小标宋_GBK": "NotoSerifCJK",
    "华文中宋": "NotoSerifCJK",
}


def write_workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("学校")
    sheet.write_column("A1", ["生均面积", 4, 5, 6])
    sheet.write_formula("B2", "=_xlfn.STDEV.P(A2:A4)/AVERAGE(A2:A4)", value=0)
    sheet.write("C1", SENTENCE, book.add_format({"font_name": "仿宋_GB2312"}))
    book.close()
    return path


def write_document(path: Path, faces: list[str]) -> Path:
    document = docx.Document()
    for face in faces:
        run = document.add_paragraph().add_run(f"{SENTENCE}（{face}），“差异系数”0.50；骨、直。")
        run.font.name = face
        fonts: Any = run._element.rPr
        fonts.rFonts.set(qn("w:eastAsia"), face)
    document.save(str(path))
    return path


def write_page(path: Path, face: str = "楷体") -> Path:
    path.write_text(
        f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>核验</title>
        <style>
          body {{ margin: 0; background: #fff }}
          p {{ margin: 8px; font: 40px {face}; color: #000 }}
          i {{ position: fixed; right: 0; bottom: 0; width: 20px; height: 20px; background: #f00 }}
        </style>
        <p>{SENTENCE}</p><i></i></html>""",
        encoding="utf-8",
    )
    return path


def darkness(picture: Path) -> float:
    """Return the share of pixels of a picture that are nearly black."""
    with Image.open(picture) as image:
        histogram = image.convert("L").histogram()
    return sum(histogram[:64]) / sum(histogram)


def test_a_formula_is_recalculated_whatever_value_is_stored(
    recalculated: Callable[[Path], Any], tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "县 工作簿.xlsx")
    stored = openpyxl.load_workbook(path, data_only=True)["学校"]["B2"].value
    assert stored == 0
    assert recalculated(path)["学校"]["B2"].value == pytest.approx((2 / 3) ** 0.5 / 5, abs=1e-15)


def test_open_document_formulas_are_recalculated_too(
    soffice_convert: Callable[[Path, str, Path], Path],
    recalculated: Callable[[Path], Any],
    tmp_path: Path,
) -> None:
    path = write_workbook(tmp_path / "县.xlsx")
    ods = soffice_convert(path, "ods", tmp_path / "out")
    assert recalculated(ods)["学校"]["B2"].value == pytest.approx((2 / 3) ** 0.5 / 5, abs=1e-15)


def test_a_workbook_becomes_pages(pdf_pages: Callable[[Path], list[Path]], tmp_path: Path) -> None:
    (page,) = pdf_pages(write_workbook(tmp_path / "县.xlsx"))
    assert darkness(page) > 0


@pytest.mark.office
def test_a_document_shows_each_chinese_face(tmp_path: Path) -> None:
    programs.require_fonts()
    for face, expected in FACES.items():
        pdf = office.to_pdf(write_document(tmp_path / f"{face}.docx", [face]))
        assert SENTENCE in office.pdf_text(pdf)
        embedded = office.pdf_fonts(pdf)
        assert any(name.startswith(expected) for name in embedded), (face, embedded)


def test_conversion_keeps_its_source(
    soffice_convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "县.xlsx")
    before = path.read_bytes()
    with pytest.raises(ValueError, match="write over"):
        soffice_convert(path, "xlsx", tmp_path)
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_converted_is_an_error(
    soffice_convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    with pytest.raises(RuntimeError, match=r"no 没有\.pdf"):
        soffice_convert(tmp_path / "没有.xlsx", "pdf", tmp_path)


def test_a_screenshot_shows_the_whole_window(
    screenshot: Callable[..., Path], tmp_path: Path
) -> None:
    png = screenshot(write_page(tmp_path / "页面.html"), tmp_path / "页面.png", 800, 500)
    with Image.open(png) as image:
        assert image.size == (800, 500)
        assert image.convert("RGB").getpixel((795, 495)) == (255, 0, 0)
    assert darkness(png) > 0.005


def test_a_page_is_shown_in_the_face_it_names(
    screenshot: Callable[..., Path], tmp_path: Path
) -> None:
    programs.require_fonts()
    pictures = {
        face: screenshot(write_page(tmp_path / "页面.html", face), tmp_path / f"{face}.png")
        for face in ("楷体", "FandolKai", "FandolSong")
    }
    assert pictures["楷体"].read_bytes() == pictures["FandolKai"].read_bytes()
    assert pictures["楷体"].read_bytes() != pictures["FandolSong"].read_bytes()


@pytest.mark.office
def test_a_printed_page_has_text_and_glyphs(
    print_pdf: Callable[[Path], Path], tmp_path: Path
) -> None:
    pdf = print_pdf(write_page(tmp_path / "页面.html"))
    assert office.pdf_text(pdf).strip() == SENTENCE
    (page,) = office.pdf_pages(pdf)
    assert darkness(page) > 0.001


@pytest.mark.program
def test_a_program_that_hangs_is_ended() -> None:
    with pytest.raises(RuntimeError, match="did not end"):
        programs.run("sh", "-c", "sleep 60 & wait", timeout=0.2)


def test_a_lacking_program_skips_here_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "false")
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        programs.require("no-such-program")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="not installed"):
        programs.require("no-such-program")
