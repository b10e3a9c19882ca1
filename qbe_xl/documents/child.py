"""The process in which templates from outside are rendered: each job is one document."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from qbe_xl.documents.makers import word_of
from qbe_xl.files.children import answer_jobs
from qbe_xl.sheets.templating import TooLong, render
from qbe_xl.sheets.word import Fault


def made(job: dict[str, Any]) -> bytes:
    """Return the document of a job."""
    folder = Path(job["folder"])
    if job["kind"] == "word":
        return word_of(folder / job["name"], job["view"], folder)
    return render(job["name"], job["view"], job["pictures"], folder).encode()


def reason(error: BaseException) -> str:
    """Return in words why a template failed."""
    if isinstance(error, Fault):
        return reason(error.__cause__ or error)
    if isinstance(error, UndefinedError):
        return f"用到了没有的名称（{error.message}）"
    if isinstance(error, TemplateSyntaxError):
        return f"标签写得不对（{error.message}）"
    if isinstance(error, TooLong):
        return "生成的文字没有止境，已中止"
    if isinstance(error, SecurityError):
        return "用了不允许的写法：模板里只能取数据、判断和循环，不能运算，也不能取数据内部的属性"
    if isinstance(error, TemplateNotFound):
        return f"引用的文件不存在（{error}）"
    if isinstance(error, MemoryError):
        return "生成的内容过大，已中止"
    if isinstance(error, RecursionError):
        return "标签互相引用，没有尽头，已中止"
    return f"打不开或不能使用（{type(error).__name__}：{error}）"


def answer(job: dict[str, Any]) -> dict[str, str]:
    """Do a job and tell how it went."""
    try:
        return {"made": base64.b64encode(made(job)).decode()}
    except Exception as error:  # whatever a stranger's template does is told, not raised
        place = error.place if isinstance(error, Fault) else ""
        return {"error": reason(error), "place": place}


def main() -> None:
    """Answer jobs until there are no more."""
    answer_jobs(answer)
