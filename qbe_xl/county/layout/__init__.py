"""What a county hands in: every sheet, column and item of the input workbook, in one table.

The reader, the blank workbook, the error texts and docs/layout.md all come from it. A column
or item that is `optional` serves documents or warnings only and may be lacking.
"""

from qbe_xl.county.layout.model import (
    AREAS,
    GRADES_OF_CULTURE,
    GROUP_TOTAL,
    GROUPS,
    LEVELS,
    OWNERS,
    PRIMARY_SCHOOL,
    SCHOOL_TYPES,
    SPECIAL_SCHOOL,
    STAGE_WORDS,
    STAGES,
    STAGES_OF_TYPE,
    TEACHING_POINT,
    THROUGH_TYPES,
    TOTAL_ROWS,
    VOCATIONAL_SCHOOL,
    YES_NO,
    Column,
    Item,
    Kind,
    SheetLayout,
    Stage,
)
from qbe_xl.county.layout.others import (
    CLASSES,
    COUNTY_ITEMS,
    FACTS,
    MONITORING,
    ROOMS,
    SURVEY,
    VETOES,
)
from qbe_xl.county.layout.schools import SCHOOLS

SHEETS: tuple[SheetLayout, ...] = (
    SCHOOLS,
    CLASSES,
    ROOMS,
    COUNTY_ITEMS,
    MONITORING,
    SURVEY,
    VETOES,
    FACTS,
)
BY_NAME: dict[str, SheetLayout] = {sheet.name: sheet for sheet in SHEETS}

__all__ = [
    "AREAS",
    "BY_NAME",
    "CLASSES",
    "COUNTY_ITEMS",
    "FACTS",
    "GRADES_OF_CULTURE",
    "GROUPS",
    "GROUP_TOTAL",
    "LEVELS",
    "MONITORING",
    "OWNERS",
    "PRIMARY_SCHOOL",
    "ROOMS",
    "SCHOOLS",
    "SCHOOL_TYPES",
    "SHEETS",
    "SPECIAL_SCHOOL",
    "STAGES",
    "STAGES_OF_TYPE",
    "STAGE_WORDS",
    "SURVEY",
    "TEACHING_POINT",
    "THROUGH_TYPES",
    "TOTAL_ROWS",
    "VETOES",
    "VOCATIONAL_SCHOOL",
    "YES_NO",
    "Column",
    "Item",
    "Kind",
    "SheetLayout",
    "Stage",
]
