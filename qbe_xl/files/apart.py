"""Strangers' files read in a process of their own, which may die alone.

A function of ours is called there on a file; what it returns or the InputError that it raises
comes back. The child has our rights and runs our code only, so its answers are pickled.
"""

from __future__ import annotations

import base64
import importlib
import pickle
from collections.abc import Callable
from typing import Any, cast

from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.children import EndedError, OutOfTimeError, Standby, answer_jobs, bound_memory

SECONDS = 20.0
"""Of the processor that a file may take; a school's return takes 0.05, a county's workbook 0.3."""
MEMORY = 160 << 20
"""Bytes beyond what the program itself has; a county of 2,000 schools takes less than 64 MB.

An answer may take a quarter of it."""
_SAID = (
    "读取这个文件要占用的{what}太多，没有读取；"
    "请用 Excel 或 WPS 打开，只保留填报的内容，另存为 xlsx 再提交"
)


class Apart:
    """A function called in a child, as often as wanted; a context that ends the child.

    function: module:name, of this program.
    """

    def __init__(self, function: str, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._function = function
        self._seconds = seconds
        self._memory = memory
        self._child = Standby(__name__)

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.end()

    def __call__(self, file: str, *arguments: object) -> Any:
        """Return what the function returns. file: as staff know it.

        Raises InputError as the function does, and where it takes too much time or memory.
        """
        job = [self._function, _packed(arguments), self._memory]
        try:
            answer = self._child.ask(job, self._seconds)
        except OutOfTimeError:
            raise InputError([Problem(Place(file), _SAID.format(what="时间"))]) from None
        except EndedError:
            raise InputError([Problem(Place(file), _SAID.format(what="内存"))]) from None
        if "wrong" in answer:
            raise InputError([Problem(Place(file), answer["wrong"])])
        found = _unpacked(answer["packed"])
        if "problems" in answer:
            raise InputError(found)
        return found


def main() -> None:
    """Be the child."""
    answer_jobs(_bounded)


def _bounded(job: list[Any]) -> dict[str, str]:
    _function(job)  # and all that it needs: the bound is on what the file takes
    bound_memory(job[2])
    return answer(job)


def _function(job: list[Any]) -> Callable[..., Any]:
    module, _, name = job[0].partition(":")
    return cast("Callable[..., Any]", getattr(importlib.import_module(module), name))


def answer(job: list[Any]) -> dict[str, str]:
    """Call the function of a job; whatever goes wrong but for memory is an answer."""
    function = _function(job)
    try:
        packed = _packed(function(*_unpacked(job[1])))
    except InputError as error:
        return {"problems": "", "packed": _packed(error.problems)}
    except MemoryError:
        raise
    except Exception as error:  # whatever a stranger's file does, it is a problem of that file
        return {"wrong": f"读取时出错（{type(error).__name__}），请另存为 xlsx 后重新提交"}
    if len(packed) > job[2] // 4:
        return {"wrong": _SAID.format(what="内存")}
    return {"packed": packed}


def _packed(value: object) -> str:
    return base64.b64encode(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)).decode()


def _unpacked(text: str) -> Any:
    return pickle.loads(base64.b64decode(text))  # noqa: S301 -- our own process wrote it
