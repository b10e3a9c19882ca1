"""A process that judges one workbook after another, and may die alone."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from qbe_xl.errors import InputError, OutputError
from qbe_xl.files.children import answer_jobs
from qbe_xl.many.partitions import judge_file


def main() -> None:
    """Answer jobs until there are no more."""
    gc.set_threshold(100_000, 20, 20)
    answer_jobs(_answer)


def _answer(job: Any) -> dict[str, str]:
    path, name, folder, standard = job
    try:
        return {"seal": judge_file(Path(path), name, Path(folder), standard)}
    except InputError as error:
        return {"problem": str(error.problems[0].message)}
    except OutputError as error:
        return {"unkept": str(error)}
