"""Draw the pictures of the README and the manual anew from the demo's results: `make demo`, then this."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from defusedxml.ElementTree import fromstring  # noqa: E402
from PIL import Image, ImageChops  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from qbe_xl.project.folder import make_project  # noqa: E402
from qbe_xl.web.wps import addin  # noqa: E402
from qbe_xl.web.wps.icons import icon  # noqa: E402
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


RIBBON_LOOK = """body{margin:0;font:14px "Noto Sans CJK SC";width:max-content}
h1{margin:0;padding:9px 16px;background:#f2f2f2;color:#1f4e79;font-size:16px}
main{display:flex;border:1px solid #ccc;border-width:1px 0}
section{padding:10px 8px 4px;border-right:1px solid #ccc;text-align:center;color:#777}
div{display:flex;color:#000}p{margin:0 0 8px;padding:0 10px}img{display:block;margin:0 auto 4px}"""


def wps_ribbon() -> Image.Image:
    """Return the ribbon as the add-in's own files for WPS describe it: no WPS is here to show it."""
    tab = fromstring(addin.ribbon())[0][0][0]
    groups = [
        "<section><div>"
        + "".join(
            f'<p><img width="36" src="data:image/svg+xml,{quote(icon(one.get("id", "")))}">'
            f"{one.get('label')}{' ▾' if one.tag.endswith('menu') else ''}</p>"
            for one in group
        )
        + f"</div>{group.get('label')}</section>"
        for group in tab
    ]
    html = f"<!DOCTYPE html><style>{RIBBON_LOOK}</style><h1>{tab.get('label')}</h1><main>{''.join(groups)}</main>"
    picture = programs.fresh("picture") / "ribbon.png"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=live.chromium(),
            args=[*live.options()],
            env=dict(programs.environment()),
        )
        page = browser.new_page(viewport={"width": 1900, "height": 300})
        page.set_content(html)
        page.locator("body").screenshot(path=picture)
        browser.close()
    return Image.open(picture).convert("RGB").quantize(64, dither=Image.Dither.NONE)


def main() -> None:
    """Draw 结论 of the result workbook, the window of Calc, the local page, the ribbon of WPS."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    conclusion = office.pdf_pages(ROOT / "out" / "评估结果.xlsx", dpi=100)[1]
    trimmed(conclusion).save(PICTURES / "conclusion.png", optimize=True)
    wps_ribbon().save(PICTURES / "wps.png", optimize=True)
    page_window().save(PICTURES / "page.png", optimize=True)
    calc_window().save(PICTURES / "calc.png", optimize=True)


if __name__ == "__main__":
    main()
