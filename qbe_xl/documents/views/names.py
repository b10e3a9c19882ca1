"""Names of files made of words that staff typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qbe_xl.sheets.pieces import clean

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
_LONGEST = 60


def file_stems(names: Sequence[str]) -> list[str]:
    """Return a file name for each of these, without suffix: no two alike, good on any system."""
    found: list[str] = []
    seen: set[str] = set()
    for name in names:
        stem = _FORBIDDEN.sub("_", " ".join(clean(name).split()))[:_LONGEST].strip(" .") or "未命名"
        if _RESERVED.match(stem):
            stem = f"_{stem}"
        candidate, number = stem, 1
        while candidate.casefold() in seen:
            number += 1
            candidate = f"{stem}({number})"
        seen.add(candidate.casefold())
        found.append(candidate)
    return found
