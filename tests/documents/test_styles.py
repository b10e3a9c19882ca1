"""Presets of style: the standard's figures, and what a place does otherwise."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from qbe_xl.documents.templates import check_folder, export
from qbe_xl.errors import InputError
from tests.documents.packages import golden, made, only

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "make_templates.py"
LOCAL = ROOT / "templates" / "styles" / "本地习惯.toml"


def build(out: Path, style: Path) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [sys.executable, SCRIPT, "--style", style, "--out", out]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.program
def test_a_preset_of_the_place_lies_over_the_standard(tmp_path: Path) -> None:
    assert build(tmp_path, LOCAL).returncode == 0
    local, standard = (
        docx.Document(io.BytesIO((folder / "公示.docx").read_bytes()))
        for folder in (tmp_path, ROOT / "templates")
    )
    alignment = {"local": local, "standard": standard}
    shown = {
        name: [document.styles[style].paragraph_format.alignment for style in _NUMBERS]
        for name, document in alignment.items()
    }
    assert [str(a) for a in shown["local"]] == ["CENTER (1)", "CENTER (1)"]
    assert [str(a) for a in shown["standard"]] == ["RIGHT (2)", "LEFT (0)"]
    assert local.styles["heading 2"].font.bold
    assert local.styles["Normal"].paragraph_format.line_spacing.pt == 28.8
    assert standard.styles["Normal"].paragraph_format.line_spacing.pt == 28
    assert local.sections[0].top_margin == standard.sections[0].top_margin


_NUMBERS = ("页码（单页）", "页码（双页）")


def test_the_standard_sets_the_sizes_of_gbt_9704() -> None:
    styles = docx.Document(str(ROOT / "templates" / "公示.docx")).styles
    assert styles["Normal"].font.size.pt == 16
    assert styles["Title"].font.size.pt == 22
    assert styles["页码（单页）"].font.size.pt == 14


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[page]\nto = 3\n", "page：无法识别“to”，可用的有：width"),
        ("[page]\ntop = '三'\n", "page.top：应为 -10000 到 10000 之间的数，现为“三”"),
        ("page = ", "不是有效的 TOML"),
    ],
)
def test_a_preset_that_is_wrong_names_its_key(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "我县.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        export(tmp_path / "out", style=path)
    assert not (tmp_path / "out").exists()


@pytest.mark.program
def test_exported_in_a_style_is_made_in_that_style(tmp_path: Path) -> None:
    """What the script makes of a preset is what a county gets from the program itself."""
    path = tmp_path / "我县.toml"
    path.write_text(
        LOCAL.read_text(encoding="utf-8") + "\n[page]\nleft = 32\nright = 30\n"
        '[table]\nface = "宋体"\n[landscape]\nleft = 20\n',
        encoding="utf-8",
    )
    assert build(tmp_path / "made", path).returncode == 0
    export(tmp_path / "exported", style=path)
    for name in ("申报表.docx", "公示.docx", "学校体检单.docx"):
        made, exported = (_parts(tmp_path / folder / name) for folder in ("made", "exported"))
        assert made.keys() == exported.keys()
        for part, content in made.items():
            first, second = exported[part], content
            assert _WIDTH.sub("", first) == _WIDTH.sub("", second), (name, part)
            pairs = zip(_WIDTH.findall(first), _WIDTH.findall(second), strict=True)
            assert all(abs(int(a) - int(b)) <= 25 for a, b in pairs)  # rounded a column each
    assert (tmp_path / "exported" / "版式预设" / "国标.toml").is_file()


def _parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return {
            name: etree.canonicalize(package.read(name).decode(), strip_text=True)
            for name in package.namelist()
            if name.startswith("word/")
        }


_WIDTH = re.compile(r'w:w="(\d+)"')


@pytest.mark.program
def test_documents_come_in_the_style_of_the_place(tmp_path: Path) -> None:
    export(tmp_path / "模板", style=LOCAL)
    for path in (tmp_path / "模板").rglob("*.*"):
        if path.suffix in (".docx", ".html") and path.stem not in ("公示", "申报表"):
            path.unlink()
    assert check_folder(tmp_path / "模板")[1] == []
    made(golden("met"), tmp_path / "申报", templates=tmp_path / "模板", documents=only("public"))
    word = docx.Document(str(tmp_path / "申报" / "08 公示.docx"))
    assert word.styles["Normal"].paragraph_format.line_spacing.pt == 28.8
