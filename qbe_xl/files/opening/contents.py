"""What every format gives: the names of all worksheets and the sheets that were asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from qbe_xl.files.opening.sheet import Sheet

Wanted: TypeAlias = Callable[[str], bool]
"""Whether the sheet of this name is to be read."""


class Contents(NamedTuple):
    """names: of all worksheets, in the file's order; sheets: those that were wanted."""

    names: tuple[str, ...]
    sheets: tuple[Sheet, ...]
