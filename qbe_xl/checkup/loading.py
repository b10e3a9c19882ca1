"""Read the rules, or say everything that is wrong with them."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from qbe_xl.checkup.language import COUNTY, Expression, LanguageError, compiled
from qbe_xl.checkup.language.names import SCOPES, TABLES, known_names
from qbe_xl.checkup.language.syntax import COMPARISONS
from qbe_xl.checkup.rules import (
    IMPORTANCES,
    IS,
    IS_NOT,
    KINDS,
    LEFT,
    MISSING,
    RIGHT,
    Blank,
    Importance,
    Label,
    Missing,
    NoticeRule,
    Rule,
    Rules,
    SheetRule,
    Told,
)
from qbe_xl.county import layout
from qbe_xl.errors import InputError, Place, Problem

SHIPPED = Path(__file__).parent / "rules.toml"

FORMATS = ("", "%", "1", "机会")
SHEET_CHECKS = (
    "constant_among_formulas",
    "odd_formula",
    "short_sum",
    "wrong_total",
    "typed_formula",
    "error_cell",
    "hidden_rows",
    "hidden_columns",
    "hidden_sheet",
    "outside_link",
    "merged_data",
)
_OPERATORS = (*COMPARISONS, IS, IS_NOT)
_LABEL = ("id", "title", "kind", "importance", "fix", "source")
_RULE = (
    *_LABEL,
    "sheet",
    "each",
    "when",
    "left",
    "operator",
    "right",
    "missing",
    "focus",
    "explain",
    "value",
    "expected",
)
_BLANK = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
_TERM = re.compile(r"@(\w+)")
_WORST = Label("", "", "其他", "低", "", "")


@cache
def shipped() -> Rules:
    """Return the rules that come with the program."""
    return read(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name)


def load(path: Path) -> Rules:
    """Return the shipped rules and those of a county's own file, which holds [[rules]] alone.

    Raises InputError with everything that is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            [Problem(Place(path.name), "无法读取这份规则；请检查文件名，并另存为 UTF-8 编码的文本")]
        ) from error
    base = shipped()
    own = read(text, path.name, whole=False)
    taken = {rule.id for rule in base.rules}
    twice = sorted({rule.id for rule in own.rules if rule.id in taken})
    if twice:
        raise InputError(
            Problem(Place(f"{path.name} {id}"), "这个编号已有内置规则，请另编") for id in twice
        )
    return replace(base, rules=(*base.rules, *own.rules))


def read(text: str, name: str, *, whole: bool = True) -> Rules:
    """Return the rules in this text; raises InputError with everything that is wrong.

    name: of the file, for the messages; whole: whether it must hold all parts.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem(Place(name), f"不是有效的 TOML（{error}）")]) from error
    reader = _Reader(name, data.get("terms", {}))
    reader.known("", data, ("terms", "rules", "notices", "sheets", "problem"))
    rules = tuple(r for raw in reader.listed(data, "rules") for r in reader.rules(raw))
    notices = tuple(reader.notice(raw) for raw in reader.listed(data, "notices"))
    sheets = {r.check: r for r in map(reader.sheet, reader.listed(data, "sheets"))}
    problem = _WORST
    if whole:
        problem = reader.label("problem", data.get("problem", {}), _LABEL, kind="填报要求")
        lacking = [check for check in SHEET_CHECKS if check not in sheets]
        if lacking:
            reader.complain("sheets", f"缺少 {'、'.join(lacking)}")
    if reader.problems:
        raise InputError(reader.problems)
    return Rules(rules, notices, sheets, problem)


class _Reader:
    """Turns raw tables into rules and keeps every complaint."""

    def __init__(self, name: str, terms: Mapping[str, str]) -> None:
        self.name = name
        self.terms = terms
        self.problems: list[Problem] = []
        self.seen: set[str] = set()

    def complain(self, where: str, message: str) -> None:
        self.problems.append(Problem(Place(f"{self.name} {where}".rstrip()), message))

    def known(self, where: str, raw: Mapping[str, object], allowed: tuple[str, ...]) -> None:
        for key in raw:
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, 3, 0.4) or allowed
                self.complain(where, f"不认识“{key}”，可用的有：{'、'.join(near)}")

    def listed(self, data: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
        raw = data.get(key, [])
        if not isinstance(raw, list):
            self.complain(key, f"应写成 [[{key}]]")
            return
        for number, entry in enumerate(raw, 1):
            if isinstance(entry, dict):
                yield entry
            else:
                self.complain(f"{key} 第 {number} 条", "应为表")

    def text(self, where: str, raw: Mapping[str, Any], key: str, default: str = "") -> str:
        found = raw.get(key, default)
        if not isinstance(found, str) or not (found.strip() or (key in raw and key == "phrase")):
            self.complain(f"{where} {key}", "应为文字，不能为空")
            return ""
        return found.strip()

    def word(self, where: str, raw: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str:
        found = self.text(where, raw, key, allowed[0] if key == "missing" else "")
        if found and found not in allowed:
            self.complain(f"{where} {key}", f"“{found}”应为 {'、'.join(allowed)} 之一")
            return allowed[0]
        return found or allowed[0]

    def label(
        self, where: str, raw: Mapping[str, Any], allowed: tuple[str, ...], kind: str = ""
    ) -> Label:
        id = self.text(where, raw, "id")
        place = id or where
        self.known(place, raw, allowed)
        if id in self.seen:
            self.complain(place, "编号用了两次")
        self.seen.add(id)
        return Label(
            id,
            self.text(place, raw, "title"),
            kind or self.word(place, raw, "kind", KINDS),
            cast(Importance, self.word(place, raw, "importance", IMPORTANCES)),
            self.text(place, raw, "fix"),
            self.text(place, raw, "source"),
        )

    def notice(self, raw: Mapping[str, Any]) -> NoticeRule:
        label = self.label("notices", raw, (*_LABEL, "phrase"))
        return NoticeRule(*_parts(label), phrase=self.text(label.id, raw, "phrase"))

    def sheet(self, raw: Mapping[str, Any]) -> SheetRule:
        label = self.label("sheets", raw, (*_LABEL, "check"), kind="表格")
        check = self.word(label.id, raw, "check", SHEET_CHECKS)
        return SheetRule(*_parts(label), check=check)

    def rules(self, raw: Mapping[str, Any]) -> Iterator[Rule]:
        """Yield a rule for each of the words that it is to be made for."""
        label = self.label("rules", raw, _RULE)
        scope = self.word(label.id, raw, "sheet", SCOPES)
        each = raw.get("each", [""])
        if not (isinstance(each, list) and each and all(isinstance(w, str) for w in each)):
            self.complain(f"{label.id} each", "应为词的列表")
            return
        for word in each:
            made = self.rule(label, scope, raw, word)
            if made:
                yield made

    def rule(self, label: Label, scope: str, raw: Mapping[str, Any], word: str) -> Rule | None:
        before = len(self.problems)

        def made(key: str, *kinds: Any) -> Expression | None:
            if key not in raw:
                return None
            text = self.text(label.id, raw, key)
            return self.expression(
                f"{label.id} {key}", self.put(label.id, text, word), scope, kinds
            )

        operator = self.word(label.id, raw, "operator", _OPERATORS)
        left, right, when = made("left"), made("right"), made("when", "条件")
        explain, value, expected = (
            self.told(label.id, raw, key, word, scope) for key in ("explain", "value", "expected")
        )
        if left is not None:
            self.sides(label.id, left, operator, right)
        focus = str(raw.get("focus", "")).replace("$", word)
        columns = [*(left.columns if left else ()), *(right.columns if right else ())]
        if focus and focus not in _focuses(scope):
            near = difflib.get_close_matches(focus, _focuses(scope), 4, 0.4)
            self.complain(f"{label.id} focus", f"没有“{focus}”，相近的有：{'、'.join(near)}")
        if left is None and "left" not in raw:
            self.complain(f"{label.id} left", "缺少左边的算式")
        if left is None or len(self.problems) > before:
            return None
        return Rule(
            *_parts(replace(label, fix=label.fix.replace("$", word))),
            sheet=scope,
            when=when,
            left=left,
            operator=operator,
            right=right,
            missing=cast(Missing, self.word(label.id, raw, "missing", MISSING)),
            focus=focus or next(iter(columns), ""),
            explain=explain,
            value=value,
            expected=expected,
        )

    def put(self, id: str, text: str, word: str) -> str:
        """Return a text with the word of `each` and the terms put in."""

        def term(found: re.Match[str]) -> str:
            if found[1] not in self.terms:
                near = difflib.get_close_matches(found[1], self.terms, 3, 0.4) or self.terms
                self.complain(id, f"没有算式“@{found[1]}”，相近的有：{'、'.join(near)}")
                return "0"
            return self.terms[found[1]]

        return _TERM.sub(term, text.replace("$", word))

    def expression(
        self, where: str, text: str, scope: str, kinds: tuple[Any, ...]
    ) -> Expression | None:
        try:
            return compiled(text, scope, *kinds)
        except LanguageError as error:
            self.complain(where, str(error))
            return None

    def sides(self, id: str, left: Expression, operator: str, right: Expression | None) -> None:
        """A condition is 是 or 否; figures are compared with figures, texts with texts."""
        if operator in (IS, IS_NOT):
            if left.kind != "条件" or right is not None:
                self.complain(id, f"“{operator}”的左边应是条件，没有右边")
        elif left.kind == "条件" or (left.kind == "文字" and operator not in ("=", "≠")):
            self.complain(id, f"左边是{left.kind}，不能用“{operator}”比较")
        elif right is None or right.kind != left.kind:
            self.complain(id, f"右边应为{left.kind}，与左边一样")

    def told(self, id: str, raw: Mapping[str, Any], key: str, word: str, scope: str) -> Told:
        """Return a text of the rule with its places for figures; () where it has none."""
        if key not in raw and key != "explain":
            return ()
        where = f"{id} {key}"
        text = self.put(id, self.text(id, raw, key), word)
        return tuple(self.pieces(where, text, scope))

    def pieces(self, where: str, text: str, scope: str) -> Iterator[str | Blank]:
        place = 0
        for found in _BLANK.finditer(text):
            yield text[place : found.start()]
            place = found.end()
            name, form = found[1].strip(), found[2] or ""
            if form not in FORMATS:
                self.complain(where, f"没有格式“{form}”，可用的有：{'、'.join(FORMATS[1:])}")
            if name in (LEFT, RIGHT):
                yield Blank(None, name, form)
                continue
            expression = self.expression(where, name, scope, ("数", "文字"))
            if expression:
                yield Blank(expression, "", form)
        yield text[place:]


def _parts(label: Label) -> tuple[str, str, str, Importance, str, str]:
    return label.id, label.title, label.kind, label.importance, label.fix, label.source


def _focuses(scope: str) -> list[str]:
    """What a finding may point to: a column of its sheet; for the county also one of 学校."""
    if scope == COUNTY:
        return [*known_names(COUNTY), *layout.SCHOOLS.by_header]
    return list(TABLES[scope].by_header)
