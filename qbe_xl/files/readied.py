"""What was made ready when we were installed (`scripts/compile_templates.py`): kept, never stale.

The name of each file comes of all that it was made of, so one that is there is good: whoever
changed a source finds none, and makes what it gives anew. Nothing is written but at installing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from qbe_xl.files.shipped import shipped


def place(ending: str, *makers: bytes) -> Path:
    """Return where that may be kept which was made of these: texts, and code that works on them."""
    digest = hashlib.sha256()
    for one in makers:
        digest.update(len(one).to_bytes(8, "big") + one)
    return shipped("compiled", f"t{digest.hexdigest()}{ending}")


def code(kept: Path) -> CodeType | None:
    """Return the code of a kept Python file, which pip compiled; None where there is none."""
    return SourceFileLoader(kept.stem, str(kept)).get_code(kept.stem) if kept.exists() else None


def of(sources: Iterable[Path]) -> Path:
    """Return where the value that some files give may be kept."""
    return place(".py", *(path.read_bytes() for path in sources))


def value(kept: Path, names: Mapping[str, Any]) -> Any | None:
    """Return a kept value; None where there is none. names: of the classes that it is made of."""
    found = code(kept)
    if found is None:
        return None
    known = dict(names)
    exec(found, known)  # noqa: S102 -- written by us, when we were installed
    return known["VALUE"]


def written(found: object) -> str:
    """Return a value of dataclasses as the Python source that gives it."""
    return f"VALUE = {found!r}\n"
