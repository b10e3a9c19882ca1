"""Read the rules, or say everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from qbe_xl.checkup import rules
from qbe_xl.checkup.language import (
    COUNTY,
    Expression,
    LanguageError,
    compiled,
    names,
    syntax,
    typing,
)
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
    NoticeRule,
    Rule,
    Rules,
    SheetRule,
)
from qbe_xl.clauses.records import government, model, others, quality, resources
from qbe_xl.county import layout
from qbe_xl.files import readied, toml
from qbe_xl.files.toml import Table

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
_BLANK = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
_TERM = re.compile(r"@(\w+)")
_WORST = Label("", "", "其他", "低", "", "")


@cache
def shipped() -> Rules:
    """Return the rules that come with the program, as they were read when it was installed."""
    found: Rules | None = readied.value(kept(), vars(rules) | vars(syntax) | vars(typing))
    return read(SHIPPED) if found is None else found


def kept() -> Path:
    """Return where what the rules are read into may be kept: it comes of them and of our code."""
    code = (
        rules,
        syntax,
        typing,
        names,
        layout,
        toml,
        model,
        government,
        others,
        quality,
        resources,
    )
    return readied.of([SHIPPED, Path(__file__), *(Path(str(module.__file__)) for module in code)])


def load(path: Path) -> Rules:
    """Return the shipped rules and those of a county's own file, which holds [[rules]] alone.

    Raises InputError with everything that is wrong with it.
    """
    base = shipped()
    own = read(path, whole=False, taken={rule.id for rule in base.rules})
    return replace(base, rules=(*base.rules, *own.rules))


def read(
    source: Path | bytes, name: str = "", *, whole: bool = True, taken: Collection[str] = ()
) -> Rules:
    """Return the rules in this file; raises InputError with everything that is wrong.

    name: of the file, for the messages; whole: whether it must hold all parts; taken: ids that
    it must not use.
    """
    with toml.reading(source, name) as file:
        terms = file.table("terms", must=False)
        reader = _Reader({key: terms.text(key) for key in terms.names()}, taken)
        found = tuple(r for raw in file.tables("rules") for r in reader.rules(raw))
        notices = tuple(map(reader.notice, file.tables("notices")))
        sheets = {r.check: r for r in map(reader.sheet, file.tables("sheets"))}
        problem = reader.label(file.table("problem"), kind="填报要求") if whole else _WORST
        lacking = [check for check in SHEET_CHECKS if check not in sheets]
        if whole and lacking:
            file.complain("sheets", f"缺少 {'、'.join(lacking)}")
    return Rules(found, notices, sheets, problem)


class _Reader:
    """Turns tables into rules."""

    def __init__(self, terms: Mapping[str, str], taken: Collection[str]) -> None:
        self.terms = terms
        self.taken = taken
        self.seen: set[str] = set()

    def label(self, raw: Table, kind: str = "") -> Label:
        id = raw.text("id")
        raw.called(id)
        if id in self.taken:
            raw.complain("", "这个编号已有内置规则，请另编")
        if id and id in self.seen:
            raw.complain("", "编号用了两次")
        self.seen.add(id)
        return Label(
            id,
            raw.text("title"),
            kind or raw.word("kind", KINDS),
            raw.word("importance", IMPORTANCES),
            raw.text("fix"),
            raw.text("source"),
        )

    def notice(self, raw: Table) -> NoticeRule:
        return NoticeRule(*_parts(self.label(raw)), phrase=raw.text("phrase", blank=True))

    def sheet(self, raw: Table) -> SheetRule:
        label = self.label(raw, kind="表格")
        return SheetRule(*_parts(label), check=raw.word("check", SHEET_CHECKS))

    def rules(self, raw: Table) -> Iterator[Rule]:
        """Yield a rule for each of the words that it is to be made for."""
        label = self.label(raw)
        scope = raw.word("sheet", SCOPES)
        for word in raw.texts("each", ("",), least=1):
            made = self.rule(label, scope, raw, word)
            if made:
                yield made

    def rule(self, label: Label, scope: str, raw: Table, word: str) -> Rule | None:
        before = raw.faults

        def made(key: str, *kinds: Any) -> Expression | None:
            return self.expression(raw, key, self.put(raw, raw.text(key), word), scope, kinds)

        operator = raw.word("operator", _OPERATORS)
        left = made("left")
        right = made("right") if "right" in raw else None
        when = made("when", "条件") if "when" in raw else None
        explain, value, expected = (
            tuple(self.pieces(raw, key, word, scope)) if key in raw or key == "explain" else ()
            for key in ("explain", "value", "expected")
        )
        if left is not None:
            _check_sides(raw, left, operator, right)
        focus = raw.text("focus", "").replace("$", word)
        columns = [*(left.columns if left else ()), *(right.columns if right else ())]
        if focus and focus not in _focuses(scope):
            raw.complain("focus", toml.unknown(focus, _focuses(scope)))
        missing = raw.word("missing", MISSING, MISSING[0])
        if left is None or raw.faults > before:
            return None
        return Rule(
            *_parts(replace(label, fix=label.fix.replace("$", word))),
            sheet=scope,
            when=when,
            left=left,
            operator=operator,
            right=right,
            missing=missing,
            focus=focus or next(iter(columns), ""),
            explain=explain,
            value=value,
            expected=expected,
        )

    def put(self, raw: Table, text: str, word: str) -> str:
        """Return a text with the word of `each` and the terms put in."""

        def term(found: re.Match[str]) -> str:
            if found[1] not in self.terms:
                raw.complain("", f"没有算式“@{found[1]}”：{toml.unknown(found[1], self.terms)}")
                return "0"
            return self.terms[found[1]]

        return _TERM.sub(term, text.replace("$", word))

    def expression(
        self, raw: Table, key: str, text: str, scope: str, kinds: tuple[Any, ...]
    ) -> Expression | None:
        try:
            return compiled(text, scope, *kinds) if text else None
        except LanguageError as error:
            raw.complain(key, str(error))
            return None

    def pieces(self, raw: Table, key: str, word: str, scope: str) -> Iterator[str | Blank]:
        """Yield a text of the rule with its places for figures."""
        text = self.put(raw, raw.text(key), word)
        place = 0
        for found in _BLANK.finditer(text):
            yield text[place : found.start()]
            place = found.end()
            name, form = found[1].strip(), found[2] or ""
            if form not in FORMATS:
                raw.complain(key, f"没有格式“{form}”，可用的有：{'、'.join(FORMATS[1:])}")
            if name in (LEFT, RIGHT):
                yield Blank(None, name, form)
                continue
            expression = self.expression(raw, key, name, scope, ("数", "文字"))
            if expression:
                yield Blank(expression, "", form)
        yield text[place:]


def _check_sides(raw: Table, left: Expression, operator: str, right: Expression | None) -> None:
    """A condition is 是 or 否; figures are compared with figures, texts with texts."""
    if operator in (IS, IS_NOT):
        if left.kind != "条件" or right is not None:
            raw.complain("", f"“{operator}”的左边应是条件，没有右边")
    elif left.kind == "条件" or (left.kind == "文字" and operator not in ("=", "≠")):
        raw.complain("", f"左边是{left.kind}，不能用“{operator}”比较")
    elif right is None or right.kind != left.kind:
        raw.complain("", f"右边应为{left.kind}，与左边一样")


def _parts(label: Label) -> tuple[str, str, str, Importance, str, str]:
    return label.id, label.title, label.kind, label.importance, label.fix, label.source


def _focuses(scope: str) -> list[str]:
    """What a finding may point to: a column of its sheet; for the county also one of 学校."""
    if scope == COUNTY:
        return [*known_names(COUNTY), *layout.SCHOOLS.by_header]
    return list(TABLES[scope].by_header)
