"""Who answers for which problem: the units and tasks of the county plan."""

from qbe_xl.remedy.duties.loading import default_duties, load_duties, problem_keys
from qbe_xl.remedy.duties.model import MISSING, Basis, Duties, Kind, Plan, Task, Unit

__all__ = [
    "MISSING",
    "Basis",
    "Duties",
    "Kind",
    "Plan",
    "Task",
    "Unit",
    "default_duties",
    "load_duties",
    "problem_keys",
]
