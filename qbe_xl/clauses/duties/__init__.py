"""Who answers for which problem: the units and tasks of the county plan."""

from qbe_xl.clauses.duties.loading import default_duties, kinds_of_problems, load_duties
from qbe_xl.clauses.duties.model import MISSING, Basis, Duties, Kind, Plan, Task, Unit

__all__ = [
    "MISSING",
    "Basis",
    "Duties",
    "Kind",
    "Plan",
    "Task",
    "Unit",
    "default_duties",
    "kinds_of_problems",
    "load_duties",
]
