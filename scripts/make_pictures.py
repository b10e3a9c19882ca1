"""Draw the pictures of the README anew from the demo's results: `make demo`, then this."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image, ImageChops  # noqa: E402

from tests import office, programs  # noqa: E402
from tests.libreoffice import window  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
MARGIN = 24


def trimmed(path: Path) -> Image.Image:
    """Return a page without its white edges, in few colours so that the file stays small."""
    page = Image.open(path).convert("RGB")
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    left, top, right, bottom = box or (0, 0, *page.size)
    page = page.crop((left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN))
    return page.quantize(96, dither=Image.Dither.NONE)


def calc_window() -> Image.Image:
    """Return LibreOffice Calc after a click on 全县评估 in the sample."""
    with window.screen() as screen, window.calc_on(screen) as calc:
        book = programs.fresh("picture") / "示例县.xlsx"
        shutil.copy(ROOT / "workbook" / book.name, book)
        document = calc.open(str(book))
        calc.fit(document, window.WIDTH, window.HEIGHT)
        window.settled(screen)
        x, y = next((x, y) for title, x, y in calc.buttons(document) if title == "全县评估")
        screen.click(x, y)
        window.wait(lambda: screen.windows("优质均衡评估"), "message")
        return window.settled(screen).quantize(240, dither=Image.Dither.NONE)


def main() -> None:
    """Draw the first page of the result workbook, and the window of Calc."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    first = office.pdf_pages(ROOT / "out" / "评估结果.xlsx", dpi=100)[0]
    trimmed(first).save(PICTURES / "conclusion.png", optimize=True)
    calc_window().save(PICTURES / "calc.png", optimize=True)


if __name__ == "__main__":
    main()
