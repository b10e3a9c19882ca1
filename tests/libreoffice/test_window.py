"""A real window: staff open the sample, click 全县评估 with the mouse and see 结论."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from qbe_xl.functions import CATEGORY
from qbe_xl.libreoffice import english
from qbe_xl.office.assessing import NAMES
from qbe_xl.office.buttons import GROUPS, Button
from tests import programs
from tests.libreoffice import window

pytestmark = pytest.mark.office

SAMPLE = Path(__file__).resolve().parents[2] / "workbook" / "示例县.xlsx"


def test_a_click_on_the_toolbar_assesses_the_county(tmp_path: Path) -> None:
    programs.require(*window.PROGRAMS)
    book = tmp_path / "示例县.xlsx"
    shutil.copy(SAMPLE, book)
    with window.screen() as screen, window.calc_on(screen) as calc:
        document = calc.open(str(book))
        calc.fit(document, window.WIDTH, window.HEIGHT)
        before = window.settled(screen)
        shown = calc.buttons(document)
        places = {title: (x, y) for title, x, y in shown if title}
        buttons = [one for _, group in GROUPS for one in group if isinstance(one, Button)]
        chinese = [button.label for button in buttons]
        assert list(places) in (chinese, [english.LABELS.get(b.name, b.label) for b in buttons])
        inputs = calc.sheets(document)
        x, y = places.get("全县评估") or places[english.LABELS["assess_county"]]
        screen.click(x, y)
        box = window.wait(lambda: screen.windows(f"{CATEGORY}评估"), "message")[0]
        told = window.settled(screen, tmp_path / "told.png")
        screen.do("windowfocus", box, "key", "Return")
        window.wait(lambda: not screen.windows(f"{CATEGORY}评估"), "the end of the message")
        after = window.settled(screen, tmp_path / "after.png")
        assert calc.sheets(document) == [*inputs, *NAMES]
        assert calc.selection(document)[0] == "结论"
        verdict = calc.values(document, "结论", "A5")[0][0]
        assert verdict == "✕ 未达标"
    for picture in (told, after):
        assert ImageChops.difference(before, picture).getbbox()
    assert red(after) > red(before) + 500, "the verdict stands in red"


def red(picture: Image.Image) -> int:
    """How many points have the colour of ✕."""
    colours = picture.getcolors(picture.width * picture.height) or ()
    return sum(count for count, colour in colours if colour == (0xA4, 0x16, 0x1A))
