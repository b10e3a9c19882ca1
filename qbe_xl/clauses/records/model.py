"""What is said of a clause, once: plain data, below everything that uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

ParameterKind = Literal["number", "count", "share", "year", "flag", "choice", "words"]


@dataclass(frozen=True, slots=True)
class Group:
    """One of the six groups of the verdict; letter: how the ids of its clauses begin."""

    id: str
    letter: str
    word: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a clause: `path` is its key in a standard's file.

    label: "" is the clause's own name; by: the stages it is given for; allowed and words: of a
    choice, and what staff read for it. rule: the rule that asks for it, "" for every rule of
    the clause: it must stand in a standard that uses this rule, and in no other.
    """

    path: str
    kind: ParameterKind
    unit: str = ""
    high: Decimal = Decimal(1_000_000)
    label: str = ""
    by: tuple[str, ...] = ()
    low: Decimal = Decimal(0)
    allowed: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rule: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """Every full path of this parameter: one a stage, or its own."""
        return tuple(f"{self.path}.{stage}" for stage in self.by) or (self.path,)

    @property
    def clause(self) -> str:
        """The id of the clause that the parameter belongs to (R1, G3, section, balance)."""
        return self.path.partition(".")[0]


def _rows(text: str) -> Iterator[list[str]]:
    for line in text.strip().splitlines():
        yield ["" if part.strip() == "-" else part.strip() for part in line.split(" | ")]


def parameters_of(text: str) -> tuple[Parameter, ...]:
    """Return parameters, one a line: path | kind unit high | label | other=words; - for none.

    Without `high` the usual one holds. The others: by, low, allowed, words, rule.
    """
    found = []
    for path, said, *rest in _rows(text):
        kind, unit, high, *_ = [*said.split(), "", ""]
        label, others, *_ = [*rest, "", ""]
        more: dict[str, Any] = dict(other.split("=", 1) for other in others.split())
        more |= {
            key: tuple(more[key].split(",")) for key in {"by", "allowed", "words"} & more.keys()
        }
        more |= {"high": Decimal(high)} if high else {}
        more |= {"low": Decimal(more["low"])} if "low" in more else {}
        known = next(one for one in get_args(ParameterKind) if one == kind)
        found.append(Parameter(path, known, unit.replace("-", ""), label=label, **more))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Input:
    """A row of 县级数据 or 一票否决 that a clause declares.

    noted_only: may stand with a 简要结论 alone, as its state is made from the schools; within: the
    key of the input that it is a part of; no: what is said where it is answered 否.
    """

    key: str
    title: str
    kind: Literal["yesno", "count", "number", "date", "text"] = "yesno"
    help: str = ""
    unit: str = ""
    optional: bool = False
    noted_only: bool = False
    within: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """How R1–R7 are made: factor × Σ sign·column, shared between stages or not, ÷ pupils.

    columns: keys of the sheet 学校, with {stage} where a column stands for each stage; words: the
    formula; short: the name where room is scarce; thing and unit: what is added to reach the
    line; decimals: how finely it is measured out, None where it comes whole (teachers, rooms);
    shown: the form's decimals.
    """

    factor: int
    columns: tuple[tuple[int, str], ...]
    shared: bool
    words: str
    short: str
    thing: str
    unit: str
    decimals: int | None = None
    shown: int = 2

    @property
    def whole(self) -> bool:
        """Whether it comes in whole teachers or rooms."""
        return self.decimals is None

    @property
    def in_column(self) -> str:
        """The unit of that column: 仪器设备值 stands there in 万元."""
        return "万元" if self.unit == "元" else self.unit

    @property
    def column_factor(self) -> int:
        """How many of its unit are one of the column's."""
        return 1 if self.unit == self.in_column else 10_000

    @property
    def grain(self) -> Fraction:
        """The smallest amount that is measured out, in the column's unit."""
        return Fraction(1, self.column_factor * 10 ** (self.decimals or 0))

    def keys(self, stage: str) -> tuple[str, ...]:
        """Return its columns of 学校 for a stage; the first grows when the resource is added."""
        return tuple(key.format(stage=stage) for _, key in self.columns)


@dataclass(frozen=True, slots=True)
class Answers:
    """A rule: every one of the clause's yes-or-no inputs is 是 (of a veto: 否)."""

    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Rate:
    """A rule: Σ inputs ÷ an input reaches a parameter, and the yes-or-no inputs are 是.

    unneeded: with a base of 0 there is nothing to judge, instead of a figure that is missing.
    within: the inputs are part of the base, so that more than it cannot be.
    """

    parts: tuple[str, ...]
    base: str
    line: str
    unneeded: bool = False
    within: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One figure that is told beside its line.

    key: among the item's `values`, "" for its one `value`; path: of the parameter that is the
    line; name: put before the figure where there are several; money: 元 instead of a share.
    """

    path: str
    key: str = ""
    name: str = ""
    money: bool = False


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is to be added or put right, and in which unit.

    value and line: figures of each part that stand against each other; sign: -1 where too much
    is what is wrong. Without them the amount is that of the clause's rate, or one a part.
    """

    thing: str = ""
    unit: str = ""
    value: str = ""
    line: str = ""
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """One document that is to be at hand.

    source: where it is asked for, or 惯例; by: the id of the unit that provides it, "" for the
    one that leads; optional: needed only where the case occurs.
    """

    title: str
    kind: str
    source: str
    by: str = ""
    optional: bool = False


def documents_of(text: str) -> tuple[Document, ...]:
    """Return documents, one a line: title | kind | source | by; a kind with ? is optional."""
    return tuple(
        Document(title, kind.removesuffix("?"), source, "".join(by), kind.endswith("?"))
        for title, kind, source, *by in _rows(text)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that is said of a clause but its article, name and numbers.

    Those stand in the standards' files. duty: the kind of problem in duties/general.toml, which says who
    answers; balance_duty: the same for the 差异系数 of R1–R7. rule: None where a function of
    `assessment` bears the id; rules: names of its other rules, which a standard may choose. terms: names of the sums behind the figure; by_formula: formula and
    terms for another choice of the parameter ID.formula; conditions: names of what is neither an
    input nor a rate. figure: see Line; counted: the unit in which its parts are counted where that
    is the figure; pair: terms that are the figure, with their names. asks: columns of 学校 that
    each school answers by 是. also_whole: its list of problems has a line for the county beside
    those of the schools. everywhere: False for a clause that only some standards have.
    """

    id: str
    duty: str
    evidence: tuple[Document, ...] = ()
    balance_duty: str = ""
    resource: Resource | None = None
    formula: str = ""
    inputs: tuple[Input, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    rule: Answers | Rate | None = None
    rules: tuple[str, ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    by_formula: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)
    figure: tuple[Line, ...] = ()
    counted: str = ""
    pair: tuple[tuple[str, str], ...] = ()
    lacking: Lacking = Lacking()
    asks: tuple[str, ...] = ()
    also_whole: bool = False
    everywhere: bool = True

    @property
    def group(self) -> str:
        """The letter of its group; "" for section and balance."""
        return self.id[0] if self.id[0].isupper() else ""

    def name_of(self, condition: str) -> str:
        """Return the name of one of its conditions."""
        titles = {"rate": "比例", **{i.key: i.title for i in self.inputs}, **self.conditions}
        return titles[condition]

    def answered(self, key: str, value: object) -> str:
        """Return what an answer says: 规划布局合理, 规划布局不合理, 规划布局合理待填报."""
        asked = next(one for one in self.inputs if one.key == key)
        title, no = asked.title, asked.no
        if value is None:
            return f"{title}待填报"
        if not isinstance(value, bool) or not no:
            return f"{title}：{'是' if value else '否'}"
        if not value:
            return no
        return f"已{title}" if no == f"未{title}" else title

    @property
    def yes(self) -> tuple[str, ...]:
        """The keys of its inputs that are answered by 是 or 否."""
        return tuple(i.key for i in self.inputs if i.kind == "yesno")
