"""What the answers come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qbe_xl.assessment.states import State
from qbe_xl.county.layout import GROUP_TOTAL
from qbe_xl.errors import Notice
from qbe_xl.survey.tally import Count, Tally


@dataclass(frozen=True)
class Result:
    """The result of an import.

    county: 县名 or ""; groups: counts as they stand in the new sheet 社会认可度, those kept from
    the base too; state: S1 on these; required: its line, a fraction.
    """

    county: str
    tally: Tally
    groups: Mapping[str, Count]
    state: State
    required: float
    notices: tuple[Notice, ...]

    @property
    def whole(self) -> Count:
        """All groups together."""
        return sum(self.groups.values(), Count())

    def with_total(self) -> list[tuple[str, Count]]:
        """Return every group with its counts, and 合计."""
        return [*self.groups.items(), (GROUP_TOTAL, self.whole)]
