"""What the command line says, and --quiet, which every command that says something has."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from qbe_xl.office.health import Finding

INTERNAL, UNUSABLE = 1, 2
"""The exit status of the contract, beside 0."""

_quiet = False


def hush(wanted: bool) -> None:
    """Say nothing from now on but errors, or speak again."""
    global _quiet
    _quiet = wanted


def is_quiet() -> bool:
    """Tell whether --quiet was given."""
    return _quiet


Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只在出错时显示信息")]
Body = TypeVar("Body", bound=Callable[..., None])


class Commands(typer.Typer):
    """A group of commands, each with --quiet unless it is only there to tell something."""

    def command(
        self, name: str | None = None, *, quiet: bool = True, **settings: Any
    ) -> Callable[[Body], Body]:
        """Register a command, as Typer does."""
        register = super().command(name, **settings)

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


def say(line: object) -> None:
    """Print a line, unless --quiet was given."""
    if not _quiet:
        typer.echo(line)


def say_first(lines: Sequence[object], most: int, rest: str = "") -> None:
    """Print the first lines, and where the rest is to be found."""
    for line in lines[:most]:
        say(f"  {line}")
    if rest and len(lines) > most:
        say(f"  …… {rest}")


def say_files(paths: Iterable[Path]) -> None:
    """Print where the results are."""
    say("已写出：")
    for path in paths:
        say(f"  {path}")


def say_error(*messages: object) -> None:
    """Print each message on the error stream."""
    for message in messages:
        typer.echo(message, err=True)


def say_health(findings: Sequence[Finding]) -> None:
    """Print how an installation stands, with --quiet only what needs doing; end with 1 if ill."""
    from qbe_xl.office.health import is_well

    for finding in findings:
        if finding.advice or not _quiet:
            typer.echo(finding)
    if not is_well(findings):
        raise typer.Exit(INTERNAL)


def say_troubles(findings: Iterable[Finding]) -> None:
    """Print what keeps a fresh installation from working."""
    if troubles := [finding for finding in findings if finding.advice]:
        say_error("装好后自检发现：", *troubles)


def titled(county: str | None) -> str:
    """Return a county's name, or that it is not filled in."""
    return county or "（县名未填）"
