"""申报表 表Ⅳ–Ⅵ: each item of 第七–九条 with the figures that its blanks ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.caveats import caveats_of
from qbe_xl.clauses.records import RECORDS, Answers
from qbe_xl.clauses.trace import trace_item
from qbe_xl.county import layout
from qbe_xl.documents import figures
from qbe_xl.documents.figures import judged_rate, judged_whole, rate, whole
from qbe_xl.sheets.pieces import View, count

_TEN_THOUSAND = 10_000

_WORDS: Mapping[str, str] = {
    "G8": "义务教育学校教师年平均工资收入 {teachers} 元，当地公务员 {servants} 元；{G8.3}",
    "G9": "专任教师 {base} 人，完成 5 年 360 学时培训 {part} 人，占 {value}",
    "G11": (
        "符合交流条件教师 {eligible} 人，实际交流轮岗 {exchanged} 人，占 {exchange}；"
        "其中骨干教师 {exchanged_backbone} 人，占 {backbone}"
    ),
    "G12": "专任教师 {base} 人，持有教师资格证 {part} 人，占 {value}",
    "G14": "优质高中招生计划 {base} 人，分配到初中 {part} 人，占 {value}{rural}；{G14.3}",
    "G15": (
        "{G15.1}；符合条件的随迁子女 {base} 人，公办学校就读 {G15.3} 人，"
        "政府购买服务的民办学校就读 {G15.4} 人，占 {value}"
    ),
    "Q1": (
        "毕业班学生 {Q1.1} 人，三年前入学 {Q1.2} 人，转入 {Q1.3} 人，转出 {Q1.4} 人，死亡 {Q1.5} 人；"
        "三年巩固率 {value}"
    ),
    "Q2": (
        "适龄残疾儿童少年 {base} 人，入学 {part} 人，其中特殊教育学校 {Q2.2} 人、随班就读 {Q2.3} 人、"
        "送教上门 {Q2.4} 人；入学率 {value}，特殊教育学校就读占 {special}"
    ),
    "Q3": "学校 {all} 所，其中制定章程并实现管理与教学信息化的 {met} 所",
    "Q4": "学校 {all} 所，其中教师培训经费不低于公用经费预算 {line}的 {met} 所；全县合计占 {whole}",
    "Q5": "学校 {all} 所，其中教师熟练运用信息化手段、设备利用率较高的 {met} 所",
    "Q7": "学校 {all} 所，其中课程开齐开足、秩序规范、综合实践活动有效开展的 {met} 所",
    "Q8": "学校 {all} 所，其中无过重课业负担的 {met} 所",
}
"""What the form says of an item. A name is a term of the item, `value` its figure in a sentence that
judges it, G8.3 a row of 县级数据, all and met the schools of its one part."""

_NOBODY: Mapping[str, str] = {
    "G7": "没有特殊教育学校",
    "G11": "没有符合交流条件的教师",
    "G15": "{G15.1}；没有符合条件的随迁子女",
    "Q2": "没有适龄残疾儿童少年",
}
"""What it says where there is nobody to whom an item or its rate applies."""
_NAME = re.compile(r"\{([\w.]+)\}")


def items(assessment: Assessment, letter: str) -> list[View]:
    """Return 表Ⅳ (G) or 表Ⅴ (Q): a row for each item that the standard has."""
    return [_row(assessment, id) for id in assessment.items if id.startswith(letter)]


def _row(assessment: Assessment, id: str) -> View:
    clause = assessment.standard.clauses[id]
    return {
        "id": id,
        "number": id[1:],
        "name": clause.name,
        "article": clause.article,
        "requirement": assessment.standard.requirement(id),
        "value": _value(assessment, id),
        "conclusion": "；".join(_conclusions(assessment, id)),
        "state": assessment.items[id].state.word,
        "kind": assessment.items[id].state.id,
    }


def _conclusions(assessment: Assessment, id: str) -> Iterator[str]:
    """简要结论, as the county wrote it beside the item, and what is thin about its result."""
    for key, entry in assessment.county.items.items():
        if entry.conclusion and key.partition(".")[0] == id:
            yield entry.conclusion
    yield from caveats_of(assessment, id)


def _value(assessment: Assessment, id: str) -> str:
    item, record = assessment.items[id], RECORDS[id]
    nobody = State.NOT_APPLICABLE in (item.state, item.conditions.get("rate"))
    said = _NOBODY.get(id, "") if nobody else _WORDS.get(id, "")
    if said:
        return _NAME.sub(lambda match: _named(assessment, id, match[1]), said)
    if id in _TELLERS:
        return _TELLERS[id](assessment)
    if isinstance(record.rule, Answers):
        return "；".join(_answer(assessment, row.key) for row in record.inputs)
    trace = trace_item(assessment, id)
    return "，".join([*(f"{t.name} {t.value}" for t in trace.terms if not t.cell), trace.value])


def _named(assessment: Assessment, id: str, name: str) -> str:
    item, standard = assessment.items[id], assessment.standard
    if name == "value":
        return judged_rate(item.value, standard.number(f"{id}.required"))
    if name in item.terms:
        return whole(item.terms[name])
    if f"{name}_rate" in item.values:
        return judged_rate(item.values[f"{name}_rate"], standard.number(f"{id}.{name}"))
    if name in _MORE:
        return _MORE[name](assessment)
    if name in ("all", "met"):
        (part,) = item.parts
        return count(len(part.index) if name == "all" else int((part.states == State.MET).sum()))
    number = _item(assessment, name)
    asked = layout.COUNTY_ITEMS.by_item[name].kind == "yesno"
    return _answer(assessment, name) if asked else whole(number)


def _answer(assessment: Assessment, key: str) -> str:
    """An item of 县级数据 that is answered 是 or 否, under its title."""
    value = assessment.county.item(key).value
    said = ("是" if value else "否") if isinstance(value, bool) else "未填"
    return f"{layout.COUNTY_ITEMS.by_item[key].title}：{said}"


def _item(assessment: Assessment, key: str) -> float | None:
    value = assessment.county.item(key).value
    return value if isinstance(value, float) else None


def _rural(assessment: Assessment) -> str:
    rural = _item(assessment, "G14.4")
    if rural is None:
        return ""
    share = rate(figures.over(rural, assessment.items["G14"].terms["part"]))
    return f"；其中分配到农村初中 {whole(rural)} 人，占分配名额 {share}"


def _special_share(assessment: Assessment) -> str:
    return rate(figures.over(_item(assessment, "Q2.2"), assessment.items["Q2"].terms["base"]))


def _training_share(assessment: Assessment) -> str:
    (part,) = assessment.items["Q4"].parts
    return rate(figures.over(*(float(part.figures[key].sum()) for key in ("part", "base"))))


_MORE: Mapping[str, Callable[[Assessment], str]] = {
    "rural": _rural,
    "special": _special_share,
    "whole": _training_share,
    "line": lambda a: rate(a.standard.number("Q4.required")).replace(".0%", "%"),
}


def _rooms(assessment: Assessment) -> str:
    (part,) = assessment.items["G3"].parts
    rooms = assessment.county.rooms
    ours = np.isin(assessment.county.room_school, part.index)
    sums = {key: whole(float(np.nansum(part.figures[key]))) for key in part.figures}
    numbers = {
        word: count(int((rooms.is_choice("kind", word) & ours).sum())) for word in ("音乐", "美术")
    }
    met = int((part.states == State.MET).sum())
    return (
        f"应配备的学校 {count(len(part.index))} 所，教学班 {sums['classes']} 个，"
        f"音乐、美术专用教室各应有 {sums['needed']} 间。音乐专用教室 {numbers['音乐']} 间，其中面积合格 "
        f"{sums['music']} 间；美术专用教室 {numbers['美术']} 间，其中面积合格 {sums['art']} 间。"
        f"两类均达标的学校 {count(met)} 所"
    )


def _sizes(assessment: Assessment) -> str:
    (part,) = assessment.items["G4"].parts
    schools, standard = assessment.county.schools, assessment.standard
    over = part.states == State.UNMET
    through = schools.is_choice("type", *layout.THROUGH_TYPES)[part.index]
    junior = schools.is_choice("type", "初级中学", "完全中学")[part.index]
    limit, more = (words.plain(standard.number(f"G4.{key}")) for key in ("limit", "through_limit"))
    primary = count(int((over & ~through & ~junior).sum()))
    largest = part.figures["pupils"]
    most = whole(float(largest.max())) if len(largest) else figures.BLANK
    return (
        f"超过 {limit} 人的小学 {primary} 所、初中 {count(int((over & junior).sum()))} 所；"
        f"义务教育阶段超过 {more} 人的一贯制学校 {count(int((over & through).sum()))} 所。"
        f"规模最大的学校 {most} 人"
    )


def _class_sizes(assessment: Assessment) -> str:
    part = assessment.items["G5"].parts[0]
    classes, standard = assessment.county.classes, assessment.standard
    over = part.states == State.UNMET
    said = []
    for stage in STAGES:
        word = layout.STAGE_WORDS[stage]
        mine = classes.is_choice("stage", word)[part.index] if len(classes) else over
        limit = words.plain(standard.number(f"G5.limit.{stage}"))
        said.append(
            f"{word}教学班 {count(int(mine.sum()))} 个，其中超过 {limit} 人的 "
            f"{count(int((over & mine).sum()))} 个"
        )
    return "；".join(said)


def _small_schools(assessment: Assessment) -> str:
    (part,) = assessment.items["G6"].parts
    line = words.plain(assessment.standard.number("G6.funded_pupils"))
    met = int((part.states == State.MET).sum())
    return (
        f"不足 {line} 名学生的村小学和教学点 {count(len(part.index))} 所，"
        f"按 {line} 名及以上学生核定公用经费的 {count(met)} 所"
    )


def _special(assessment: Assessment) -> str:
    item = assessment.items["G7"]
    funds = item.terms["funds"]
    amount = words.number(None if funds is None else funds / _TEN_THOUSAND, 2)
    return (
        f"特殊教育学校年度公用经费 {amount} 万元，学生 {whole(item.terms['pupils'])} 人，"
        f"生均 {judged_whole(item.value, assessment.standard.number('G7.required'))} 元"
    )


def _nearby(assessment: Assessment) -> str:
    item = assessment.items["G13"]
    said = []
    for stage in STAGES:
        word = layout.STAGE_WORDS[stage]
        if item.conditions[stage] is State.NOT_APPLICABLE:
            said.append(f"没有须计算的{word}")
        else:
            line = assessment.standard.number(f"G13.required.{stage}")
            share = judged_rate(item.values[stage], line)
            said.append(
                f"{word}就近划片入学 {whole(item.terms[f'{stage}_part'])} 人，在校生 "
                f"{whole(item.terms[f'{stage}_base'])} 人，占 {share}"
            )
    return "；".join(said)


def _culture(assessment: Assessment) -> str:
    (part,) = assessment.items["Q6"].parts
    grades = assessment.county.schools.code("culture")[part.index]
    said = [
        f"{word} {count(int((grades == code).sum()))} 所"
        for code, word in enumerate(layout.GRADES_OF_CULTURE)
    ]
    blank = int((grades < 0).sum())
    if blank:
        said.append(f"未填 {count(blank)} 所")
    return f"学校 {count(len(part.index))} 所：{'、'.join(said)}"


def _monitoring(assessment: Assessment) -> str:
    table = assessment.county.monitoring
    if not len(table):
        return "没有监测结果"
    return "；".join(
        f"{table.word('grade', i)}{table.word('subject', i)} {table.choice('level', i) or '等级未填'}"
        f" 级、校际差异率 {words.number(float(table.number('difference')[i]), 2)}"
        for i in range(len(table))
    )


_TELLERS: Mapping[str, Callable[[Assessment], str]] = {
    "G3": _rooms,
    "G4": _sizes,
    "G5": _class_sizes,
    "G6": _small_schools,
    "G7": _special,
    "G13": _nearby,
    "Q6": _culture,
    "Q9": _monitoring,
}
"""Items of which the form says more than their terms."""


def survey(assessment: Assessment) -> View:
    """表Ⅵ: all groups, and the parents among them."""
    table = assessment.county.survey
    rows = {table.choice("group", i): i for i in range(len(table))}
    item = assessment.items["S1"]
    valid = item.terms["base"]
    official = layout.GROUP_TOTAL in rows and not any(
        table.number("valid")[rows[group]] > 0 for group in layout.GROUPS if group in rows
    )
    parts = [layout.GROUP_TOTAL] if official else list(layout.GROUPS)

    def total(key: str) -> float | None:
        found = [float(table.number(key)[rows[g]]) if g in rows else np.nan for g in parts]
        return None if np.isnan(found).any() else float(np.sum(found))

    def parents(key: str) -> float | None:
        value = float(table.number(key)[rows["家长"]]) if "家长" in rows else np.nan
        return None if np.isnan(value) else value

    satisfied = item.terms["part"]
    return {
        "rows": [
            _opinion("计", total("papers"), valid, satisfied, total("visited"), total(_PLEASED)),
            _opinion(
                "其中：家长",
                parents("papers"),
                parents("valid"),
                parents("satisfied"),
                parents("visited"),
                parents(_PLEASED),
            ),
        ],
        "required": words.percent(assessment.standard.number("S1.required"), decimals=0),
        "state": "。".join((item.state.word, *caveats_of(assessment, "S1"))),
    }


_PLEASED = "visited_satisfied"


def _opinion(
    name: str,
    papers: float | None,
    valid: float | None,
    satisfied: float | None,
    visited: float | None,
    pleased: float | None,
) -> View:
    return {
        "name": name,
        "cells": [
            whole(papers),
            whole(valid),
            whole(satisfied),
            figures.hundredths(figures.over(satisfied, valid)),
            whole(visited),
            whole(pleased),
            figures.hundredths(figures.over(pleased, visited)),
        ],
    }
