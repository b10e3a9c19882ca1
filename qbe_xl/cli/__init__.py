"""The command line: parses, calls, prints. A file of this package holds one group of commands."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException
from typer.main import get_group

from qbe_xl import __version__
from qbe_xl.cli.commands import Commands, Group
from qbe_xl.cli.speaking import usage_message
from qbe_xl.cli.telling import INTERNAL, UNUSABLE, hush, say_error
from qbe_xl.errors import InputError, QbeError, StandardError, told

FILES = {
    "assess": "assessing",
    "check": "assessing",
    "new": "project",
    "status": "project",
    "plan": "planning",
    "rehearse": "rehearsing",
    "serve": "serving",
    "new-params": "planning",
    "documents": "documents",
    "ledger": "ledger",
    "new-units": "ledger",
    "templates": "documents",
    "standards": "standards",
    "excel": "excel",
    "libreoffice": "libreoffice",
    "wps": "wps",
    "collect": "collect",
    "checkup": "checkup",
    "evidence": "evidence",
    "survey": "survey",
    "many": "many",
    "review": "review",
    "years": "years",
}
"""The file of this package where each command stands; a group of commands is its whole file."""


class _OnDemand(Mapping[str, Any]):
    """The commands by name; the file of one is loaded when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        group = get_group(import_module(f"{__name__}.{FILES[name]}").app)
        return group.commands.get(name, group)

    def __iter__(self) -> Iterator[str]:
        return iter(FILES)

    def __len__(self) -> int:
        return len(FILES)


class _Root(Group):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"commands": _OnDemand()})


app = Commands(
    name="qbe-xl",
    cls=_Root,
    help="县域义务教育优质均衡督导评估：全县 32 项指标的计算、核对与报告。",
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"qbe-xl {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option("--version", help="显示版本", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
    """Options that stand before a command."""


def main() -> None:
    """Run the command line; end with the exit status of the contract."""
    if sys.getfilesystemencoding() != "utf-8":
        from qbe_xl.files.children import in_utf8

        in_utf8()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run())


def run(words: Sequence[str] | None = None) -> int:
    """Run a command and return the exit status of the contract; words: by default our own."""
    hush(False)
    try:
        status = app(args=words, prog_name="qbe-xl", standalone_mode=False)
    except InputError as error:
        say_error(*told(error.problems))
        return UNUSABLE
    except QbeError as error:
        say_error(error)
        return UNUSABLE if isinstance(error, StandardError) else INTERNAL
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # whoever read has read enough
            return 0
        raise
    except typer.Abort:
        say_error("已取消")
        return INTERNAL
    except TyperException as error:
        _say_usage(error)
        return UNUSABLE
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] != "qbe_xl":
            say_error(_lacking(error.name.partition(".")[0]))
        else:
            _say_internal(error)
        return INTERNAL
    except Exception as error:  # the last line of defence: staff never see a traceback
        _say_internal(error)
        return INTERNAL
    return status if isinstance(status, int) else 0


def _say_usage(error: Any) -> None:
    context: Any = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        say_error(context.get_help())
        return
    say_error(usage_message(error))
    if context is not None:
        say_error(context.get_usage(), f"加 --help 看说明：{context.command_path} --help")


_EXTRAS = {"duckdb": "[many]", "distributed": "[distributed]", "xlwings": "[excel]"}
"""Where a package belongs that is not installed with everything."""


def _lacking(package: str) -> str:
    return (
        f"缺少组件 {package}，程序没有装全；请在装程序的环境里运行 "
        f"pip install qbe-xl{_EXTRAS.get(package, '')}，用安装包装的再运行一次 install.cmd"
    )


def _say_internal(error: Exception) -> None:
    import os
    import traceback

    say_error(
        f"程序内部出错（{type(error).__name__}：{error}）。您的文件没有改动。"
        "请把填报表和这条信息交给维护人员；设环境变量 QBE_DEBUG=1 可显示详情。"
    )
    if os.environ.get("QBE_DEBUG"):
        traceback.print_exception(error)
