"""The tab 数据体检: the findings of the last checkup, and who accepted which."""

from __future__ import annotations

from qbe_xl.checkup import log, result
from qbe_xl.checkup.summaries import told
from qbe_xl.errors import InputError
from qbe_xl.files import chain
from qbe_xl.project.folder import Project
from qbe_xl.sheets.pieces import View, clean
from qbe_xl.web.commands import COMMANDS

_LOOKS = {"高": "unmet", "中": "near", "低": "missing"}


def view(project: Project | None) -> View:
    """Return what the tab shows of a project's last checkup."""
    found: View = {
        "project": project is not None,
        "done": False,
        "findings": [],
        "accepted": [],
        "faults": [],
        "form": {"id": COMMANDS["checkup"].id, "title": COMMANDS["checkup"].title},
    }
    if project is None:
        return found
    place = project.place("checkup")
    try:
        kept = result.read(place)
    except InputError as error:
        return found | {"faults": [str(error)]}
    record = log.read(place / log.NAME, kept.known if kept else (0, chain.FIRST))
    accepted = record.accepted()
    found |= {"done": kept is not None, "faults": list(record.faults)}
    for finding in kept.findings.values() if kept else ():
        entry = accepted.get(finding.mark)
        row = {
            "mark": finding.mark,
            "look": _LOOKS.get(finding.importance, "missing"),
            "importance": told(finding.importance),
            "title": finding.title,
            "school": finding.school or "全县",
            "cells": list(finding.cells),
            "message": finding.message,
            "fix": finding.fix,
            "by": f"{entry.by} {entry.time[:10]}：{entry.why}" if entry else "",
        }
        found["accepted" if entry else "findings"].append(row)
    cleaned: View = clean(found)
    return cleaned
