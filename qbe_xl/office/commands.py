"""The commands: each does its work on the open document and speaks Chinese.

A command is a function of a Host, and a row in the table of buttons; whatever happens in it ends
in a message.
"""

from __future__ import annotations

import datetime as dt
import html
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path

from qbe_xl import __version__
from qbe_xl.checkup.rules import IMPORTANCES
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS
from qbe_xl.errors import InputError, Problem, QbeError, told
from qbe_xl.files.names import free
from qbe_xl.files.shipped import shipped
from qbe_xl.files.writing import write_one
from qbe_xl.office import assessing
from qbe_xl.office.health import is_well
from qbe_xl.office.home import folder_of
from qbe_xl.office.host import Document, Host, NoBook

Command = Callable[[Host], None]

_MOST_PROBLEMS = 5
UNKNOWN = "#NAME?"
"""What a cell shows whose function the program does not know, as WPS does of =QBE_CV."""
_MOST_DOUBTS = 3
_NEW_NAME = "县域义务教育优质均衡填报表.xlsx"
_MANUALS = tuple(shipped("docs", f"manual.zh-CN{suffix}") for suffix in (".html", ".md"))


def perform(command: Command, host: Host) -> None:
    """Run a command; turn whatever it raises into a message: staff never see a traceback."""
    try:
        command(host)
    except InputError as error:
        host.tell(problems_text(error), "warning")
    except QbeError as error:
        host.tell(str(error), "warning")
    except Exception as error:
        host.tell(_failure_text(error), "error")


def new_workbook(host: Host) -> None:
    """新建工作簿: write a blank input workbook under a free name, and open it."""
    from qbe_xl.blank import blank_workbook

    path = write_one(free(folder_of(host.document()) / _NEW_NAME), blank_workbook())
    host.open(path)
    host.tell(f"已新建填报工作簿：\n{path}\n请先看“填表说明”。")


def check_data(host: Host) -> None:
    """数据体检: list all that is wrong or odd, select the first cell that must be mended."""
    found = assessing.check_document(document_of(host))
    kept = "".join(f"\n{line}" for line in found.kept)
    if found.problems:
        host.tell(
            f"{_first(found.problems)}\n\n全部列在工作表“{found.sheet}”中；"
            f"已选中第一处，改正后请再作一次数据体检。{_taken(found)}{kept}",
            "warning",
        )
        return
    grave = sum(finding.importance == IMPORTANCES[0] for finding in found.open)
    unchecked = f"\n{found.unchecked}。" if found.unchecked else ""
    accepted = len(found.findings) - len(found.open)
    confirmed = f"另有 {accepted} 条已确认无误。" if accepted else ""
    said = (
        f"填报表可以评估。\n可疑之处 {len(found.open)} 条，其中重要的 {grave} 条，"
        f"列在工作表“{found.sheet}”中，请逐条核对。{confirmed}程序不改动任何数。"
        f"{_taken(found)}{unchecked}"
        if found.findings
        else f"填报表可以评估，核对过的没有发现可疑之处。{unchecked}"
        if unchecked
        else "数据体检通过，可以评估，没有发现可疑之处。"
    )
    host.tell(f"{said}{kept}")


def _taken(found: assessing.CheckOutcome) -> str:
    """What became of what was typed into 确认, a line each."""
    taken = found.taken
    lines = [f"新记入确认 {taken.count} 条，见“体检确认记录”。"] if taken.count else []
    return "".join(f"\n{line}" for line in [*lines, *taken.refused[:_MOST_PROBLEMS]])


def assess_county(host: Host) -> None:
    """全县评估: assess, and write the results into sheets of ours."""
    outcome = assessing.run_assessment(document_of(host))
    assessment = outcome.assessment
    name = assessment.county.name or "（县名未填）"
    lines = _to_verify(outcome)
    lines += [f"{name}　{assessment.verdict.marked}", ""]
    lines += [
        f"{GROUPS[g].word}　{words.state_marked(g, state)}"
        for g, state in assessment.groups.items()
    ]
    lines += ["", "结果在“结论”等工作表中，给领导看的是“一页纸汇报”，填报的内容没有改动。"]
    if outcome.renamed:
        pairs = "、".join(f"“{usual}”改用“{ours}”" for usual, ours in outcome.renamed)
        lines.append(f"已有同名的工作表不是本程序生成的，没有改动，结果{pairs}。")
    host.tell("\n".join([*lines, *outcome.kept]))


def _to_verify(outcome: assessing.LiveOutcome) -> list[str]:
    """What must be verified before anything is decided on the results, both amounts last; nothing
    where there is none."""
    from qbe_xl.remedy.verifying import AMOUNTS

    if not outcome.verify:
        return []
    amounts = [line for line in outcome.verify if line.startswith(AMOUNTS)]
    doubts = [line for line in outcome.verify if line not in amounts]
    more = ["其余见“一页纸汇报”和数据体检。"] if len(doubts) > _MOST_DOUBTS else []
    return ["须先核实：", *doubts[:_MOST_DOUBTS], *more, *amounts, ""]


def export_values(host: Host) -> None:
    """导出送审版: write a values-only copy beside the workbook."""
    from qbe_xl.office.values_copy import values_workbook

    document = document_of(host)
    name = f"{Path(document.name).stem}-送审版"
    sheets = list(document.shown())
    content = values_workbook(name, sheets, dt.datetime.now().astimezone())
    path = write_one(free(folder_of(document) / f"{name}.xlsx"), content)
    lines = [f"已导出送审版（只有数值，没有宏和函数）：\n{path}"]
    unknown = [sheet.name for sheet in sheets for row in sheet.rows for c in row if c == UNKNOWN]
    if unknown:
        lines.append(
            f"其中 {len(unknown)} 个单元格显示 {UNKNOWN}（工作表{'、'.join(dict.fromkeys(unknown))}）："
            "打开它的程序没有这些函数，送审之前请处理。"
            "可以在装了本程序的 Excel 里打开、保存后再导出；在 WPS 里请点“换成 QBE.”（要先点“检测函数”）。"
        )
    host.tell("\n".join(lines), "warning" if unknown else "information")


def self_check(host: Host) -> None:
    """自检: say what was found on this machine, and what to do."""
    findings = host.findings()
    well = is_well(findings)
    lines = ["自检通过。" if well else "自检发现问题，请按下面的建议处理。", ""]
    lines += map(str, findings)
    host.tell("\n".join(lines), "information" if well else "warning")


def show_help(host: Host) -> None:
    """帮助: open the manual in the browser."""
    manual = next((path for path in _MANUALS if path.exists()), None)
    if manual is None:
        raise QbeError("没有找到使用手册，请向维护人员索取 manual.zh-CN。")
    shown = manual if manual.suffix == ".html" else _as_page(manual)
    if not show_page(shown):
        host.tell(f"浏览器没有打开，请手工打开使用手册：\n{manual}")


def about(host: Host) -> None:
    """关于: the version and the standard."""
    from qbe_xl.standards import resolve

    standard = resolve().at()
    host.tell(
        f"县域义务教育优质均衡评估 {__version__}\n\n评估标准：{standard.title}（{standard.id}）\n"
        f"依据：{'；'.join(standard.documents)}\n\n结果供自评使用，以督导评估认定为准。"
    )


def document_of(host: Host) -> Document:
    """Return the open document. Raises NoBook where there is none."""
    found = host.document()
    if found is None:
        raise NoBook("没有打开的工作簿，请先打开填报工作簿，或点“新建工作簿”。")
    return found


def show_page(path: Path) -> bool:
    """Open a page in the browser; return whether that went well."""
    return webbrowser.open(path.as_uri())


def problems_text(error: InputError) -> str:
    """Return the first problems of an input, and how many there are."""
    return (
        f"{_first(error.problems)}\n\n没有评估，原有的结果没有改动。"
        "请改正后再试；“数据体检”会列出全部问题。"
    )


def _first(problems: tuple[Problem, ...]) -> str:
    lines = [f"填报表有 {len(problems)} 处须改正："]
    causes = told(problems)
    lines += [f"{number}. {one}" for number, one in enumerate(causes[:_MOST_PROBLEMS], 1)]
    return "\n".join([*lines, "……"] if len(causes) > _MOST_PROBLEMS else lines)


def _failure_text(error: Exception) -> str:
    return (
        f"没有完成（{type(error).__name__}：{error}）。\n填报的内容没有改动。"
        "请看单元格是否正在编辑、工作簿或工作表是否有保护；仍未完成的，请点“自检”，并把这条信息告知维护人员。"
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
