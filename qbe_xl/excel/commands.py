"""The ribbon's commands: each does its work on the open workbook and speaks Chinese.

Called from VBA as functions without arguments; whatever happens ends in a message.
"""

from __future__ import annotations

import functools
import html
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlwings as xw

from qbe_xl import __version__
from qbe_xl.assessment import GROUP_WORDS
from qbe_xl.errors import InputError, QbeError
from qbe_xl.excel import dialogs, live
from qbe_xl.report.writing import write_one

_MOST_PROBLEMS = 5
_NEW_NAME = "县域义务教育优质均衡填报表.xlsx"
_PACKAGE = Path(__file__).resolve().parent.parent
_MANUALS = tuple(
    folder / f"manual.zh-CN{suffix}"
    for folder in (_PACKAGE / "_docs", _PACKAGE.parent / "docs")
    for suffix in (".html", ".md")
)


class NoBook(QbeError):
    """No workbook is open."""


def _command(work: Callable[[], None]) -> Callable[[], None]:
    """Turn whatever a command raises into a message: staff never see a traceback."""

    @functools.wraps(work)
    def run() -> None:
        try:
            work()
        except InputError as error:
            dialogs.tell(problems_text(error), "warning", _app())
        except QbeError as error:
            dialogs.tell(str(error), "warning", _app())
        except Exception as error:
            dialogs.tell(_failure_text(error), "error", _app())

    return run


@_command
def new_workbook() -> None:
    """新建工作簿: write a blank input workbook under a free name, and open it."""
    from qbe_xl.county.blank import blank_workbook

    app = _app()
    path = write_one(free_name(_folder(_active()) / _NEW_NAME), blank_workbook())
    if app is not None:
        app.books.open(str(path))
    dialogs.tell(f"已新建填报工作簿：\n{path}\n请先看“填表说明”。", app=app)


@_command
def check_data() -> None:
    """数据体检: list every problem, select the first cell in question."""
    book = _book()
    found = live.check_book(book)
    if found.problems:
        dialogs.tell(
            f"{_first(found.problems)}\n\n全部列在工作表“{found.sheet}”中；"
            "已选中第一处，改正后请再作一次数据体检。",
            "warning",
            book.app,
        )
    else:
        dialogs.tell(
            f"数据体检通过，可以评估。\n提示 {len(found.notices)} 条，列在工作表“{found.sheet}”中。",
            app=book.app,
        )


@_command
def assess_county() -> None:
    """全县评估: assess, and write the results into sheets of ours."""
    book = _book()
    outcome = live.run_assessment(book)
    assessment = outcome.assessment
    name = assessment.county.name or "（县名未填）"
    lines = [f"{name}　{assessment.verdict.marked}", ""]
    lines += [f"{GROUP_WORDS[g]}　{state.marked}" for g, state in assessment.groups.items()]
    lines += ["", "结果在“结论”等工作表中，填报的内容没有改动。"]
    if outcome.renamed:
        pairs = "、".join(f"“{usual}”改用“{ours}”" for usual, ours in outcome.renamed)
        lines.append(f"已有同名的工作表不是本程序生成的，没有改动，结果{pairs}。")
    dialogs.tell("\n".join(lines), app=book.app)


@_command
def export_values() -> None:
    """导出送审版: write a values-only copy beside the workbook."""
    from qbe_xl.excel.values_copy import values_workbook

    book = _book()
    name = f"{Path(book.name).stem}-送审版.xlsx"
    path = write_one(free_name(_folder(book) / name), values_workbook(book))
    dialogs.tell(f"已导出送审版（只有数值，没有宏和函数）：\n{path}", app=book.app)


@_command
def self_check() -> None:
    """自检: say what was found on this machine, and what to do."""
    from qbe_xl.excel import doctor, installing

    findings = doctor.examine(installing.Places.here(), doctor.Machine.here())
    well = doctor.is_well(findings)
    lines = ["自检通过。" if well else "自检发现问题，请按下面的建议处理。", ""]
    lines += map(str, findings)
    dialogs.tell("\n".join(lines), "information" if well else "warning", _app())


@_command
def show_help() -> None:
    """帮助: open the manual in the browser."""
    manual = next((path for path in _MANUALS if path.exists()), None)
    if manual is None:
        raise QbeError("没有找到使用手册，请向维护人员索取 manual.zh-CN。")
    shown = manual if manual.suffix == ".html" else _as_page(manual)
    if not webbrowser.open(shown.as_uri()):
        dialogs.tell(f"浏览器没有打开，请手工打开使用手册：\n{manual}", app=_app())


@_command
def about() -> None:
    """关于: the version and the standard."""
    from qbe_xl.standards import DEFAULT, load

    standard = load(DEFAULT).at(None)
    dialogs.tell(
        f"县域义务教育优质均衡评估 {__version__}\n\n评估标准：{standard.title}（{standard.id}）\n"
        f"依据：{'；'.join(standard.documents)}\n\n结果供自评使用，以督导评估认定为准。",
        app=_app(),
    )


def problems_text(error: InputError) -> str:
    """Return the first problems of an input, and how many there are."""
    return (
        f"{_first(error.problems)}\n\n没有评估，原有的结果没有改动。"
        "请改正后再试；“数据体检”会列出全部问题。"
    )


def _first(problems: tuple[Any, ...]) -> str:
    lines = [f"填报表有 {len(problems)} 处须改正："]
    lines += [f"{number}. {one}" for number, one in enumerate(problems[:_MOST_PROBLEMS], 1)]
    return "\n".join([*lines, "……"] if len(problems) > _MOST_PROBLEMS else lines)


def free_name(path: Path) -> Path:
    """Return the path, numbered where a file of that name exists: 表(2).xlsx."""
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_stem(f"{path.stem}({number})")
    return found


def _book() -> Any:
    found = _active()
    if found is None:
        raise NoBook("没有打开的工作簿，请先打开填报工作簿，或点“新建工作簿”。")
    return found


def _active() -> Any:
    """The workbook that the command was called from; an add-in is none to work on."""
    for ask in (xw.Book.caller, lambda: xw.books.active):
        try:
            found: Any = ask()
        except Exception:  # noqa: S112 # each engine has its own way of saying that there is none
            continue
        if found is not None and not _is_addin(found):
            return found
    return None


def _is_addin(book: Any) -> bool:
    return str(book.name).lower().endswith((".xlam", ".xla"))


def _app() -> Any:
    found = _active()
    if found is not None:
        return found.app
    try:
        return xw.apps.active
    except Exception:
        return None


def _folder(book: Any) -> Path:
    """The folder of a workbook that was saved; else the documents of whoever works here."""
    try:
        folder = Path(book.fullname).parent
        if Path(book.fullname).is_absolute() and folder.is_dir():
            return folder
    except Exception:  # noqa: S110 # no book, or one that lies in the cloud only
        pass
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def _failure_text(error: Exception) -> str:
    return (
        f"没有完成（{type(error).__name__}：{error}）。\n填报的内容没有改动。"
        "请看单元格是否正在编辑、工作簿或工作表是否有保护；仍不行请点“自检”，并把这条信息告知维护人员。"
    )


def _as_page(manual: Path) -> Path:
    """The manual's text as a page: browsers do not guess the encoding of other files."""
    page = Path(tempfile.gettempdir()) / "qbe_xl-manual.html"
    text = html.escape(manual.read_text(encoding="utf-8"))
    page.write_text(
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>使用手册</title>'
        '<body style="max-width:48em;margin:2em auto;line-height:1.7">'
        f'<pre style="white-space:pre-wrap;font:inherit">{text}</pre></body></html>',
        encoding="utf-8",
    )
    return page
