"""What a prefecture, a province or the ministry asks of the tables: each answer is a listing.

Nothing here judges: a state was told by the assessment of its county. Counties stand in the order
of region and name, never of merit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qbe_xl import __version__
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.assessment.share import Share
from qbe_xl.assessment.states import State
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import amount_words
from qbe_xl.clauses.records import GROUPS, RECORDS, RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.county.model import exact
from qbe_xl.many.derived import Derived, standards
from qbe_xl.many.provincial import heads, marked
from qbe_xl.sheets.listing import Listing
from qbe_xl.standards import document_of, resolve

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NEAREST = 100
NEAR_SHARE = 0.05
"""How close to its limit a 差异系数 is listed, as a part of the limit; a choice, 惯例."""
LEAST_ALIKE = 5
ALIKE_SHARE = 0.2
"""Sections with the very same pupils and seven indicators that make two counties too alike; 惯例."""
_STATE = {state.id: state for state in State}
_NO_REGION = "未分州市"
_UNUSABLE = "✕ 不能用"


def prepare(base: DuckDBPyConnection) -> None:
    """Make the table of places: file, its number, region, county, and whether it is another's twin.

    region: the first folder on the way to the file, where there is none the county's own 州市.
    """
    base.execute(
        "CREATE OR REPLACE TABLE place AS "  # noqa: S608
        "SELECT l.file, l.sha256, (row_number() OVER (ORDER BY l.file))::INTEGER AS number, "
        "CASE WHEN contains(l.file, '/') THEN split_part(l.file, '/', 1) "
        f"ELSE coalesce(nullif(c.prefecture, ''), '{_NO_REGION}') END AS region, "
        "coalesce(nullif(c.county, ''), regexp_replace(l.file, '^.*/|[.][^.]*$', '', 'g')) AS name, "
        "c.file IS NOT NULL AS usable, l.sha256 <> '' AND l.file <> min(l.file) OVER "
        "(PARTITION BY l.sha256) AS twin FROM listing l LEFT JOIN county c USING (file)"
    )


def regions(base: DuckDBPyConnection) -> list[str]:
    """Return the regions by name."""
    return [r for (r,) in base.execute("SELECT DISTINCT region FROM place ORDER BY 1").fetchall()]


def seals(base: DuckDBPyConnection) -> dict[str, str]:
    """Return one seal a region, of all that its files are made of."""
    rows = base.execute(
        "SELECT p.region, string_agg(concat_ws('|', p.file, p.sha256, p.usable, p.twin, c.standard, "
        "c.rules), ';' ORDER BY p.file) FROM place p LEFT JOIN county c USING (file) GROUP BY 1"
    ).fetchall()
    return {
        region: hashlib.sha256(f"{__version__}\0{said}".encode()).hexdigest()
        for region, said in rows
    }


_COUNTIES = (
    "place p LEFT JOIN (county LEFT JOIN (SELECT file, count(*) FILTER (state = 'missing') AS waiting "
    "FROM section GROUP BY file) USING (file)) c USING (file)"
)
"""Every place with its county, and how many of its sections nobody can judge yet."""


def by_region(base: DuckDBPyConnection) -> Listing:
    """各州市: how many counties, and how they stand."""
    rows = base.execute(
        "SELECT p.region, count(*), count(*) FILTER (verdict = 'met'), "  # noqa: S608
        "count(*) FILTER (verdict = 'unmet'), count(*) FILTER (verdict = 'missing'), "
        "count(*) FILTER (NOT usable), coalesce(sum(sections), 0), "
        f"coalesce(sum(sections_met), 0), coalesce(sum(waiting), 0) FROM {_COUNTIES} "
        "WHERE NOT twin GROUP BY p.region ORDER BY p.region"
    ).fetchall()
    whole = [sum(int(row[i]) for row in rows) for i in range(1, 9)]
    listed = [[region, *map(int, counts)] for region, *counts in rows]
    if len(rows) > 1:
        listed.append(["合计", *whole])
    return Listing(
        "各州市",
        "按州市名称排列。同一个文件出现两次的只计一次；不能用的文件计入县数，未计入其他各列。",
        "州市:20 县数:8:count 达标:8:count 未达标:9:count 待填报:9:count 不能用:9:count "
        "办学单元:10:count 其中达标:10:count 其中待填报:11:count",
        listed,
    )


def counties(base: DuckDBPyConnection, region: str | None = None, folder: str = "") -> Listing:
    """各县结果: the verdict and the six groups of every county.

    folder: where the region's own page lies, to which the name leads.
    """
    groups = ", ".join(f"c.{group}" for group in GROUPS)
    some = "" if region is None else "WHERE region = $region "
    rows = base.execute(
        f"SELECT p.region, p.name, p.usable, p.twin, c.standard, c.year, c.verdict, {groups}, "  # noqa: S608
        f"c.sections, c.sections_met, coalesce(c.waiting, 0), p.file FROM {_COUNTIES} {some}"
        "ORDER BY p.region, p.name, p.file",
        {} if region is None else {"region": region},
    ).fetchall()
    listed = []
    for (
        place,
        name,
        usable,
        twin,
        standard,
        year,
        verdict,
        *states,
        sections,
        met,
        waiting,
        file,
    ) in rows:
        said = f"{name}（重复）" if twin else name
        listed.append(
            [
                place,
                said,
                marked(verdict) if usable else _UNUSABLE,
                *(marked(state, group) for group, state in zip(GROUPS, states, strict=True)),
                words.reached(Share(met, sections - waiting, waiting)) if usable else "—",
                year or "",
                document_of(standard) if standard else "",
                file,
            ]
        )
    marks = " ".join(f"{group.word}:10:mark" for group in GROUPS.values())
    return Listing(
        "各县结果",
        "按州市和县名排列，不是排名。“重复”是内容与另一个文件完全相同的文件。",
        f"州市:14 县（市、区）:18 结论:11:mark {marks} 办学单元达标:16:centre 学年:12:centre "
        "标准:24 文件:30:quiet",
        listed,
        keys=2,
    )


def titles() -> dict[str, str]:
    """Return what each clause is called, by the standard that holds where none is asked for."""
    clauses = resolve().clauses
    found = {id: clause.name for id, clause in clauses.items()}
    for id in RECORDS:
        found.setdefault(id, id)
    return found


def failing(base: DuckDBPyConnection, region: str | None = None) -> Listing:
    """未达标事项: what most counties fail, and what most have not filled in."""
    names = titles()
    some = "" if region is None else " AND region = $region"
    rows = base.execute(
        "WITH x AS ("  # noqa: S608
        "SELECT file, id || '.' || stage AS id, state FROM figure WHERE key = 'cv' "
        "UNION ALL SELECT DISTINCT file, id, state FROM figure WHERE key NOT IN ('cv', 'mean') "
        "UNION ALL SELECT file, 'section.' || stage, "
        "CASE WHEN bool_or(state = 'unmet') THEN 'unmet' WHEN bool_or(state = 'missing') "
        "THEN 'missing' ELSE 'met' END FROM section GROUP BY file, stage) "
        "SELECT id, count(*) FILTER (state = 'unmet'), count(*) FILTER (state = 'missing'), "
        "count(*) FILTER (state <> 'not_applicable') FROM x JOIN place USING (file) "
        f"WHERE NOT twin{some} GROUP BY id HAVING count(*) FILTER (state IN ('unmet', 'missing')) > 0 "
        "ORDER BY 2 DESC, 3 DESC, 1",
        {} if region is None else {"region": region},
    ).fetchall()
    listed: list[list[str | int]] = []
    for id, unmet, missing, judged in rows:
        of, _, stage = id.partition(".")
        word = STAGE_WORDS.get(stage, "")
        if of == "section":
            name = f"{word}办学单元七项指标（有未达标的学校）"
        elif stage:
            name = f"{word}{names[of]}校际差异系数"
        else:
            name = names[of]
        listed.append([of if of != "section" else "第六条", name, unmet, missing, judged])
    return Listing(
        "未达标事项",
        "每一事项有多少个县未达标、多少个县待填报，从多到少。",
        "条款:10:centre 事项:52 未达标县数:12:count 待填报县数:12:count 参评县数:11:count",
        listed,
        "各县都没有未达标或待填报的事项。",
    )


def nearest(base: DuckDBPyConnection) -> Listing:
    """临近限值: 差异系数 on either side of their limit, the closest first."""
    names = titles()
    rows = base.execute(
        "SELECT region, name, id, stage, value, line, state FROM figure JOIN place USING (file) "
        "WHERE key = 'cv' AND NOT twin AND value IS NOT NULL AND abs(value - line) <= line * $near "
        "ORDER BY abs(value - line) / line, region, name, stage DESC, id LIMIT $most",
        {"near": NEAR_SHARE, "most": NEAREST},
    ).fetchall()
    return Listing(
        "临近限值",
        f"与上限相差不到 {NEAR_SHARE:.0%} 的校际差异系数，离上限最近的在前，最多 {NEAREST} 条"
        "（列出范围为惯例）。",
        "州市:14 县（市、区）:18 学段:8:centre 指标:40 差异系数:14:centre 上限:9:centre 结论:11:mark",
        [
            [
                region,
                name,
                STAGE_WORDS[stage],
                names[id],
                words.cv(value, line),
                words.plain(line),
                marked(state),
            ]
            for region, name, id, stage, value, line, state in rows
        ],
        "没有接近上限的差异系数。",
    )


def below(base: DuckDBPyConnection) -> Listing:
    """未达标的学校: sections by kind of school, 城乡 and stage, and which indicators they fail."""
    unmet = ", ".join(f"count(*) FILTER (s.{id}_state = 'unmet')" for id in INDICATORS)
    rows = base.execute(
        "SELECT region, type, area, owner, stage, count(*), "  # noqa: S608
        f"count(*) FILTER (s.state = 'unmet'), {unmet} FROM section s JOIN place USING (file) "
        "JOIN school USING (file, row) WHERE NOT twin GROUP BY ALL "
        "HAVING count(*) FILTER (s.state = 'unmet') > 0 ORDER BY ALL"
    ).fetchall()
    heads = " ".join(f"{RESOURCES[id].short}:9:count" for id in INDICATORS)
    return Listing(
        "未达标学校分类",
        "按州市、办学类型、城乡、举办者和学段计办学单元数；右边各列是该项未达标的办学单元数。",
        f"州市:14 办学类型:15 城乡:7:centre 举办者:8:centre 学段:7:centre 办学单元:9:count "
        f"未达标:8:count {heads}",
        [
            [region, type, area or "—", owner or "—", STAGE_WORDS[stage], *map(int, counts)]
            for region, type, area, owner, stage, *counts in rows
        ],
        "没有未达标的办学单元。",
    )


def lacking(base: DuckDBPyConnection) -> Listing:
    """缺口合计: teachers, rooms, ㎡, 元 by region, from the gaps of the counties."""
    names = titles()
    rows = base.execute(
        "SELECT region, id, thing, unit, count(DISTINCT file), sum(amount) "
        "FROM problem JOIN place USING (file) WHERE kind = 'total' AND NOT twin "
        "GROUP BY region, id, thing, unit ORDER BY id, thing, region"
    ).fetchall()
    order = {id: place for place, id in enumerate(RECORDS)}
    rows.sort(key=lambda row: (order.get(row[1], len(order)), row[2], row[0]))
    return Listing(
        "缺口合计",
        "各县缺口相加；一所学校两个学段共用的只计一次。缺口是达到标准所差的数量，不是方案，也不是费用。",
        "条款:8:centre 指标:44 所缺项目:24 州市:14 涉及县数:10:count 数量:22",
        [
            [id, names[id], thing, region, counties, amount_words(exact(amount), unit)]
            for region, id, thing, unit, counties, amount in rows
        ],
        "没有缺口。",
    )


def doubtful(base: DuckDBPyConnection, found: Mapping[str, Derived]) -> Listing:
    """待核: files and schools that stand twice, counties too alike, last digits too round."""
    rows = [*_doubled(base), *_alike(base), *_round(base, found)]
    return Listing(
        "待核",
        "供核实，不改变任何结果；列出的界限为惯例。",
        "事项:22 州市:14 县（市、区）:24 说明:80",
        rows,
        "没有需要核实的事项。",
    )


def _doubled(base: DuckDBPyConnection) -> Iterator[list[str]]:
    for region, name, file, first in base.execute(
        "SELECT p.region, p.name, p.file, f.file FROM place p JOIN (SELECT sha256, min(file) file "
        "FROM place GROUP BY ALL) f USING (sha256) WHERE twin ORDER BY p.file"
    ).fetchall():
        yield ["同一个文件两份", region, name, f"“{file}”与“{first}”内容完全相同，只计一次"]
    for region, name, files in base.execute(
        "SELECT region, name, list(file ORDER BY file) FROM place WHERE NOT twin AND usable "
        "GROUP BY region, name HAVING count(*) > 1 ORDER BY 1, 2"
    ).fetchall():
        shown = "、".join(f"“{file}”" for file in files[:4])
        yield [
            "同一个县两份不同的表",
            region,
            name,
            f"{shown}均填报为这个县，均已计入，请只保留一份",
        ]
    for names, codes, example in base.execute(
        "WITH c AS (SELECT code FROM school JOIN place USING (file) WHERE code <> '' AND NOT twin "
        "GROUP BY code HAVING min(number) <> max(number)), "
        "x AS (SELECT DISTINCT code, region || ' ' || name AS place FROM school SEMI JOIN c USING (code) "
        "JOIN place USING (file) WHERE NOT twin), y AS (SELECT code, "
        "list(place ORDER BY place) AS places FROM x GROUP BY code HAVING count(*) > 1) "
        "SELECT places, count(*), min(code) FROM y GROUP BY places ORDER BY 2 DESC, 1 LIMIT 200"
    ).fetchall():
        where = "、".join(names[:4]) + (f"等 {len(names)} 个县" if len(names) > 4 else "")
        yield ["标识码跨县重复", "", where, f"{codes} 个学校标识码同时出现，例如 {example}"]


def _alike(base: DuckDBPyConnection) -> Iterator[list[str]]:
    same = ", ".join(INDICATORS)
    known = " AND ".join(f"{id} IS NOT NULL" for id in INDICATORS)
    for one, other, count, whole in base.execute(
        f"WITH x AS MATERIALIZED (SELECT number, hash(stage, pupils, {same}) AS h "  # noqa: S608
        f"FROM section JOIN place USING (file) WHERE NOT twin AND pupils > 0 AND {known}), "
        "n AS (SELECT p.number, region || ' ' || name AS place, count(*) AS n "
        "FROM x JOIN place p USING (number) GROUP BY ALL), "
        "d AS (SELECT h FROM (SELECT DISTINCT h, number FROM x) GROUP BY h "
        "HAVING count(*) BETWEEN 2 AND 20), y AS (SELECT number, h FROM x SEMI JOIN d USING (h)), "
        "z AS (SELECT a.number AS one, b.number AS other, count(*) AS c FROM y a JOIN y b USING (h) "
        "WHERE a.number < b.number GROUP BY ALL HAVING c >= $least) "
        "SELECT m.place, k.place, c, least(m.n, k.n) AS whole FROM z JOIN n m ON m.number = one "
        "JOIN n k ON k.number = other WHERE c >= $share * whole ORDER BY 3 DESC, 1, 2 LIMIT 200",
        {"least": LEAST_ALIKE, "share": ALIKE_SHARE},
    ).fetchall():
        said = f"{count} 个办学单元的学生数和七项指标完全相同（较小的一县共 {whole} 个）"
        yield ["两个县的数据雷同", "", f"{one}、{other}", said]


def _round(base: DuckDBPyConnection, found: Mapping[str, Derived]) -> Iterator[list[str]]:
    places = base.execute(
        "SELECT region, name, file FROM place WHERE usable AND NOT twin ORDER BY region, name, file"
    ).fetchall()
    for region, name, file in places:
        if file in found and (share := found[file].round) is not None:
            said = (
                f"20 以上的在校生数里 {words.percent(share)} 以 0 或 5 结尾，通常约 20%，像是估填"
            )
            yield ["在校生数末位过于集中", region, name, said]


def unusable(base: DuckDBPyConnection) -> Listing:
    """不能用的文件, each with its problems."""
    rows = base.execute(
        "SELECT region, file, cell, message FROM problem JOIN place USING (file) "
        "WHERE kind = 'input' ORDER BY file, problem.rowid"
    ).fetchall()
    return Listing(
        "不能用的文件",
        "请有关县改正后重新上报；其他文件的结果不受影响。",
        "州市:14 文件:36 位置:22:quiet 问题:80",
        [list(row) for row in rows],
        "没有不能用的文件。",
    )


def provincial(
    base: DuckDBPyConnection, found: Mapping[str, Derived], region: str | None = None
) -> Listing:
    """省级评估汇总表: a county a row, all indicators in columns."""
    some = "" if region is None else " AND region = $region"
    places = base.execute(
        "SELECT file, region, name FROM place WHERE usable AND NOT twin"  # noqa: S608
        f"{some} ORDER BY region, name, file",
        {} if region is None else {"region": region},
    ).fetchall()
    return Listing(
        "省级评估汇总表",
        "各县自评结果：校际差异系数与各项指标。供省级评估时逐县填写，不是评估结论，也不是排名。",
        " ".join(["州市:14", "县（市、区）:18", *heads()]),
        [[place, name, *found[file].line] for file, place, name in places if file in found],
        keys=2,
    )


def by_standard(base: DuckDBPyConnection, found: Mapping[str, Derived]) -> Listing:
    """换标准预看: 第六条 of every county under each standard there is."""
    places = base.execute(
        "SELECT file, region, name FROM place WHERE usable AND NOT twin ORDER BY region, name, file"
    ).fetchall()
    heads = " ".join(f"{document_of(id)}:24:mark" for id in standards())
    return Listing(
        "换标准预看",
        "同样的数据按其他标准最新的数值，第六条（七项指标和差异系数）会是什么结论。只供比较。",
        f"州市:14 县（市、区）:18 {heads}",
        [
            [region, name, *map(marked, found[file].states)]
            for file, region, name in places
            if file in found
        ],
    )


def open_matters(base: DuckDBPyConnection, region: str) -> Iterator[Listing]:
    """Each county of a region: what stands in its way, down to the cell."""
    gaps: dict[str, list[Sequence[str]]] = {}
    for file, id, state, school, stage, message, cell in base.execute(
        "SELECT file, id, state, school, stage, message, cell FROM problem JOIN place USING (file) "
        "WHERE kind IN ('gap', 'input') AND region = $region ORDER BY file, problem.rowid",
        {"region": region},
    ).fetchall():
        word = STAGE_WORDS.get(stage or "", "")
        said = marked(state, id or "") if state else _UNUSABLE
        gaps.setdefault(file, []).append([said, school or "全县", word, message, cell or ""])
    for file, name in base.execute(
        "SELECT file, name FROM place WHERE region = $region AND NOT twin ORDER BY name, file",
        {"region": region},
    ).fetchall():
        yield Listing(
            name,
            f"文件：{file}",
            "状态:11:mark 学校:24 学段:8:centre 缺口:70 单元格:30:quiet",
            gaps.get(file, []),
            "没有未达标或待填报的事项。",
        )
