"""Presets of style: the standard's figures, and what a place does otherwise."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import docx
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "make_templates.py"
LOCAL = ROOT / "templates" / "styles" / "本地习惯.toml"


def build(out: Path, style: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, SCRIPT, "--style", style, "--out", out]
    return subprocess.run(command, capture_output=True, text=True, check=False)


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
    [("[page]\nto = 3\n", "to is not known"), ("[page]\ntop = '三'\n", "top should be float")],
)
def test_a_preset_that_is_wrong_names_its_key(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "我县.toml"
    path.write_text(text, encoding="utf-8")
    done = build(tmp_path / "out", path)
    assert done.returncode
    assert message in done.stderr
