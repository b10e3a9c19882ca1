"""What must be verified before anything is decided on an assessment: asked by whoever shows one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.checkup import examine, log
from qbe_xl.checkup.doubts import Doubts, find_doubts
from qbe_xl.errors import Notice

FOLDER = "数据体检"
"""Where a project keeps its checkups."""


def first_to_verify(assessment: Assessment, notices: Sequence[Notice], *folders: Path) -> Doubts:
    """Return what must be verified before anything is decided on an assessment.

    notices: of the reading and the results; folders: where a checkup may have left its log of
    acceptances, which then count; in a project that is the folder 数据体检 beside.
    """
    beside = [place for folder in folders for place in (folder, folder.parent / FOLDER)]
    accepted = {
        mark
        for folder in beside
        if (folder / log.NAME).is_file()
        for mark in log.read(folder / log.NAME).accepted()
    }
    return find_doubts(assessment, examine(assessment.county, notices=notices), accepted)
