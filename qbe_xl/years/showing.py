"""历年监测 as listings: the same tables in 监测台账.xlsx, on the page and in the Word report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.states import State
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS, RECORDS, RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.sheets.listing import Listing, Shown
from qbe_xl.sheets.looks import cv_format, percent_format, value_format
from qbe_xl.sheets.model import Figure
from qbe_xl.standards import document_of
from qbe_xl.years.alerts import READINGS, WORDS, Alert
from qbe_xl.years.model import Point, Series, Year
from qbe_xl.years.monitoring import Monitoring
from qbe_xl.years.moves import traced

MOST_NAMED = 20
_STEPS = {1: "↗ 变好", -1: "↘ 变差", 0: "—"}
_FOUND = {True: "是", False: "否", None: "不足连续三个学年，无从判断"}


def told(key: str, point: Point | None) -> str:
    """Return a figure as printed, exact enough to see its side of a line."""
    if point is None:
        return words.BLANK
    if point.value is None:
        id = key.partition(".")[0]
        return words.state_marked(id, point.state) if _of(key) else words.BLANK
    mark = "" if point.state is State.NOT_APPLICABLE else f"{point.state.mark} "
    return mark + _figure(key, point)


def _of(key: str) -> bool:
    return key.partition(".")[0] in RECORDS


def _figure(key: str, point: Point) -> str:
    kind, _, rest = key.partition(".")
    if kind == "balance":
        return words.cv(point.value, point.line)
    if kind == "mean":
        return words.indicator(rest.partition(".")[2], point.value, point.line)
    if _money(key):
        return words.number(point.value, words.MONEY_DECIMALS, point.line)
    return words.percent(point.value, point.line)


def _money(key: str) -> bool:
    id, _, part = key.partition(".")
    lines = RECORDS[id].figure if id in RECORDS else ()
    return any(line.money for line in lines if len(lines) == 1 or line.key == part)


def _cell(key: str, point: Point | None) -> Shown:
    if point is None or point.value is None:
        return told(key, point)
    kind, _, rest = key.partition(".")
    lines = () if point.line is None else (point.line,)
    if kind == "balance":
        number = cv_format(point.value, point.line)
    elif kind == "mean":
        number = value_format(rest.partition(".")[2], point.value, *lines)
    elif _money(key):
        number = "0.00"
    else:
        number = percent_format(point.value, *lines)
    mark = "" if point.state is State.NOT_APPLICABLE else point.state.mark
    return Figure(point.value, number, mark, told=told(key, point))


def listings(found: Monitoring) -> list[Listing]:
    """Return every table, the most important first."""
    return [
        overview(found),
        alerts(found.alerts),
        decline(found),
        *(_indicator(found, id) for id in INDICATORS),
        _items(found),
        _shares(found),
        moves(found),
        left_out(found),
    ]


def overview(found: Monitoring) -> Listing:
    """Each year: verdict by the rules of its day, and all by the newest."""
    groups = " ".join(f"{group.word}:9.5:mark" for group in GROUPS.values())
    return Listing(
        "历年结论",
        f"“当年结论”按各学年评估日期施行的标准；其余各列都按{found.standard.title}最新的数值，可以互相比较。",
        f"学年:11:centre 当年标准:22:centre 当年结论:10:mark 现行标准:10:mark {groups} 达标项:8:count "
        "校验值:14:code",
        [
            [
                year.label,
                document_of(year.standard),
                year.verdict.marked,
                year.newest.marked,
                *(words.state_marked(group, year.groups[group]) for group in GROUPS),
                year.met,
                year.sha256[:12],
            ]
            for year in found.years
        ],
        "档案里还没有可用的学年。",
    )


def alerts(found: Sequence[Alert]) -> Listing:
    """红、黄提醒."""
    marks = {"红": "✕ 红", "黄": "◐ 黄"}
    return Listing(
        "提醒",
        "红：上一学年达标、本学年未达标，或连续两年变差且未达标。黄：连续两年变差，或照本学年的变化下一学年将越过标准。"
        "提醒的口径为惯例（第十四条没有规定）。",
        "等级:8:mark 提醒:64 相关学校:58",
        [
            [marks[WORDS[one.level]], one.message, "、".join(one.schools) or words.BLANK]
            for one in found
        ],
        "没有需要提醒的变化。",
    )


def decline(found: Monitoring) -> Listing:
    """第十七条, three readings side by side."""
    return Listing(
        "连续两年下滑",
        "第十七条没有写明连续两年下滑怎样认定。以下三种读法都是惯例，不是规定；“采用”由参数“连续两年下滑的读法”选定，"
        "以上级认定为准。",
        "读法:40 结果:30:centre 采用:10:centre",
        [
            [word, _FOUND[found.decline[reading]], "采用" if reading == found.reading else ""]
            for reading, word in READINGS.items()
        ],
    )


def _years(found: Monitoring) -> str:
    return " ".join(f"{year.label}:13:mark" for year in found.years)


def _rows(found: Monitoring, keys: Sequence[str]) -> list[list[Shown]]:
    by_key = {series.key: series for series in found.series}
    last = len(found.years) - 1
    rows: list[list[Shown]] = []
    for key in keys:
        series = by_key[key]
        cells = [_cell(key, point) for point in series.points]
        rows.append([series.name, *cells, _line(series), _STEPS[series.step(last)], ""])
    return rows


def _line(series: Series) -> str:
    lines = [point.line for point in series.points if point and point.line is not None]
    if not lines:
        return words.BLANK
    sign = "≤" if series.better < 0 else "≥"
    return f"{sign} {_figure(series.key, Point(lines[-1], State.NOT_APPLICABLE))}"


def _table(found: Monitoring, name: str, note: str, keys: Sequence[str]) -> Listing:
    count = len(found.years)
    return Listing(
        name,
        note,
        f"指标:40 {_years(found)} 标准:11:centre 比上学年:10:centre 走势:16",
        _rows(found, keys),
        keys=1,
        trend=(count + 3, 1, count) if count else None,
    )


def _indicator(found: Monitoring, id: str) -> Listing:
    """One of R1–R7: county figures, then every school over the years."""
    keys = [f"{kind}.{stage}.{id}" for stage in STAGES for kind in ("balance", "mean")]
    rows = _rows(found, keys)
    rows += _schools(found, id)
    count = len(found.years)
    return Listing(
        f"{id} {RESOURCES[id].short}",
        f"{found.standard.clauses[id].name}：全县差异系数和均值，以下逐校逐年。撤并、改码的学校按学校沿革接续。",
        f"指标或学校:40 {_years(found)} 标准:11:centre 比上学年:10:centre 走势:16",
        rows,
        trend=(count + 3, 1, count) if count else None,
    )


def _schools(found: Monitoring, id: str) -> Iterator[list[Shown]]:
    if not found.years:
        return
    place = INDICATORS.index(id)
    last = found.years[-1]
    values: dict[tuple[str, str], dict[int, float | None]] = {}
    names: dict[tuple[str, str], str] = {}
    for year in found.years:
        for section in year.sections:
            code = traced(section.code, last.first, found.changes)
            key = (code, section.stage)
            if code != section.code and year.first in values.get(key, {}):
                continue
            values.setdefault(key, {})[year.first] = section.values[place]
            names[key] = section.school
    for (_, stage), by_year in sorted(values.items(), key=lambda entry: names[entry[0]]):
        code_stage = next(k for k in values if values[k] is by_year)
        required = float(found.standard.required(id, stage))
        cells: list[Shown] = []
        for year in found.years:
            value = by_year.get(year.first)
            if value is None:
                cells.append(words.BLANK)
                continue
            state = State.MET if value >= required else State.UNMET
            said = f"{state.mark} {words.indicator(id, value, required)}"
            number = value_format(id, value, required)
            cells.append(Figure(value, number, state.mark, told=said))
        step = _step(by_year, found.years)
        name = f"{names[code_stage]}（{STAGE_WORDS[stage]}）"
        yield [name, *cells, f"≥ {words.plain(required)}", _STEPS[step], ""]


def _step(by_year: dict[int, float | None], years: Sequence[Year]) -> int:
    now = years[-1].first
    new, old = by_year.get(now), by_year.get(now - 1)
    if new is None or old is None or new == old:
        return 0
    return 1 if new > old else -1


def _items(found: Monitoring) -> Listing:
    keys = [series.key for series in found.series if _of(series.key)]
    note = "基本条件、政府保障程度、教育质量、社会认可度和一票否决各项。"
    return _table(found, "各项指标", note, keys)


def _shares(found: Monitoring) -> Listing:
    note = "七项指标综合达标的办学单元占已能判定的办学单元的比例。"
    return _table(found, "综合达标比例", note, [f"share.{stage}" for stage in STAGES])


def moves(found: Monitoring) -> Listing:
    """Schools that came, went, changed name, code or verdict, year by year."""
    rows: list[list[Shown]] = [
        [f"{one.before} 至 {one.now}", what, len(names), _some(names)]
        for one in found.moves
        for what, names in (
            ("由达标变为未达标", one.fell),
            ("由未达标变为达标", one.rose),
            ("撤并、改码（学校沿革）", one.moved),
            ("新出现", one.came),
            ("不再出现", one.went),
            ("改名", one.renamed),
        )
        if names
    ]
    return Listing(
        "学校变动",
        "按学校标识码比较。撤并和改码写在档案的“学校沿革.xlsx”里，写了的接续比较，没有写的列为新出现、不再出现。",
        "学年:22:centre 变动:24 校数:7:count 学校:80",
        rows,
        "没有变动。",
    )


def _some(names: Sequence[str]) -> str:
    shown = "、".join(names[:MOST_NAMED])
    return f"{shown} 等 {len(names)} 所" if len(names) > MOST_NAMED else shown


def left_out(found: Monitoring) -> Listing:
    """What no year was made of."""
    rows = [[one.file, one.cell or words.BLANK, one.message] for one in found.left_out]
    rows += [
        ["—", "—", f"缺 {label} 学年；相邻学年才比较，连续变化在这里断开"] for label in found.gaps
    ]
    rows += [["—", "—", fault] for fault in found.faults]
    return Listing(
        "未采用",
        "不能确定属于哪个学年的、像是上一学年的表照搬的、不能用的，一律不采用，改正后重新运行。",
        "文件:32 单元格:14:centre 原因:86",
        rows,
        "档案里的填报表都已采用。",
    )
