"""A group of commands: --quiet for each, and no more work to start one than it needs."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin

import typer
from typer.core import TyperCommand, TyperGroup

from qbe_xl.cli.speaking import HELP, help_row, sections
from qbe_xl.cli.telling import hush

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只在出错时显示信息")]
_KINDS = (str, Path, bool, int, float)
_LARGEST = 10**15
_LONGEST = 40
_WIDTH = 200
"""Of a command's one line of help; terminals break it."""
Body = TypeVar("Body", bound=Callable[..., None])


class _Plain:
    """Takes a word of the command line as text, path or number; leaves any other to Typer.

    Typer has pydantic look at each, which takes as long to load as numpy and speaks English.
    """

    def __init__(self, kind: Any) -> None:
        self.kind = kind

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:
        """Return the value in its kind; a default is of that kind already."""
        if value is None:
            return () if param.nargs == -1 else None
        if get_origin(self.kind) is list:
            return [_plain(get_args(self.kind)[0], one, param) for one in value]
        return _plain(self.kind, value, param)


def _plain(kind: type, value: Any, param: Any) -> Any:
    if isinstance(value, kind):
        return value
    if issubclass(kind, Enum):
        words = [str(one.value) for one in kind]
        if value not in words:
            raise typer.BadParameter(f"只能是 {'、'.join(words)}", param=param)
        return next(one for one in kind if one.value == value)
    if kind is Path:
        if "\0" in value:
            raise typer.BadParameter("名字里有不能用的字符", param=param)
        return Path(value)
    if kind in (int, float):
        return _number(kind, value, param)
    return value


def _number(kind: type, value: Any, param: Any) -> Any:
    """Return a number within its limits."""
    what = "整数" if kind is int else "数"
    try:
        found = kind(value)
        if not -_LARGEST < found < _LARGEST:  # neither is what is no number
            raise ValueError(value)
    except (ValueError, OverflowError) as error:
        shown = str(value)[:_LONGEST]
        raise typer.BadParameter(f"应为{what}，写的是“{shown}”", param=param) from error
    if param.min is not None and found < param.min:
        raise typer.BadParameter(f"应为不小于 {param.min:g} 的{what}，写的是 {value}", param=param)
    if param.max is not None and found > param.max:
        raise typer.BadParameter(f"应为不大于 {param.max:g} 的{what}，写的是 {value}", param=param)
    return found


def _plainly(params: list[Any]) -> list[Any]:
    for one in params:
        kind = one.type_descriptor.annotation
        word = isinstance(kind, type) and issubclass(kind, Enum)
        if word or kind in (*_KINDS, *(list[plain] for plain in _KINDS)):  # type: ignore[valid-type]
            one._runtime_param = _Plain(kind)
    return params


class _Chinese:
    """What Typer says of a command, in Chinese."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line that shows how it is written."""
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, the options and, of a group, the commands."""
        rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            record = param.get_help_record(ctx)
            if record is not None:
                rows[param.param_type_name].append(help_row(record))
        commands = [
            (name, command.get_short_help_str(_WIDTH))
            for name in getattr(self, "commands", ())
            if (command := self.get_command(ctx, name)) and not command.hidden  # type: ignore[attr-defined]
        ]
        sections(
            (("参数", rows["argument"]), ("选项", rows["option"]), ("命令", commands)), formatter
        )

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option --help."""
        found = super().get_help_option(ctx)  # type: ignore[misc]
        if found is not None:
            found.help = HELP
        return found


class _Command(_Chinese, TyperCommand):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"options_metavar": "[选项]"})

    def get_params(self, ctx: Any) -> list[Any]:
        """Return what the command takes."""
        return _plainly(super().get_params(ctx))


class Group(_Chinese, TyperGroup):
    """Several commands, as Typer has them."""

    def __init__(self, **settings: Any) -> None:
        """Take Typer's settings."""
        super().__init__(**settings | {"options_metavar": "[选项]", "subcommand_metavar": "命令 …"})

    def get_params(self, ctx: Any) -> list[Any]:
        """Return what may stand before a command."""
        return _plainly(super().get_params(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that comes first; one that is not there with the nearest."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], list(self.commands), 3)
            hint = f"；是否应为 {'、'.join(near)}？" if near else ""
            ctx.fail(f"没有命令“{args[0]}”{hint}")
        return super().resolve_command(ctx, args)


class Commands(typer.Typer):
    """A group of commands, each with --quiet unless it is only there to tell something."""

    def __init__(self, cls: type[Group] = Group, **settings: Any) -> None:
        """Take Typer's settings; its own pages of help and of errors are not for staff."""
        super().__init__(
            cls=cls,
            no_args_is_help=True,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            **settings,
        )

    def command(
        self, name: str | None = None, *, quiet: bool = True, **settings: Any
    ) -> Callable[[Body], Body]:
        """Register a command, as Typer does."""
        register = super().command(name, cls=_Command, **settings)

        def decorate(body: Body) -> Body:
            register(_with_quiet(body) if quiet else body)
            return body

        return decorate


def _with_quiet(body: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(body)
    def command(*, quiet: bool, **given: Any) -> None:
        hush(quiet)
        body(**given)

    given = inspect.signature(body, eval_str=True).parameters.values()
    quiet = inspect.Parameter(
        "quiet", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Quiet
    )
    command.__signature__ = inspect.Signature([*given, quiet])  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in (*given, quiet)}
    return command
