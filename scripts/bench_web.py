"""Measure the local page in the system's Chromium: 200 schools of the sample, tiled.

Each figure stands beside its bound and, where there is one, beside what the work itself takes in
this process: what is more is the page's own.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, expect, sync_playwright  # noqa: E402

from qbe_xl.blank import blank_workbook  # noqa: E402
from qbe_xl.web.looking import look  # noqa: E402
from scripts import sample_county  # noqa: E402
from tests import programs  # noqa: E402
from tests.web import live  # noqa: E402

SCHOOLS, REPEATS = 200, 5


def book(folder: Path, name: str) -> Path:
    """Write a workbook of so many schools: the sample's, over and over under codes of their own."""
    sample = sample_county.sample()
    rows = {name: list(rows) for name, rows in sample.items()}
    size = len(rows["学校"])
    for again in range(1, -(-SCHOOLS // size)):
        for sheet in ("学校", "班级", "专用教室"):
            for row in sample[sheet]:
                moved = dict(row)
                for key in ("code", "parent"):
                    if moved.get(key):
                        moved[key] = f"{int(str(moved[key])) + again * 1_000_000}"
                if "name" in moved and sheet == "学校":
                    moved["name"] = f"{moved['name']}{again}"
                rows[sheet].append(moved)
    kept = {str(row["code"]) for row in rows["学校"][:SCHOOLS]}
    for sheet in ("学校", "班级", "专用教室"):
        rows[sheet] = [row for row in rows[sheet] if str(row["code"]) in kept]
    for row in rows["学校"]:
        if row.get("parent") and str(row["parent"]) not in kept:
            row.pop("parent")
    path = folder / name
    path.write_bytes(blank_workbook(rows))
    return path


def timed(work: Callable[[], object]) -> float:
    """Return the median of some runs in seconds."""
    found = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return median(found)


def memory(process: int) -> float:
    """Return how much memory a process and its children hold for themselves alone, in MB."""
    pages = 0
    pids = [process]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == process:
            pids.append(int(folder.name))
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                pages += int(line.split()[1])
    return pages / 1024


def told(what: str, seconds: float, bound: float, beside: float | None = None) -> None:
    """Print a figure beside its bound."""
    ratio = f"　the work alone {beside:5.2f} s, ratio {seconds / beside:4.1f}" if beside else ""
    mark = "ok" if seconds <= bound else "OVER"
    print(f"{what:34} {seconds:5.2f} s (≤ {bound:g}) {mark}{ratio}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place)
        path = book(folder, "二百所.xlsx")
        content = path.read_bytes()
        alone = timed(lambda: look(path, path.name, ""))
        served = live.Served(folder)
        browser = playwright.chromium.launch(
            executable_path=live.chromium(),
            args=[*live.options()],
            env=dict(programs.environment()),
        )
        page = browser.new_page()
        began = time.perf_counter()
        page.goto(served.link)
        told("page, cold, after the link", time.perf_counter() - began, 1)
        page.goto(f"http://127.0.0.1:{served.port}/open?name=二百所.xlsx")
        expect(page.locator("#status")).to_contain_text("已看过", timeout=30_000)
        verdicts(page, path, content, alone)
        told("page of the verdict, warm", timed(page.reload), 1)
        button = page.locator(".filtered button.cell").first
        told("click to the cell", timed(lambda: clicked(page, button.click)), 0.3)
        page.goto(page.url.replace("/verdict", "/schools"))
        told("page of all schools, warm", timed(page.reload), 1)
        page.wait_for_timeout(3000)
        print(f"{'memory of all processes':34} {memory(served.process.pid):5.0f} MB (≤ 200)")
        browser.close()
        served.end()


def verdicts(page: Page, path: Path, content: bytes, alone: float) -> None:
    """Measure from the saving to the new verdict, and from the standing still."""

    def saved() -> None:
        before = page.get_attribute("body", "data-version")
        live.replaced(path, content)
        expect(page.locator("body")).not_to_have_attribute(
            "data-version", str(before), timeout=30_000
        )

    seconds = timed(saved)
    told("saved → new verdict on the page", seconds, 2)
    told("… without waiting for stillness", max(0.0, seconds - 0.4 - 0.25), 1, alone)


def clicked(page: Page, click: Callable[[], object]) -> None:
    """Click a cell and wait until it is framed; then close."""
    click()
    page.locator("td.here").wait_for()
    page.evaluate(
        "document.querySelector('#panel').hidden = true; document.querySelector('#window').textContent = ''"
    )


if __name__ == "__main__":
    main()
