"""Typer's own words in Chinese: the pages of help, and what it says of a command wrongly written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_RANGE = re.compile(r"x([<>])=?(-?[\d.]+)|(-?[\d.]+)<=x<=(-?[\d.]+)")
_TYPE = re.compile(r" (?:<([^<>]+)>|\[([^\[\]]+)\])(?:\.\.\.)?$")
_NOTES = re.compile(r"(?:^|  )\[([^\[\]]*)\]$")
_OPTION = re.compile(r"'?(-{1,2}[\w-]+)'?")
_EXTRA = re.compile(r"argument\(s\) \((.*)\)$", re.S)

HELP = "显示这份说明"


def help_row(record: tuple[str, str]) -> tuple[str, str]:
    """Return a line of help in Chinese: 默认, 必填 and limits instead of Typer's notes."""
    name, text = record
    found = _NOTES.search(text)
    if found:
        notes = "，".join(filter(None, map(_note, found[1].split("; "))))
        text = text[: found.start()] + (f"（{notes}）" if notes else "")
    return _TYPE.sub(_choices, name), text


def usage_message(error: Any) -> str:
    """Return what is wrong with a command line, in one sentence.

    error: what Typer raised; a message of ours in it stays as it is.
    """
    kind, said = type(error).__name__, str(error.message)
    if kind == "NoSuchOption":
        near = "、".join(sorted(error.possibilities or ()))
        return f"没有选项“{error.option_name}”" + (f"；是否应为 {near}？" if near else "")
    if kind == "MissingParameter":
        return f"缺少{_hint(error)}，请写上"
    if kind == "BadParameter":
        return f"{_hint(error)}：{said if _chinese(said) else '值写得不对'}"
    if kind == "BadOptionUsage":
        name = error.option_name
        takes = "does not take" not in said
        return f"选项 {name} 后面要写上它的值" if takes else f"选项 {name} 后面不带值"
    if extra := _EXTRA.search(said):
        return f"多写了“{extra[1]}”，请去掉；带空格的名字要用引号括起来"
    if _chinese(said):
        return said
    return "还要写上命令" if "command" in said else "命令写法不对"


def _choices(kind: re.Match[str]) -> str:
    """The words to choose from; a kind of value without them says nothing to staff."""
    words = kind[1] or kind[2]
    return f" {words}" if "|" in words else ""


def _note(note: str) -> str:
    if note == "required":
        return "必填"
    if note.startswith("default: "):
        return f"默认 {note.removeprefix('default: ').removesuffix('.0')}"
    found = _RANGE.fullmatch(note)
    if found is None:
        return ""
    if found[3]:
        return f"{found[3]} 到 {found[4]}"
    return f"{'不小于' if found[1] == '>' else '不大于'} {found[2]}"


def _hint(error: Any) -> str:
    """The name of an option or an argument as staff typed it."""
    if error.param_hint:
        hints = [error.param_hint] if isinstance(error.param_hint, str) else error.param_hint
        return " / ".join(hints)
    param = error.param
    if param is None:
        return "参数"
    if param.param_type_name == "option":
        return f"选项 {max(param.opts, key=len)}"
    return f"“{param.metavar or param.name}”".replace("...", "").replace("…", "")


def _chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def sections(rows: Iterable[tuple[str, Iterable[tuple[str, str]]]], formatter: Any) -> None:
    """Write each heading with its lines, where there are any."""
    for heading, lines in rows:
        found = list(lines)
        if found:
            formatter.write_paragraph()
            formatter.write(f"{heading}：\n")
            with formatter.indentation():
                formatter.write_dl(found)
