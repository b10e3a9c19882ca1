"""Draw the pictures of the README anew from the demo's results: `make demo`, then this."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image, ImageChops  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from qbe_xl.project.folder import make_project  # noqa: E402
from tests import office, programs  # noqa: E402
from tests.libreoffice import window  # noqa: E402
from tests.web import live  # noqa: E402

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


def page_window() -> Image.Image:
    """Return the local page of the sample: what keeps the county from passing, and a cell of it."""
    folder = programs.fresh("picture") / "示例县"
    folder.mkdir()
    shutil.copy(ROOT / "workbook" / "示例县.xlsx", folder / "填报表.xlsx")
    make_project(folder)
    served = live.Served(folder)
    picture = folder / "page.png"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=live.chromium(),
            args=[*live.options()],
            env=dict(programs.environment()),
        )
        page = browser.new_page(viewport={"width": 1200, "height": 860})
        page.goto(served.link)
        page.goto(f"http://127.0.0.1:{served.port}/tab/verdict")
        page.locator("#doubts li").first.wait_for(timeout=20_000)
        page.locator("#problems").scroll_into_view_if_needed()
        page.locator(".filtered button[data-trace^=section]").first.click()
        page.locator("td.here").wait_for()
        page.evaluate("document.querySelector('#problems').scrollIntoView()")
        page.screenshot(path=picture)
        browser.close()
    served.end()
    return Image.open(picture).convert("RGB").quantize(128, dither=Image.Dither.NONE)


def main() -> None:
    """Draw the first page of the result workbook, the window of Calc and the local page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    first = office.pdf_pages(ROOT / "out" / "评估结果.xlsx", dpi=100)[0]
    trimmed(first).save(PICTURES / "conclusion.png", optimize=True)
    page_window().save(PICTURES / "page.png", optimize=True)
    calc_window().save(PICTURES / "calc.png", optimize=True)


if __name__ == "__main__":
    main()
