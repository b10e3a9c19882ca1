"""The command about many years: this workbook into the archive, and what the years tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qbe_xl.office.commands import document_of, show_page
from qbe_xl.office.filing import saved
from qbe_xl.office.home import folder_of
from qbe_xl.office.host import Host

if TYPE_CHECKING:
    from qbe_xl.years.archive import Added

ARCHIVE, RESULTS = "监测档案", "历年监测"
_MOST_NAMED = 8


def monitor_years(host: Host) -> None:
    """历年监测: put the saved workbook into the archive beside it, and report on all years."""
    from qbe_xl.years import archive as shelf
    from qbe_xl.years.reporting import HTML_NAME, report

    document = document_of(host)
    book, folder = saved(document), folder_of(document)
    with document.working() as tell:
        tell("收入档案……")
        added = shelf.add(book, folder / ARCHIVE)
        outcome = report(folder / ARCHIVE, folder / RESULTS, progress=lambda s: tell(f"{s}……"))
    found = outcome.found
    lines = [_said(added), f"档案里可用的学年：{'、'.join(y.label for y in found.years) or '无'}。"]
    lines.append(f"提醒 {len(found.alerts)} 条，未采用 {len(found.left_out)} 份。")
    lines += [f"{one.file}　{one.cell}　{one.message}" for one in found.left_out[:_MOST_NAMED]]
    lines += [one.message for one in found.alerts[:_MOST_NAMED]]
    lines.append("收入的是本工作簿上次保存的内容，本工作簿没有改动。")
    show_page(outcome.files[HTML_NAME])
    host.tell("\n".join(lines), "warning" if found.left_out else "information")


def _said(added: Added) -> str:
    from qbe_xl.years.archive import KEPT_BESIDE

    if not added.done:
        return f"{added.year} 学年的这一份已在档案里。"
    if added.done == KEPT_BESIDE:
        return (
            f"档案里已有 {added.year} 学年的另一份，这一份存为 {added.path.name}，两份都暂不采用。"
        )
    return f"已收入 {added.year} 学年。"
