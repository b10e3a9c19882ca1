"""A file of settings (TOML), read by asking for what should stand there.

    with toml.reading(path) as file:
        greeting = file.table("survey").text("greeting")
        for paper in file.tables("papers"):
            paper.called(paper.text("id"))
            groups = paper.words("groups", GROUPS)
            share = paper.number("share", 0, 1, default=Decimal(1))
            if len(groups) > 3:
                paper.complain("groups", "最多三类")
    return …

Whatever was never asked for is unknown. Nothing is raised before the end of the block: then one
InputError tells everything that is wrong, each with file, key and what is allowed. Until then
what is wrong or lacking reads as something harmless ("", 0, the first word, an empty table), and
a table that is lacking is complained of once, not key by key.

A file is a stranger's: its size, depth and figures are bounded. Figures are exact decimals.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from qbe_xl.errors import InputError, Place, Problem, QbeError
from qbe_xl.files import readied
from qbe_xl.files import reading as plain_file

MOST_BYTES = 1_000_000
MOST_DEPTH = 20
LARGEST = 10**18
_MOST_LISTED = 15
"""Of more allowed words than this only the nearest are told."""
_LONGEST_SHOWN = 40
_LACKING: Any = object()
Word = TypeVar("Word", bound=str)


def unknown(word: object, allowed: Iterable[str]) -> str:
    """Return the message for a word that is not among those allowed."""
    listed = list(allowed)
    if len(listed) <= _MOST_LISTED:
        return f"无法识别“{_shown(word)}”，可用的有：{'、'.join(listed)}"
    near = difflib.get_close_matches(_shown(word), listed, 4, 0.4) or listed[:4]
    return f"无法识别“{_shown(word)}”，相近的有：{'、'.join(near)}"


@contextmanager
def reading(
    source: Path | bytes,
    name: str = "",
    error: Callable[[list[Problem]], QbeError] = InputError,
) -> Iterator[Table]:
    """Give the file's outermost table; at the end of the block raise what was found wrong in it.

    name: of the file for the messages, where it is not that of the path. error: what is raised.
    """
    file = _File(name or (source.name if isinstance(source, Path) else ""), error)
    data = file.parsed(source)
    file.stop()
    root = Table(file, "", data)
    yield root
    root.close()
    file.stop()


class _File:
    """What was found wrong in one file."""

    def __init__(self, name: str, error: Callable[[list[Problem]], QbeError]) -> None:
        self.name = name
        self.error = error
        self.problems: list[Problem] = []

    def complain(self, where: str, message: str) -> None:
        problem = Problem(Place(f"{self.name} {where}".strip()), message)
        if problem not in self.problems:
            self.problems.append(problem)

    def stop(self) -> None:
        if self.problems:
            raise self.error(self.problems)

    def parsed(self, source: Path | bytes) -> dict[str, Any]:
        """The file's content, {} where it cannot be used."""
        try:
            content = _content(source)
            if len(content) > MOST_BYTES:
                self.complain("", f"文件超过 {MOST_BYTES // 1_000_000} MB，不像是这种文件")
                return {}
            data = _ready(content) or _loaded(content)
        except FileNotFoundError:
            self.complain("", "找不到这个文件；请检查文件名和所在的文件夹")
        except (OSError, UnicodeDecodeError):
            self.complain("", "无法读取这个文件；请检查文件名，并另存为 UTF-8 编码的文本")
        except RecursionError:
            self.complain("", f"表和列表套得超过 {MOST_DEPTH} 层")
        except (ValueError, ArithmeticError) as error:
            self.complain("", f"不是有效的 TOML（{_where(error)}）")
        else:
            self._bounded(data)
            return data
        return {}

    def _bounded(self, data: dict[str, Any]) -> None:
        """Complain of what is nested too deep and of figures too long to be told or reckoned with."""
        todo: list[tuple[str, object, int]] = [("", data, 0)]
        while todo:
            where, found, depth = todo.pop()
            if depth > MOST_DEPTH:
                self.complain(where, f"表和列表套得超过 {MOST_DEPTH} 层")
                return
            if isinstance(found, dict):
                todo += [(_under(where, key), value, depth + 1) for key, value in found.items()]
            elif isinstance(found, list):
                todo += [(where, value, depth + 1) for value in found]
            elif isinstance(found, (int, Decimal)) and not _reasonable(found):
                self.complain(where, "这个数太长或太大")


def kept(content: bytes) -> Path:
    """Return where what a file holds may be kept: one that comes with the program is parsed once."""
    return readied.place(".py", b"toml", content)


def _ready(content: bytes) -> dict[str, Any] | None:
    return readied.value(kept(content), {"Decimal": Decimal, "datetime": dt})


def _loaded(content: bytes) -> dict[str, Any]:
    import tomllib  # slow to load, and of no use where every file is ready

    return tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)


def _content(source: Path | bytes) -> bytes:
    return source if isinstance(source, bytes) else plain_file.content(source, MOST_BYTES + 1)


def _reasonable(number: int | Decimal) -> bool:
    if isinstance(number, Decimal):
        return (
            number.is_finite()
            and len(number.as_tuple().digits) < 40
            and (not number or -40 < number.adjusted() < 18)
        )
    return -LARGEST < number < LARGEST


def _under(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _shown(value: object) -> str:
    if isinstance(value, (dict, list)):
        return "表" if isinstance(value, dict) else "列表"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value


def _are_texts(found: object, blank: bool) -> bool:
    return isinstance(found, list) and all(
        isinstance(text, str) and (blank or text.strip()) for text in found
    )


class Table:
    """One table of the file. Every method that takes a key says by this that the key may stand here.

    default: for a key that is not there; without one, that is a complaint.
    """

    def __init__(self, file: _File, where: str, data: Mapping[str, Any] | None) -> None:
        self._file = file
        self._where = where
        self._data = data or {}
        self._silent = data is None
        self._asked: dict[str, None] = {}
        self._within: list[Table] = []

    def called(self, name: str) -> None:
        """Let complaints about this table name it so: by its id, instead of its number."""
        if name:
            self._where = name

    @property
    def faults(self) -> int:
        """How much was found wrong in the file so far."""
        return len(self._file.problems)

    def complain(self, key: str, message: str) -> None:
        """Note what is wrong with a key, or with the table where it is ""."""
        self._file.complain(_under(self._where, key) if key else self._where, message)

    def close(self) -> None:
        """Complain of every key that was not asked for."""
        for key in self._data:
            if key not in self._asked:
                self.complain("", unknown(key, self._asked))
        for table in self._within:
            table.close()

    def __contains__(self, key: str) -> bool:
        self._asked.setdefault(key)
        return key in self._data

    def names(self, allowed: Collection[str] | None = None) -> list[str]:
        """Return the keys that stand here: any, or only those allowed (the others are unknown)."""
        self._asked |= dict.fromkeys(self._data if allowed is None else allowed)
        return [key for key in self._data if key in self._asked]

    def plain(self) -> dict[str, Any]:
        """Return all that stands here, whatever it is; figures as floats."""
        self.names()
        plain: dict[str, Any] = _plain(self._data)
        return plain

    def value(self, key: str, default: Any = _LACKING) -> Any:
        """Return what stands there, of whatever type; None where that is a complaint."""
        self._asked.setdefault(key)
        if key in self._data:
            return self._data[key]
        if default is not _LACKING:
            return default
        if not self._silent:
            self.complain("", f"缺少 {key}")
        return None

    def text(self, key: str, default: str = _LACKING, *, blank: bool = False) -> str:
        """Return a text, trimmed. blank: whether it may be empty."""
        found = self.value(key, default)
        if key not in self._data:
            return found or ""
        if isinstance(found, str) and (blank or found.strip()):
            return found.strip()
        self._wrong(key, "文字，不能为空" if found == "" else "文字", found)
        return ""

    def word(self, key: str, allowed: Collection[Word], default: Word = _LACKING) -> Word:
        """Return one of the allowed words."""
        found = self.value(key, default)
        if found in tuple(allowed):
            return found  # type: ignore[no-any-return]
        if key in self._data:
            self.complain(key, unknown(found, allowed))
        return next(iter(allowed))

    def texts(
        self, key: str, default: tuple[str, ...] = _LACKING, *, least: int = 0, blank: bool = False
    ) -> tuple[str, ...]:
        """Return a list of texts, trimmed; at least so many."""
        found = self.value(key, default)
        if key not in self._data:
            return tuple(found or ())
        if not _are_texts(found, blank):
            self._wrong(key, '一串文字，写成 ["甲", "乙"]', found)
            return ()
        if len(found) < least:
            self.complain(key, f"至少写 {least} 个")
        return tuple(text.strip() for text in found)

    def lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Return several lists of texts, none of them empty; none where the key is not there."""
        found = self.value(key, [])
        if not (isinstance(found, list) and all(one and _are_texts(one, False) for one in found)):
            self._wrong(key, '若干串文字，写成 [["甲"], ["乙", "丙"]]', found)
            return ()
        return tuple(tuple(text.strip() for text in one) for one in found)

    def words(
        self,
        key: str,
        allowed: Collection[str],
        default: tuple[str, ...] = _LACKING,
        least: int = 0,
    ) -> tuple[str, ...]:
        """Return a list of allowed words, none of them twice; at least so many."""
        found = self.texts(key, default, least=least)
        for word in found:
            if word not in allowed:
                self.complain(key, unknown(word, allowed))
        if len(set(found)) < len(found):
            self.complain(key, f"有重复的词：{'、'.join(found)}")
        return found

    def number(
        self,
        key: str,
        low: Decimal | int,
        high: Decimal | int,
        default: Decimal | int = _LACKING,
        *,
        whole: bool = False,
    ) -> Decimal:
        """Return a figure from low to high. whole: without decimals."""
        found = self.value(key, default)
        if key in self._data:
            what = f" {low} 到 {high} 之间的{'整数' if whole else '数'}"
            figure = isinstance(found, (int, Decimal)) and not isinstance(found, bool)
            if not figure or not low <= found <= high or (whole and found != int(found)):
                self._wrong(key, what, found)
                found = low
        return Decimal(low if found is None else found)

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        found = self.value(key, default)
        if not isinstance(found, bool):
            self._wrong(key, " true 或 false", found)
        return found is True

    def date(self, key: str) -> dt.date:
        """Return a date without a time."""
        found = self.value(key)
        if type(found) is dt.date:
            return found
        if key in self._data:
            self._wrong(key, "日期（2017-04-01）", found)
        return dt.date.min

    def table(self, key: str, *, must: bool = True) -> Table:
        """Return the table [key]. must: whether it has to be there."""
        found = self.value(key) if must else self.value(key, None)
        if key in self._data and not isinstance(found, dict):
            self.complain(key, f"应为一个表，写成 [{key}]")
            found = None
        return self._inside(_under(self._where, key), found)

    def tables(self, key: str, *, least: int = 0) -> list[Table]:
        """Return the tables [[key]], known by their number until they are `called`; at least so many."""
        found = self.value(key, [])
        if not (isinstance(found, list) and all(isinstance(one, dict) for one in found)):
            self.complain(key, f"应为若干个表，写成 [[{key}]]")
            return []
        if len(found) < least and not self._silent:
            self.complain("", f"缺少 {key}，至少写一个 [[{key}]]")
        where = _under(self._where, key)
        return [self._inside(f"{where} 第 {n} 项", one) for n, one in enumerate(found, 1)]

    def _inside(self, where: str, data: Mapping[str, Any] | None) -> Table:
        table = Table(self._file, where, data)
        self._within.append(table)
        return table

    def _wrong(self, key: str, wanted: str, found: object) -> None:
        self.complain(key, f"应为{wanted}，现为“{_shown(found)}”")


def _where(error: Exception) -> str:
    """Where the text stops being TOML, in our words."""
    at = re.search(r"at line (\d+), column (\d+)", str(error))
    return f"第 {at[1]} 行第 {at[2]} 个字符附近" if at else "文件末尾，或某个数值写法不对"
