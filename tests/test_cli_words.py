"""No English in what the command line says of itself or of a command wrongly written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_group

from qbe_xl import cli
from tests.command_line import qbe

QUOTED = re.compile("“[^”]*”")
WORD = re.compile(r"[A-Za-z]{2,}")
KNOWN = re.compile(
    r"--?[a-z-]+|qbe-xl|[\w（）-]*\.(?:xlsx|toml|json|jsonl|html|txt|docx|py)|~?[\w./-]*/|"
    r"\b(?:xlsx|xlsm|xls|ods|csv|zip|toml|TOML|Word|Excel|PDF|LibreOffice|Windows|WPS|Calc|"
    r"json|html|yunnan-2022|national-2017|Q1|G3|UTF-8|Ctrl-C|Dask|tls|school|township|out|HTML|Alt)\b"
)


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and every group, by the words that call it."""

    def walk(words: tuple[str, ...], found: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
        yield words, found
        for name in getattr(found, "commands", ()):
            yield from walk((*words, name), found.commands[name])

    yield from walk((), get_group(cli.app))


EVERY = {" ".join(words): command for words, command in commands()}
NAMES = {word for words in EVERY for word in words.split()}


def english(text: str) -> list[str]:
    """The English words in a text that are no name of a command, an option or a file, nor quoted."""
    left = WORD.findall(KNOWN.sub(" ", QUOTED.sub(" ", text)))
    return [word for word in left if word not in NAMES]


def params(command: Any) -> list[Any]:
    return command.get_params(typer.Context(command))


@pytest.mark.parametrize("words", EVERY)
def test_help_is_chinese(words: str) -> None:
    done = qbe(*words.split(), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("用法：qbe-xl")
    assert "显示这份说明" in done.stdout
    assert english(done.stdout) == []


def wrong(words: str, command: Any) -> Iterator[list[str]]:
    """Every way to write a command wrongly: options, arguments, values, numbers."""
    yield ["--没有"]
    yield ["--zzzz=1"]
    yield ["-z"]
    if hasattr(command, "commands"):
        yield ["没有这个"]
        if not words:
            yield ["asses"]
        return
    arguments = [one for one in params(command) if one.param_type_name == "argument"]
    if all(one.nargs == 1 for one in arguments):
        yield ["甲"] * (len(arguments) + 1)
    for one in params(command):
        if one.param_type_name == "argument" or one.name == "help":
            continue
        option = max(one.opts, key=len)
        yield [f"{option}=x"] if one.is_flag else [option]
        if "Enum" in {kind.__name__ for kind in one.type_descriptor.annotation.__mro__}:
            yield [option, "没有这个"]
        if one.type_descriptor.annotation in (int, float):
            yield from ([option, value] for value in ("x", "nan", "-1e400", "9" * 400))
            if one.min is not None:
                yield [option, str(one.min - 1)]


@pytest.mark.parametrize("words", EVERY)
def test_a_command_wrongly_written_is_told_in_chinese(words: str, tmp_path: Path) -> None:
    for more in wrong(words, EVERY[words]):
        done = qbe(*words.split(), *more, cwd=tmp_path)
        assert done.returncode == 2, (more, done)
        assert done.stdout == ""
        assert re.search(r"[\u4e00-\u9fff]", done.stderr.splitlines()[0]), done.stderr
        assert english(done.stderr) == [], more
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [words for words, one in EVERY.items() if not hasattr(one, "commands")]
)
def test_what_is_lacking_is_told_in_chinese(words: str, tmp_path: Path) -> None:
    if (
        not words
        or words.split()[0] in ("excel", "libreoffice", "wps", "serve")
        or words == "standards list"
    ):
        pytest.skip("works on this machine, not on files")
    place = tmp_path / "县"  # what is told may name the folder
    place.mkdir()
    done = qbe(*words.split(), cwd=place)
    assert english(done.stdout + done.stderr) == [] or words == "standards show"
    if words != "standards show":
        assert done.returncode == (0 if words == "checkup log" else 2), done
        assert list(place.iterdir()) == []


def test_no_command_at_all_shows_the_help() -> None:
    done = qbe()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("用法：qbe-xl")
    assert "是否应为 assess？" in qbe("asses").stderr
    assert "是否应为 --out？" in qbe("assess", "--ou", "x").stderr
