"""The functions of the spreadsheet (=QBE_…), the same in Excel and in LibreOffice Calc."""

# Importing registers the functions.
from qbe_xl.functions import rules, sheets, statistics, trials  # noqa: F401
from qbe_xl.functions.arguments import MARK, OMITTED, CellError
from qbe_xl.functions.registry import CATEGORY, FUNCTIONS, PREFIX, Function

__all__ = ["CATEGORY", "FUNCTIONS", "MARK", "OMITTED", "PREFIX", "CellError", "Function"]
