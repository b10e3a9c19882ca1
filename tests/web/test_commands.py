"""What can be asked for in the page is what the command line has."""

from __future__ import annotations

import pytest

from qbe_xl.errors import InputError
from qbe_xl.project.kinds import BY_ID
from qbe_xl.web.commands import COMMANDS, words_of
from scripts import commands_page

ELSEWHERE = {
    "serve": "it is the page",
    "status": "the tab 办理",
    "standards list": "the tab 标准",
    "standards show": "the tab 标准",
    "standards diff": "the tab 标准",
    "years remove": "rare, and asks for a year",
}
INSTALLING = ("excel", "libreoffice", "wps")
MANY = ("many", "review")
"""Work on the folders of many counties, or of others: not of this project."""


def test_every_kind_of_work_can_be_asked_for() -> None:
    assert set(BY_ID) <= set(COMMANDS)
    for id, kind in BY_ID.items():
        words = " ".join(COMMANDS[id].words)
        assert words in (kind.command, f"{kind.command} run")


def test_every_command_can_be_asked_for() -> None:
    there = dict(commands_page.commands())
    asked = {
        name
        for name in there
        for command in COMMANDS.values()
        if f"{' '.join(command.words)} ".startswith(f"{name} ")
    }
    others = {
        name
        for name in there
        if name not in asked
        and name not in ELSEWHERE
        and name.split()[0] not in (*INSTALLING, *MANY)
    }
    assert others == set()


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_option_is_one_of_the_command_line(command: object) -> None:
    found = COMMANDS[command.id]  # type: ignore[attr-defined]
    there = dict(commands_page.commands())
    name = max((n for n in there if f"{' '.join(found.words)} ".startswith(f"{n} ")), key=len)
    flags = {flag for option in there[name].params for flag in getattr(option, "opts", ())}
    assert {option.flag for option in found.options} <= flags


def test_options_become_words_that_cannot_be_taken_for_others() -> None:
    assert words_of(COMMANDS["rehearse"], {"entry": "--out=/x", "again": "1"}) == [
        "rehearse",
        "--entry=--out=/x",
        "--again",
    ]
    assert words_of(COMMANDS["ledger"], {"plan": ""}) == ["ledger"]
    with pytest.raises(InputError, match="请填写"):
        words_of(COMMANDS["accept"], {"by": "某人"}, ("a1",))
