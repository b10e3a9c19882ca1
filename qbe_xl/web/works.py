"""The tab 办理: what is done, stale and next in the project, and every command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from qbe_xl.project.kinds import BY_ID
from qbe_xl.project.status import Status, Step
from qbe_xl.sheets.pieces import View, clean
from qbe_xl.web.commands import COMMANDS, Command

MOST_WHY, MOST_RESULTS = 4, 12
_LOOKS = {"DONE": "met", "STALE": "near", "TODO": "missing", "WAITING": "missing"}
_FIRST = (".html", ".xlsx", ".docx")


def view(status: Status | None, folder: Path, others: Sequence[str]) -> View:
    """Return what the tab shows. status: None where the folder is no project."""
    found: View = {
        "folder": folder.resolve().name,
        "project": status is not None,
        "others": [{"name": name, "url": quote(name)} for name in others],
        "next": "",
        "to": "",
        "problems": 0,
        "made": _form(COMMANDS["new"]),
        "steps": [],
        "tools": [
            _form(command)
            for id, command in COMMANDS.items()
            if id not in BY_ID and id not in ("new", "accept")
        ],
    }
    if status is not None:
        found |= {
            "next": status.next.words,
            "to": _place_of(status.next.command),
            "problems": len(status.problems),
            "steps": [_step(status, step) for step in status.steps],
        }
    cleaned: View = clean(found)
    return cleaned


def _place_of(command: str) -> str:
    """Where in the page a command of the command line is; "" for none."""
    if command == "qbe-xl check":
        return "/tab/verdict"
    found = (kind.id for kind in BY_ID.values() if command == f"qbe-xl {kind.command}")
    return next((f"#{_anchor(id)}" for id in found), "")


def _anchor(id: str) -> str:
    return id.replace(" ", "-")


def _form(command: Command) -> View:
    return {
        "id": command.id,
        "title": command.title,
        "help": command.help,
        "place": command.place,
        "options": [
            {
                "name": option.name,
                "label": option.label,
                "kind": option.kind,
                "choices": [list(choice) for choice in option.choices],
            }
            for option in command.options
        ],
    }


def _step(status: Status, step: Step) -> View:
    root = status.project.root
    results = sorted(
        step.results, key=lambda path: (path.suffix not in _FIRST, len(path.parts), path.name)
    )
    names = [path.relative_to(root).as_posix() for path in results]
    return {
        **_form(COMMANDS[step.kind.id]),
        "anchor": _anchor(step.kind.id),
        "mark": step.stand.mark,
        "word": step.stand.word,
        "look": _LOOKS.get(step.stand.name, "not_applicable"),
        "why": list(step.why[:MOST_WHY]),
        "time": f"{step.time:%Y-%m-%d %H:%M}" if step.time else "",
        "results": [{"name": name, "url": quote(name)} for name in names[:MOST_RESULTS]],
        "count": len(names),
    }
