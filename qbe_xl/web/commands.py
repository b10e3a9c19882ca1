"""What can be asked for in the page: every command, with its options as staff choose them.

The words are those of the command line, run in the project's folder; so what is done here and
there is the same, and is remembered alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.project.kinds import ANSWERS, PARAMETERS, RETURNED, STATISTICS, TEMPLATES
from qbe_xl.remedy.ways import LEAST, MOVES, WITHIN

PLACES = (STATISTICS, RETURNED, ANSWERS)
"""Folders that files may be dropped into."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One option. flag: its word; kind: how it is chosen; choices: value and label."""

    name: str
    flag: str
    label: str
    kind: Literal["text", "number", "check", "choice"] = "text"
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One command. words: after qbe-xl; place: a folder that its files are dropped into."""

    id: str
    words: tuple[str, ...]
    title: str
    help: str
    options: tuple[Option, ...] = ()
    place: str = ""


_AGAIN = Option("again", "--again", "没有变化也重做", "check")
_STANDARD = Option("standard", "--standard", "标准编号（空白按县情的省份）")

COMMANDS = {
    command.id: command
    for command in (
        Command(
            "new",
            ("new", "./"),
            "建成项目",
            "把这个文件夹建成项目；已有的文件不动。",
            (Option("book", "--book", "哪一份是项目的填报表（只有一份的不用写）"),),
        ),
        Command(
            "import",
            ("collect", "import"),
            "导入统计数据",
            "从教育事业统计导出表、学籍和教师名单取数。",
            (Option("replace", "--replace", "总表已有的数也换成导入的", "check"), _AGAIN),
            STATISTICS,
        ),
        Command(
            "split",
            ("collect", "split"),
            "下发",
            "每所学校（或每个乡镇）一个填报表。",
            (
                Option("by", "--by", "按", "choice", (("school", "学校"), ("township", "乡镇"))),
                _AGAIN,
            ),
        ),
        Command(
            "merge",
            ("collect", "merge"),
            "汇总",
            "把学校交回的表合成一个，列出未报的和须改正的学校。",
            (_AGAIN,),
            RETURNED,
        ),
        Command(
            "checkup",
            ("checkup", "run"),
            "数据体检",
            "找出可疑的数，只提示、不改动。",
            (Option("seed", "--seed", "抽样编号", "number"), _AGAIN),
        ),
        Command(
            "survey plan",
            ("survey", "plan"),
            "调查方案",
            "按填报表做抽样方案。",
            (Option("population", "--population", "常住人口（万人）", "number"), _AGAIN),
        ),
        Command("survey papers", ("survey", "papers"), "问卷", "生成三种问卷。", (_AGAIN,)),
        Command(
            "survey import",
            ("survey", "import"),
            "导入答卷",
            "数出各类对象的满意度，填入新的填报表。",
            (_AGAIN,),
            ANSWERS,
        ),
        Command(
            "assess",
            ("assess",),
            "评估",
            "写出结果表、报告和 assessment.json。",
            (_STANDARD, _AGAIN),
        ),
        Command(
            "plan",
            ("plan",),
            "缺口与方案",
            "缺口的数量，和费用最省的达标方案。",
            (Option("time-limit", "--time-limit", "最多计算几秒", "number"), _STANDARD, _AGAIN),
        ),
        Command(
            "rehearse",
            ("rehearse",),
            "明年预演",
            "各班升一级，教师和校舍不变，明年能否达标；连同明年的最省方案。",
            (
                Option("entry", "--entry", "一年级招生为今年的几倍（如 0.9,1,1.1）"),
                Option("next-rules", "--next-rules", "按一年后施行的规则", "check"),
                _AGAIN,
            ),
        ),
        Command(
            "ledger",
            ("ledger",),
            "整改台账",
            "由谁整改、何时完成、进展如何。",
            (
                Option(
                    "plan",
                    "--plan",
                    "按方案",
                    "choice",
                    (("", "不按方案"), (LEAST, LEAST), (WITHIN, WITHIN), (MOVES, MOVES)),
                ),
                _AGAIN,
            ),
        ),
        Command(
            "years",
            ("years", "report"),
            "历年监测",
            "监测报告、监测台账、提醒。先把填报表“收入历年档案”。",
        ),
        Command(
            "evidence init", ("evidence", "init"), "佐证材料文件夹", "建立或补齐文件夹和说明。"
        ),
        Command(
            "evidence scan",
            ("evidence", "scan"),
            "查佐证材料",
            "检查缺件、重复、与上次相比的改动。",
        ),
        Command(
            "evidence report",
            ("evidence", "report"),
            "佐证材料目录",
            "检查后写出目录、封面和脊背标签。",
            (_AGAIN,),
        ),
        Command(
            "documents",
            ("documents",),
            "申报材料",
            "全套申报材料：Word、网页、Excel。",
            (Option("pdf", "--pdf", "另存 PDF（需要 LibreOffice）", "check"), _AGAIN),
        ),
        Command("check", ("check",), "只检查填报表", "不计算、不写文件。"),
        Command(
            "checkup log", ("checkup", "log"), "确认记录", "列出体检的确认记录，检查有没有被改动。"
        ),
        Command(
            "accept",
            ("checkup", "accept"),
            "确认无误",
            "写明确认人和理由；追加到体检确认记录。",
            (
                Option("by", "--by", "确认人", needed=True),
                Option("why", "--why", "理由", needed=True),
            ),
        ),
        Command(
            "years add",
            ("years", "add"),
            "收入历年档案",
            "把本学年的填报表收入监测档案。",
            (Option("replace", "--replace", "这个学年以这一份为准", "check"),),
        ),
        Command("new-params", ("new-params", PARAMETERS), "整改参数表", "单价、许可和上限。"),
        Command(
            "new-units",
            ("new-units", "本县方案.xlsx"),
            "本县方案表",
            "名称、文号、成员单位、职责。",
        ),
        Command("mapping", ("collect", "mapping", "导入对照表.xlsx"), "导入对照表", "供本县修改。"),
        Command(
            "templates export",
            ("templates", "export", TEMPLATES),
            "导出模板",
            "供本县在 Word 里修改。",
        ),
        Command(
            "templates check", ("templates", "check", TEMPLATES), "检查模板", "检查改过的模板。"
        ),
        Command("excel doctor", ("excel", "doctor"), "Excel 自检", "加载宏是否装好。"),
        Command(
            "libreoffice doctor", ("libreoffice", "doctor"), "LibreOffice 自检", "扩展是否装好。"
        ),
        Command("wps doctor", ("wps", "doctor"), "WPS 自检", "加载项是否装好。"),
    )
}
"""By their id; those of a kind of work bear the kind's."""


def words_of(command: Command, given: Mapping[str, str], marks: tuple[str, ...] = ()) -> list[str]:
    """Return the words to run a command with these options.

    marks: of findings, for `accept`. Raises InputError for an option that it has not, one that is
    lacking, or a value that it cannot take.
    """
    known = {option.name: option for option in command.options}
    if strange := [name for name in given if name not in known]:
        raise _wrong(strange[0], "没有这个选项")
    words = [*command.words, *marks]
    for option in command.options:
        value = given.get(option.name, "").strip()
        if len(value) > LONGEST:
            raise _wrong(option.label, f"太长，最多 {LONGEST} 个字")
        if option.needed and not value:
            raise _wrong(option.label, "请填写")
        if option.kind == "choice" and value not in {"", *(key for key, _ in option.choices)}:
            raise _wrong(option.label, f"没有“{value}”这一项")
        if value and option.kind == "check":
            words.append(option.flag)
        elif value:
            words.append(f"{option.flag}={value}")
    return words


def _wrong(what: str, message: str) -> InputError:
    return InputError([Problem(Place(what), message)])
