"""The last chapter of docs/manual.zh-CN.md: every command with its options, from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from qbe_xl.cli import app
from scripts import functions_page

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "manual.zh-CN.md"
HEAD = "## 附：命令和选项一览\n"


INTRODUCTION = """\
本章由 `make docs` 按程序自己的帮助生成。各命令加 `-q`（`--quiet`）只在出错时显示信息。

退出码：0 做完了，不论达标不达标；2 填报表、参数、文件夹不能用，什么都没有写；1 其他：结果写不进去、程序内部错误，
各 `doctor` 发现还不能用（没有装 Excel、LibreOffice、WPS 也算），`checkup log` 发现记录被改动。"""


def manual() -> str:
    """Return the manual with its last two chapters made anew."""
    before, _, _ = MANUAL.read_text(encoding="utf-8").partition(HEAD)
    before, _, _ = before.partition(functions_page.HEAD)
    chapter = "\n".join(_entry(name, command) for name, command in commands())
    return f"{before.rstrip()}\n\n{functions_page.chapter()}\n{HEAD}\n{INTRODUCTION}\n\n{chapter}"


def commands() -> Iterator[tuple[str, Any]]:
    """Yield each command with its words after `qbe-xl`."""
    yield from _within(typer.main.get_command(app), "")


def _within(found: Any, name: str) -> Iterator[tuple[str, Any]]:
    inner = getattr(found, "commands", None)
    if not inner:
        yield name, found
        return
    for word, command in inner.items():
        yield from _within(command, f"{name} {word}".strip())


def _entry(name: str, command: Any) -> str:
    given = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    words = " ".join(["qbe-xl", name, *(p.metavar or p.name for p in given)])
    lines = [f"**`{words}`**　{command.help.strip()}", ""]
    lines += [f"- `{_spelt(p)}`：{p.help}" for p in options if p.name not in ("help", "quiet")]
    return "\n".join(lines).rstrip() + "\n"


def _spelt(option: Any) -> str:
    flag = max(option.opts, key=len)
    return flag if option.is_flag else f"{flag} {option.metavar or option.name}"
