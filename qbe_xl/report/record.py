"""What a run was: input, rules, program, counts, time. It stands in every document."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from qbe_xl import __version__
from qbe_xl.assessment import Assessment
from qbe_xl.files.names import readable


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of the assessment.

    id: twelve hexadecimal digits made from the input, the standard and the version, so the same
    work has the same id; time: local time of the run, with its offset.
    """

    id: str
    input_name: str
    input_sha256: str
    standard: str
    version: str
    time: dt.datetime
    counts: tuple[tuple[str, int], ...]

    @property
    def shown_time(self) -> str:
        """2024-05-20 09:30."""
        return f"{self.time:%Y-%m-%d %H:%M}"


def record(
    assessment: Assessment, input_name: str, input_sha256: str, time: dt.datetime
) -> RunRecord:
    """Return the record of a run over an input with this SHA-256."""
    input_name = readable(input_name)
    county, standard = assessment.county, assessment.standard
    seal = f"{input_sha256} {standard.id} {standard.as_of} {__version__}"
    return RunRecord(
        id=hashlib.sha256(seal.encode()).hexdigest()[:12],
        input_name=input_name,
        input_sha256=input_sha256,
        standard=f"{standard.title}（{standard.id}）",
        version=__version__,
        time=time,
        counts=(
            ("学校", len(county.schools)),
            ("班级", len(county.classes)),
            ("专用教室", len(county.rooms)),
            ("参与评估的办学单元", len(assessment.sections)),
            ("不参与评估的办学单元", len(assessment.excluded)),
            ("提示", len(county.notices)),
        ),
    )
