"""qbe-xl review: a package altered in every way that a county might, and by strangers."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lxml.html
import openpyxl
import pytest

from qbe_xl.review.texts import bits
from tests import excel_rules
from tests.command_line import qbe
from tests.counties import GOLDEN
from tests.documents.test_faces import font
from tests.files import hostile
from tests.office import soffice_convert

pytestmark = pytest.mark.slow
BOOK = GOLDEN / "boundary.xlsx"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("review") / "申报材料"
    done = qbe("documents", BOOK, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture
def filed(package: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "申报材料"
    shutil.copytree(package, copy)
    return copy


def reviewed(filed: Path, *more: object) -> dict[str, Any]:
    out = filed.parent / "复核"
    done = qbe("review", filed, "--out", out, *more)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads((out / "review.json").read_text(encoding="utf-8"))
    return found


def edited(path: Path, part: str, change: Callable[[str], str]) -> None:
    """Alter one part of a zipped paper."""
    parts = hostile.unzipped(path.read_bytes())
    before = parts[part].decode()
    after = change(before)
    assert after != before
    path.write_bytes(hostile.zipped(parts | {part: after.encode()}))


def paper(filed: Path, words: str, ending: str = ".docx") -> Path:
    return next(p for p in sorted(filed.glob(f"*{ending}")) if words in p.name)


def test_a_package_as_it_was_made(
    filed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On another machine, which lacks faces that the one of its making had, or has those it lacked."""
    listed = json.loads((filed / "manifest.json").read_text(encoding="utf-8"))["lacking_fonts"]
    (tmp_path / "fonts").mkdir()
    if listed:
        names = [(3, 1, 1, one["font"]) for one in listed]
        (tmp_path / "fonts" / "all.ttf").write_bytes(font(*names))
    monkeypatch.setattr("qbe_xl.files.fonts.folders", lambda: (tmp_path / "fonts",))
    found = reviewed(filed, "--earlier", BOOK)
    assert list(found) == ["schema", "sealed", "differences", "missing", "added", "since", "sample"]
    assert found["sealed"] is True
    for key in ("differences", "missing", "added", "since"):
        assert found[key] == [], key
    out = filed.parent / "复核"
    codes = found["sample"]
    assert len(codes) == 1  # a tenth of 10
    assert len(list((out / "现场核查").glob("*.docx"))) == len(codes)
    assert excel_rules.problems((out / "复核报告.xlsx").read_bytes()) == []
    assert (out / "复核意见表.docx").is_file()
    again = reviewed(filed, "--earlier", BOOK)
    assert again == found


def test_a_digit_in_a_table_a_sentence_and_a_page(filed: Path) -> None:
    word = paper(filed, "自查自评报告")
    texts = bits(word.name, word.read_bytes())
    sentence = next(b for b in texts if b.place.startswith("第") and re.search(r"\d{2,}", b.text))
    figure = re.search(r"\d{2,}", sentence.text)
    assert figure
    other = str(int(figure[0]) + 1)
    changed = re.compile(rf"(?<!\d){figure[0]}(?!\d)")
    edited(word, "word/document.xml", lambda xml: changed.sub(other, xml))
    page = next(p for p in sorted((filed / "网页").glob("*.html")) if "申报表" in p.name)
    html = page.read_text(encoding="utf-8")
    cell = re.search(r"<td[^>]*>(\d+\.\d+)</td>", html)
    assert cell
    page.write_text(
        html.replace(cell[0], cell[0].replace(cell[1], "9" + cell[1])), encoding="utf-8"
    )
    form = paper(filed, "申报表", ".xlsx")
    edited(form, "xl/sharedStrings.xml", lambda xml: xml.replace("达标", "合格", 1))
    found = reviewed(filed)
    assert found["sealed"] is False
    by_file = {d["file"]: d for d in found["differences"]}
    assert {word.name, f"网页/{page.name}", form.name} <= {*by_file}
    assert by_file[f"网页/{page.name}"]["filed"] == "9" + cell[1]
    assert by_file[f"网页/{page.name}"]["made"] == cell[1]
    assert "格" in by_file[f"网页/{page.name}"]["place"]
    said = [d for d in found["differences"] if d["file"] == word.name]
    assert any(other in d["filed"] and figure[0] in d["made"] for d in said)


def test_a_number_typed_over_in_the_official_form(filed: Path) -> None:
    form = paper(filed, "申报表", ".xlsx")
    book = openpyxl.load_workbook(form)
    cell = next(
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
    )
    before, cell.value = cell.value, cell.value + 1
    name, place = cell.parent.title, cell.coordinate
    book.save(form)
    found = reviewed(filed)["differences"]
    mine = [d for d in found if d["file"] == form.name]
    assert [d["place"] for d in mine] == [f"{name}!{place}"]
    assert float(mine[0]["filed"]) == pytest.approx(float(mine[0]["made"]) + 1)
    assert float(mine[0]["made"]) == pytest.approx(before)


def test_a_figure_in_the_data_of_a_chart(filed: Path) -> None:
    word = paper(filed, "自查自评报告")
    charts = [
        n for n in hostile.unzipped(word.read_bytes()) if re.match(r"word/charts/chart\d*\.xml", n)
    ]
    assert charts
    edited(
        word,
        charts[0],
        lambda xml: re.sub(
            r"(<c:val>.*?<c:pt idx=\"0\"[^>]*><c:v>)[^<]*", r"\g<1>777", xml, count=1, flags=re.S
        ),
    )
    found = [d for d in reviewed(filed)["differences"] if d["file"] == word.name]
    assert any("图" in d["place"] and d["filed"] == "777" for d in found)


def test_the_workbook_altered_after_the_seal(filed: Path) -> None:
    data = hostile.unzipped((filed / "填报表.xlsx").read_bytes())
    book = openpyxl.load_workbook(filed / "填报表.xlsx")
    sheet = book["学校"]
    heads = {str(sheet.cell(r, c).value): (r, c) for r in range(1, 6) for c in range(1, 60)}
    row, column = heads["小学专任教师数"]
    target = next(
        sheet.cell(r, column)
        for r in range(row + 1, row + 40)
        if isinstance(sheet.cell(r, column).value, (int, float))
    )
    target.value += 7
    book.save(filed / "填报表.xlsx")
    assert data
    found = reviewed(filed, "--earlier", BOOK)
    assert found["sealed"] is False
    assert [(c["column"], float(c["now"]) - float(c["before"])) for c in found["since"]] == [
        ("小学专任教师数", 7)
    ]
    assert found["differences"], "the papers say what the workbook said before"


def test_files_removed_and_added(filed: Path) -> None:
    gone = paper(filed, "公示")
    gone.unlink()
    (filed / "补充说明.docx").write_bytes(b"x")
    (filed / ".DS_Store").write_bytes(b"x")
    found = reviewed(filed)
    assert found["sealed"] is False
    assert found["missing"] == [gone.name]
    assert found["added"] == ["补充说明.docx"]


def test_a_document_edited_in_words_only_is_staffs_text(filed: Path) -> None:
    word = paper(filed, "自查自评报告")
    edited(word, "word/document.xml", lambda xml: xml.replace("资源配置", "资源配备", 1))
    found = [d for d in reviewed(filed)["differences"] if d["file"] == word.name]
    assert found
    assert all(d["place"].endswith("（只改了文字）") for d in found)


def test_what_staff_wrote_in_the_countys_texts_is_no_difference(
    tmp_path: Path, package: Path
) -> None:
    filed = tmp_path / "申报材料"
    shutil.copytree(package, filed)
    texts = filed / "本县文字.txt"
    said = texts.read_text(encoding="utf-8-sig")
    heading = re.search(r"^【.+】$", said, re.M)
    assert heading
    texts.write_text(
        said.replace(heading[0], f"{heading[0]}\n我县自己的话 2024 句。", 1), encoding="utf-8"
    )
    done = qbe("documents", BOOK, "--out", filed)
    assert done.returncode == 0
    found = reviewed(filed)
    assert found["differences"] == []
    assert found["sealed"] is True


@pytest.mark.office
def test_papers_saved_again_by_libreoffice_say_the_same(filed: Path) -> None:
    word, form = paper(filed, "公示"), paper(filed, "申报表", ".xlsx")
    for path in (word, form):
        shutil.copy(soffice_convert(path, path.suffix[1:], filed.parent / "新"), path)
    found = reviewed(filed)
    assert found["sealed"] is False
    assert [d for d in found["differences"] if d["file"] in (word.name, form.name)] == []


def test_another_version_says_so_and_compares_no_words(filed: Path) -> None:
    manifest = filed / "manifest.json"
    plain = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(plain | {"version": "0.0.9"}), encoding="utf-8")
    word = paper(filed, "自查自评报告")
    edited(word, "word/document.xml", lambda xml: xml.replace("资源配置", "资源配备", 1))
    found = reviewed(filed)
    assert found["differences"] == []
    assert "0.0.9" in (filed.parent / "复核" / "复核报告.html").read_text(encoding="utf-8")


def broken_list(filed: Path) -> None:
    (filed / "manifest.json").write_text("{", encoding="utf-8")


def leading_outside(filed: Path) -> None:
    manifest = filed / "manifest.json"
    plain = json.loads(manifest.read_text(encoding="utf-8"))
    plain["files"][0]["name"] = "../../etc/passwd"
    manifest.write_text(json.dumps(plain), encoding="utf-8")


def no_list(filed: Path) -> None:
    (filed / "manifest.json").unlink()


def no_book(filed: Path) -> None:
    (filed / "填报表.xlsx").unlink()


def broken_book(filed: Path) -> None:
    (filed / "填报表.xlsx").write_bytes(b"PK\x03\x04")


def linked_list(filed: Path) -> None:
    (filed / "manifest.json").rename(filed.parent / "m.json")
    (filed / "manifest.json").symlink_to(filed.parent / "m.json")


def nested_list(filed: Path) -> None:
    (filed / "manifest.json").write_text("[" * 100_000, encoding="utf-8")


def in_list(filed: Path, **changed: object) -> None:
    """Change what the list says."""
    manifest = filed / "manifest.json"
    plain = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(plain | changed), encoding="utf-8")


def endless_list(filed: Path) -> None:
    listed = [{"name": f"{n}.docx", "sha256": ""} for n in range(20_001)]
    in_list(filed, files=listed)


def last_day(filed: Path) -> None:
    in_list(filed, time="9999-12-31T23:59:59-12:00")


@pytest.mark.parametrize(
    "spoil",
    [
        broken_list,
        leading_outside,
        no_list,
        no_book,
        broken_book,
        linked_list,
        nested_list,
        endless_list,
        last_day,
    ],
)
def test_what_is_no_package_is_refused(filed: Path, spoil: Callable[[Path], None]) -> None:
    spoil(filed)
    out = filed.parent / "复核"
    done = qbe("review", filed, "--out", out)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stderr.strip()
    assert not out.exists()


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"<a>" + b" " * 300_000_000)
    return target.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "公示": lambda: b"",
    "承诺书": lambda: b"PK\x03\x04junk",
    "自查自评报告": bomb,
    "一票否决": lambda: hostile.zipped(
        {"word/document.xml": b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;</d>'}
    ),
}


def test_hostile_papers_are_told_and_stop_nothing(filed: Path) -> None:
    names = {paper(filed, words).name: content for words, content in HOSTILE.items()}
    for name, content in names.items():
        (filed / name).write_bytes(content())
    found = reviewed(filed)["differences"]
    assert {*names} <= {d["file"] for d in found}
    assert "root:" not in json.dumps(found)


def test_what_the_list_calls_its_input_is_a_text(filed: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    in_list(
        filed, input={"name": f"../{evil}.{'长' * 100}\0", "sha256": ""}, run=evil, version=evil
    )
    reviewed(filed)
    page = lxml.html.parse(filed.parent / "复核" / "复核报告.html")
    assert not page.xpath("//@onerror")
    assert evil in page.getroot().text_content()


def test_a_link_in_the_package_is_not_followed(filed: Path) -> None:
    word = paper(filed, "公示")
    secret = filed.parent / "秘密.docx"
    word.rename(secret)
    word.symlink_to(secret)
    found = reviewed(filed)
    assert found["missing"] == [word.name]


def test_the_results_do_not_go_into_the_package(filed: Path) -> None:
    done = qbe("review", filed, "--out", filed / "复核")
    assert done.returncode == 2
    assert not (filed / "复核").exists()
