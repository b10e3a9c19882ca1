"""What the command line says, and what --quiet leaves of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from qbe_xl.office.health import Finding

INTERNAL, UNUSABLE = 1, 2
"""The exit status of the contract, beside 0."""

_quiet = False
_heard: list[str] | None = None


def hush(wanted: bool) -> None:
    """Say nothing from now on but errors, or speak again."""
    global _quiet
    _quiet = wanted


def is_quiet() -> bool:
    """Tell whether --quiet was given."""
    return _quiet


@contextmanager
def hearing() -> Iterator[None]:
    """Keep what is said meanwhile, for the project that one works in."""
    global _heard
    _heard = []
    try:
        yield
    finally:
        _heard = None


def heard() -> tuple[str, ...]:
    """Return what was said since `hearing` began."""
    return tuple(_heard or ())


def say(line: object) -> None:
    """Print a line, unless --quiet was given."""
    if _heard is not None:
        _heard.extend(str(line).splitlines())
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
