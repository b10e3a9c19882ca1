"""The process that works for add-ins: commands, functions and the spelling of formulas."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qbe_xl import __version__
from qbe_xl.errors import QbeError
from qbe_xl.files import children
from qbe_xl.web import wire
from qbe_xl.web.wps import spelling

MOST_FORMULAS = 500_000
_TURNS: dict[str, Callable[[str], str]] = {"wps": spelling.to_wps, "excel": spelling.to_excel}


def main() -> None:
    """Be the process: answer until there are no more jobs."""
    children.answer_jobs(answer)


def answer(job: dict[str, Any]) -> dict[str, str]:
    """Return the answer to a job; what has not the wire's form is refused."""
    try:
        found = _JOBS[job["do"]](job)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return {"refused": type(error).__name__}
    return {"json": json.dumps(found, ensure_ascii=False)}


def _hello(job: dict[str, Any]) -> dict[str, Any]:
    return {"version": __version__}


def _command(job: dict[str, Any]) -> dict[str, Any]:
    try:
        document = _document(job)
    except QbeError as error:  # the copy cannot be read
        said = [{"text": str(error), "kind": "warning"}]
        return {"tables": [], "front": "", "select": None, "say": said, "open": []}
    return wire.run(job["name"], wire.RemoteHost(document, _health(job)))


def _health(job: dict[str, Any]) -> tuple[Any, ...]:
    if job["name"] != "self_check":
        return ()
    from qbe_xl.web.wps import doctor

    return doctor.findings()


def _document(job: dict[str, Any]) -> wire.RemoteDocument | None:
    if job.get("copy"):
        source: wire.Source = wire.SavedCopy(Path(job["copy"]))
        source.names  # noqa: B018 # it is read here, where what is wrong with it can be told
    elif "sheets" in job:
        source = wire.PostedSheets(job["sheets"])
    else:
        return None
    folder = Path(job["folder"]) if job.get("folder") else None
    looks = job.get("looks")
    return wire.RemoteDocument(
        Path(str(job["book"])).name,
        source,
        folder if folder and folder.is_absolute() and folder.is_dir() else None,
        None if looks is None else {str(k): _looks(v) for k, v in looks.items()},
    )


def _looks(told: dict[str, Any]) -> wire.Looks:
    widths = [float(w) if isinstance(w, int | float) and w else None for w in told["widths"]]
    formats = [
        shown if isinstance(shown, str) and shown else "General" for shown in told["formats"]
    ]
    return wire.Looks(widths, formats)


def _function(job: dict[str, Any]) -> dict[str, Any]:
    return {"result": wire.call(job["name"], job["arguments"])}


def _functions(job: dict[str, Any]) -> dict[str, Any]:
    """Calls that came together, as a host's whole recalculation may."""
    return {"results": [wire.call(name, arguments) for name, arguments in job["calls"]]}


def _formulas(job: dict[str, Any]) -> dict[str, Any]:
    turn = _TURNS[job["to"]]
    formulas = job["formulas"][:MOST_FORMULAS]
    return {"formulas": [turn(str(formula)) for formula in formulas]}


_JOBS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "nothing": _hello,
    "hello": _hello,
    "command": _command,
    "function": _function,
    "functions": _functions,
    "formulas": _formulas,
}
