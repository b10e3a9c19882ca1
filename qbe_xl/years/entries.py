"""How staff write which entries to rehearse: 0.9,1,1.1 or 90%,100%."""

from __future__ import annotations

import re

from qbe_xl.county.folding import folded
from qbe_xl.county.model import as_shown
from qbe_xl.errors import InputError, Place, Problem

MOST, LARGEST = 9, 5.0
_BETWEEN = re.compile(r"[,，、;；\s]+")


def entries_of(text: str) -> tuple[float, ...]:
    """Return the entries, each once, in the order given.

    Raises InputError for what is no number above 0 up to 5, for none and for more than nine.
    """
    found: list[float] = []
    for part in filter(None, _BETWEEN.split(folded(text))):
        share = part.endswith("%")
        try:
            value = as_shown(float(part.rstrip("%")) / (100 if share else 1))
        except ValueError:
            value = -1.0
        if not 0 < value <= LARGEST:
            none = "；一年级不招生的不作预演" if value == 0 else ""
            raise _wrong(f"“{part}”应为大于 0、不超过 {LARGEST:g} 的数，如 0.9,1,1.1{none}")
        found.append(value)
    unique = tuple(dict.fromkeys(found))
    if not 1 <= len(unique) <= MOST:
        raise _wrong(f"应给出 1 到 {MOST} 个比例，如 0.9,1,1.1")
    return unique


def _wrong(message: str) -> InputError:
    return InputError([Problem(Place("招生比例"), message)])
