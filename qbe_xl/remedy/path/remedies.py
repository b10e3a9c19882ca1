"""What a county lacks, and the plans that close it: what every page of 缺口与方案 shows."""

from __future__ import annotations

from dataclasses import dataclass

from qbe_xl.assessment import Assessment
from qbe_xl.clauses.gaps import Gap
from qbe_xl.remedy.filling import Filled
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.path.plan import Plan


@dataclass(frozen=True)
class Remedies:
    """Gaps and plans of one county; plans: the cheapest first; verify: what must be verified first."""

    assessment: Assessment
    parameters: Parameters
    gaps: tuple[Gap, ...]
    filled: Filled
    plans: tuple[Plan, ...]
    verify: tuple[str, ...] = ()

    @property
    def least(self) -> Plan:
        """The cheapest plan."""
        return self.plans[0]
