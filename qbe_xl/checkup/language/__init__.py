"""The language of the rules: figures, texts and conditions over the layout's columns.

syntax      text ─▶ tree: numbers, texts, names, + - * /, comparisons, 属于, 且 或 非, functions
names       which names and functions there are, and what each gives
typing      a tree is checked against them: every name known, figures with figures
frames      the rows that a rule looks at, their columns, last year's, their peers
evaluation  tree and frame ─▶ one value a row

There is no `eval`: a rule can read what stands in the workbook and compare it, nothing else.
"""

from qbe_xl.checkup.language.evaluation import evaluate
from qbe_xl.checkup.language.frames import COUNTY, Frame, Material
from qbe_xl.checkup.language.syntax import LanguageError
from qbe_xl.checkup.language.typing import Expression, compiled

__all__ = [
    "COUNTY",
    "Expression",
    "Frame",
    "LanguageError",
    "Material",
    "compiled",
    "evaluate",
]
