"""Who answers for which problem: general terms, or a county's own plan (本县方案).

duties = of(book.sheets, Path("本县方案.toml"))     # the file, else the sheet, else general()
duties.name(duties.kind_of("R4").lead)              # 县教育体育局, or 县级教育行政部门
"""

from qbe_xl.clauses.duties.choosing import FILE_NAMES, beside, of, of_another
from qbe_xl.clauses.duties.loading import EXAMPLE, example, general, kinds_of_problems
from qbe_xl.clauses.duties.model import MISSING, Basis, Duties, Kind, Plan, Task, Unit
from qbe_xl.clauses.duties.sheet import SHEET

__all__ = [
    "EXAMPLE",
    "FILE_NAMES",
    "MISSING",
    "SHEET",
    "Basis",
    "Duties",
    "Kind",
    "Plan",
    "Task",
    "Unit",
    "beside",
    "example",
    "general",
    "kinds_of_problems",
    "of",
    "of_another",
]
