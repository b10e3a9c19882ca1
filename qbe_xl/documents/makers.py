"""Who makes a document: this process from the project's own templates, a child from others.

The child runs `main` of this very module.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.children import Child, EndedError, OutOfTimeError, answer_jobs
from qbe_xl.sheets import word
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import FILTERS, TESTS, TooLong, render, template_folder

SECONDS = 20.0
"""How long one template from outside may take of the processor."""


def word_of(template: Path, view: View, *folders: Path) -> bytes:
    """Return the document of a Word template, with the run of the view in its properties."""
    doc = view["doc"]
    time = dt.datetime.fromisoformat(doc["utc"])
    return word.document(template, view, doc["county"], time, *folders)


class Maker:
    """Renders templates: those of `folder` in a child process, all others in this one.

    A context manager: leaving it ends the child.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder.resolve() if folder else None
        self._child: Child | None = None

    def __enter__(self) -> Maker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._child:
            self._child.end()

    def word(self, name: str, view: View) -> bytes:
        """Return the document of the Word template of that name."""
        if self._is_foreign(name):
            return self._foreign({"kind": "word", "name": name, "view": view})
        return word_of(template_folder() / name, view)

    def page(self, name: str, view: View, pictures: Mapping[str, str]) -> bytes:
        """Return the page of the web template of that name."""
        if self._is_foreign(name):
            job = {"kind": "page", "name": name, "view": view, "pictures": dict(pictures)}
            return self._foreign(job)
        return render(name, view, pictures).encode()

    def _is_foreign(self, name: str) -> bool:
        return self.folder is not None and (self.folder / name).is_file()

    def _foreign(self, job: Mapping[str, object]) -> bytes:
        if self._child is None:
            self._child = Child(__name__)
        name = str(job["name"])
        try:
            answer = self._child.ask({**job, "folder": str(self.folder)}, SECONDS)
        except OutOfTimeError:
            self._child = None
            answer = {"error": f"{SECONDS:g} 秒内没有完成，已中止；请检查是否有层层套叠的循环"}
        except EndedError:
            self._child = None
            answer = {"error": "生成时程序被中止，可能是内容过大"}
        if "made" in answer:
            return base64.b64decode(answer["made"])
        place = f"，段落“{answer['place']}”" if answer.get("place") else ""
        raise InputError(
            [
                Problem(
                    Place(f"模板 {name}{place}"),
                    f"{answer['error']}；请改正，没有写出任何文件",
                )
            ]
        )


def _made(job: dict[str, Any]) -> bytes:
    """Return the document of a job."""
    folder = Path(job["folder"])
    if job["kind"] == "word":
        return word_of(folder / job["name"], job["view"], folder)
    return render(job["name"], job["view"], job["pictures"], folder).encode()


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (
        word.LostError,
        "标签放的位置不对，生成时会丢失文字：{{%tr … %}}、{{%p … %}} 请单独占一行、一段，"
        "一个标签不要一半在内容控件里、一半在外面",
    ),
    (TooLong, "生成的文字没有止境，已中止"),
    (
        SecurityError,
        "用了不允许的写法：模板里只能取数据、判断和循环，不能运算，也不能取数据内部的属性",
    ),
    (TemplateNotFound, "引用的文件不存在（{0.name}）"),
    (TypeError, "文字不能和数比较或运算；模板里的数也是文字"),
    (MemoryError, "生成的内容过大，已中止"),
    (RecursionError, "标签互相引用，没有尽头，已中止"),
)


_SYNTAX = (
    ("unexpected char '(.+)' at", "有认不得的字符“{}”，标签里的标点、字母、空格要用半角的"),
    ("Encountered unknown tag '(.+?)'", "没有叫“{}”的写法，或者它在这里是多余的"),
    ("expected token 'end of .*', got '(.+)'", "“{}”写在这里不对"),
    ("expected token '(.+)', got 'end of ", "没有写完，少了“{}”"),
    ("expected token '(.+)', got '(.+)'", "“{1}”写在这里不对，应为“{0}”"),
    ("expected name or number", "“.”的后面少了名称"),
    ("Expected an expression, got 'end of", "没有写完，少了名称"),
    ("[Uu]nexpected '(.+)'", "“{}”写在这里不对"),
    ("end of template, expected 'end of", "没有写完，少了 }}}} 或 %}}"),
    ("[Uu]nexpected end of template", "没有写完，少了 endif、endfor 之类的结尾"),
)
"""What Jinja says of a tag, and how staff are told."""
_NO_FILTER = re.compile("No (filter|test) named '([^']*)'")
_NO_NAME = re.compile(r"has no attribute '(.+)'$|^'(.+)' is undefined$")
_NO_ENTRY = re.compile(r"has no element (\d+)$")


def syntax_words(error: TemplateSyntaxError) -> str:
    """Return what is wrong with a tag, in words as far as we have them."""
    said = error.message or ""
    if found := _NO_FILTER.match(said):
        kind, allowed = ("过滤器", FILTERS) if found[1] == "filter" else ("判断", TESTS)
        return f"没有叫“{found[2]}”的{kind}，可用的有 {'、'.join(allowed)}"
    told = ((re.search(pattern, said), words) for pattern, words in _SYNTAX)
    return next((words.format(*found.groups()) for found, words in told if found), said)


def _name_words(error: UndefinedError) -> str:
    """Return which name is not there."""
    said = error.message or ""
    if found := _NO_NAME.search(said):
        return f"没有“{found[1] or found[2]}”这个名称"
    entry = _NO_ENTRY.search(said)
    return f"这一列没有第 {int(entry[1]) + 1} 项" if entry else f"用到了没有的名称（{said}）"


def _reason(error: BaseException) -> str:
    """Return in words why a template failed."""
    if isinstance(error, word.Fault):
        return _reason(error.__cause__ or error)
    if isinstance(error, TemplateSyntaxError):
        return f"标签写得不对（{syntax_words(error)}）"
    if isinstance(error, UndefinedError):
        return _name_words(error)
    said = next((said for kind, said in _REASONS if isinstance(error, kind)), "")
    return said.format(error) or f"无法打开或不能使用（{type(error).__name__}：{error}）"


def _answer(job: dict[str, Any]) -> dict[str, str]:
    """Do a job and tell how it went."""
    try:
        return {"made": base64.b64encode(_made(job)).decode()}
    except Exception as error:  # whatever a stranger's template does is told, not raised
        place = error.place if isinstance(error, word.Fault) else ""
        return {"error": _reason(error), "place": place}


def main() -> None:
    """Answer jobs until there are no more."""
    answer_jobs(_answer)
