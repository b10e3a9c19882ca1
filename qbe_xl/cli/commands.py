"""A group of commands: --quiet for each, and no more work to start one than it needs."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from qbe_xl.cli.telling import hush

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只在出错时显示信息")]
Body = TypeVar("Body", bound=Callable[..., None])


class _Plain:
    """Takes a word of the command line as text or as a path; leaves any other to Typer.

    Typer has pydantic look at each, which takes as long to load as numpy.
    """

    def __init__(self, kind: Any) -> None:
        self.kind = kind

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:
        """Return the value in its kind; a default is of that kind already."""
        if value is None or isinstance(value, self.kind):
            return value
        if self.kind is Path:
            return Path(value)
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _plainly(params: list[Any]) -> list[Any]:
    for one in params:
        kind = one.type_descriptor.annotation
        if kind in (str, Path, bool, int, float):
            one._runtime_param = _Plain(kind)
    return params


class _Command(TyperCommand):
    def get_params(self, ctx: Any) -> list[Any]:
        """Return what the command takes."""
        return _plainly(super().get_params(ctx))


class Group(TyperGroup):
    """Several commands, as Typer has them."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return what may stand before a command."""
        return _plainly(super().get_params(ctx))


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
