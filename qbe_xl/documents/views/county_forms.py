"""申报表 表Ⅳ–Ⅵ: each item of 第七–九条 with the figures that its blanks ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import STAGES, ordinary
from qbe_xl.assessment.share import Share, over_of, share_of
from qbe_xl.clauses import words
from qbe_xl.clauses.caveats import caveats_of
from qbe_xl.clauses.records import RECORDS, Answers
from qbe_xl.clauses.trace import trace_item
from qbe_xl.county import layout
from qbe_xl.county.model import Index
from qbe_xl.documents import figures
from qbe_xl.documents.figures import judged_difference, judged_rate, judged_whole, rate, whole
from qbe_xl.sheets.pieces import View, count

_TEN_THOUSAND = 10_000

_WORDS: Mapping[str, str] = {
    "G3": (
        "应配备的学校 {all} 所，教学班 {Σclasses} 个，音乐、美术专用教室各应有 {Σneeded} 间。"
        "音乐专用教室 {rooms.music} 间，其中面积合格 {large_rooms.music}；"
        "美术专用教室 {rooms.art} 间，其中面积合格 {large_rooms.art}。两类均达标的学校 {met.所}"
    ),
    "G4": (
        "超过 {G4.limit} 人的小学 {large.小学}、初中 {large.初中}；义务教育阶段超过 "
        "{G4.through_limit} 人的一贯制学校 {large.一贯制}。{largest}"
    ),
    "G5": (
        "小学教学班 {classes.primary}，其中超过 {G5.limit.primary} 人的 {over.primary}；"
        "初中教学班 {classes.junior}，其中超过 {G5.limit.junior} 人的 {over.junior}"
    ),
    "G6": (
        "不足 {G6.funded_pupils} 名学生的村小学和教学点 {small}，"
        "按 {G6.funded_pupils} 名及以上学生核定公用经费的 {met.所}"
    ),
    "G7": "特殊教育学校年度公用经费 {budget} 万元，学生 {pupils} 人，生均 {value} 元",
    "G8": "义务教育学校教师年平均工资收入 {pair.teachers} 元，当地公务员 {pair.servants} 元；{G8.3}",
    "G9": "专任教师 {base} 人，完成 5 年 360 学时培训 {part} 人，占 {value}",
    "G11": (
        "符合交流条件教师 {eligible} 人，实际交流轮岗 {exchanged} 人，占 {exchange_rate}；"
        "其中骨干教师 {exchanged_backbone} 人，占 {backbone_rate}"
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
    "Q3": "学校 {all} 所，其中制定章程并实现管理与教学信息化的 {met.所}",
    "Q4": (
        "学校 {all} 所，其中教师培训经费不低于公用经费预算 {Q4.required}的 {met.所}；"
        "全县合计占 {whole}"
    ),
    "Q5": "学校 {all} 所，其中教师熟练运用信息化手段、设备利用率较高的 {met.所}",
    "Q6": "学校 {all} 所，其中{grades}",
    "Q7": "学校 {all} 所，其中课程开齐开足、秩序规范、综合实践活动有效开展的 {met.所}",
    "Q8": "学校 {all} 所，其中无过重课业负担的 {met.所}",
    "Q9": "{monitored}",
}
"""What the form says of an item. A name is a term of the item, a condition that is a rate, or a row
of 县级数据 (G8.3); `value` its figure in a sentence that judges it, G4.limit a parameter, all and
the schools of its one part, met.所 how many of them are known to be met, Σneeded a figure summed
over them; all others: `_MORE`."""

_OF_STAGE = "{word}就近划片入学 {{{stage}_part}} 人，在校生 {{{stage}_base}} 人，占 {{{stage}}}"

_NOBODY: Mapping[str, str] = {
    "G7": "没有特殊教育学校",
    "G11": "没有符合交流条件的教师",
    "G15": "{G15.1}；没有符合条件的随迁子女",
    "Q2": "没有适龄残疾儿童少年",
}
"""What it says where there is nobody to whom an item or its rate applies."""
_NAME = re.compile(r"\{([^{}]+)\}")


def items(assessment: Assessment, letter: str) -> list[View]:
    """Return 表Ⅳ (G) or 表Ⅴ (Q): a row for each item that the standard has."""
    return [_row(assessment, id) for id in assessment.items if id.startswith(letter)]


def _row(assessment: Assessment, id: str) -> View:
    clause, value = assessment.standard.clauses[id], _value(assessment, id)
    return {
        "id": id,
        "number": id[1:],
        "name": clause.name,
        "article": clause.article,
        "requirement": assessment.standard.requirement(id),
        "value": value,
        "conclusion": "；".join(
            said.removeprefix(f"{value}，") for said in _conclusions(assessment, id)
        ),
        "state": assessment.items[id].state.word,
        "kind": assessment.items[id].state.id,
        "plain": isinstance(RECORDS[id].rule, Answers) and len(RECORDS[id].inputs) == 1,
    }


def _conclusions(assessment: Assessment, id: str) -> Iterator[str]:
    """简要结论, as the county wrote it beside the item, and what is thin about its result."""
    yield from assessment.county.conclusions(id)
    yield from caveats_of(assessment, id)


def _value(assessment: Assessment, id: str) -> str:
    item, record = assessment.items[id], RECORDS[id]
    nobody = State.NOT_APPLICABLE in (item.state, item.conditions.get("rate"))
    said = _NOBODY.get(id, "") if nobody else ""
    said = said or (_nearby(assessment) if id == "G13" else _WORDS.get(id, ""))
    if said:
        return _NAME.sub(lambda match: _named(assessment, id, match[1]), said)
    if isinstance(record.rule, Answers):
        return "；".join(_answer(assessment, row.key) for row in record.inputs)
    trace = trace_item(assessment, id)
    return "，".join([*(t.said for t in trace.terms if not t.cell), trace.value])


def _nearby(assessment: Assessment) -> str:
    """The words of G13: a sentence a stage, another where nobody of it is to be counted."""
    states = assessment.items["G13"].conditions
    return "；".join(
        f"没有须计算的{layout.STAGE_WORDS[stage]}"
        if states[stage] is State.NOT_APPLICABLE
        else _OF_STAGE.format(word=layout.STAGE_WORDS[stage], stage=stage)
        for stage in STAGES
    )


def _named(assessment: Assessment, id: str, name: str) -> str:
    item, standard, record = assessment.items[id], assessment.standard, RECORDS[id]
    lines = {line.key or "value": line for line in record.figure}
    parameter = next((p for p in record.parameters if name in p.paths), None)
    key, _, detail = name.partition(".")
    if name in lines:
        value = item.values[name] if lines[name].key else item.value
        judged = judged_whole if lines[name].money else judged_rate
        return judged(value, standard.number(lines[name].path))
    if name in item.terms:
        return whole(item.terms[name])
    if parameter:
        line = standard.number(name)
        return rate(line).replace(".0%", "%") if parameter.kind == "share" else words.plain(line)
    if key in _MORE:
        return _MORE[key](assessment, *filter(None, [detail]))
    if name == "all":
        return count(sum(len(part.index) for part in item.parts))
    if key == "met":
        (part,) = item.parts
        return figures.counted(share_of(part.states.tolist()), detail)
    if name.startswith("Σ"):
        (part,) = item.parts
        return whole(float(part.figures[name[1:]].sum()))
    asked = layout.COUNTY_ITEMS.by_item[name].kind == "yesno"
    return _answer(assessment, name) if asked else whole(_item(assessment, name))


def _answer(assessment: Assessment, key: str) -> str:
    """An item of 县级数据 that is answered 是 or 否, as a statement."""
    record = RECORDS[key.partition(".")[0]]
    return record.answered(key, assessment.county.item(key).value)


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
    whole_share = figures.over(*(float(part.figures[key].sum()) for key in ("part", "base")))
    return judged_rate(whole_share, assessment.standard.number("Q4.required"))


def _budget(assessment: Assessment) -> str:
    funds = assessment.items["G7"].terms["funds"]
    return words.number(None if funds is None else funds / _TEN_THOUSAND, 2)


def _paid(assessment: Assessment, key: str) -> str:
    """One of two figures that are held against each other."""
    terms = assessment.items["G8"].terms
    (other,) = (terms[name] for name, _ in RECORDS["G8"].pair if name != key)
    return judged_whole(terms[key], other)


def _rooms(assessment: Assessment, kind: str) -> str:
    """How many rooms of a kind the schools have: no rows mean no rooms, no sheet means nothing."""
    (part,) = assessment.items["G3"].parts
    if not len(assessment.county.rooms):
        return figures.BLANK
    return whole(float(part.figures[f"{kind}_all"].sum()))


def _large_rooms(assessment: Assessment, kind: str) -> str:
    (part,) = assessment.items["G3"].parts
    if not len(assessment.county.rooms):
        return f"{figures.BLANK} 间（专用教室未填报）"
    met, blank = (int(part.figures[key].sum()) for key in (kind, f"{kind}_blank"))
    return figures.counted(Share(met, int(part.figures[f"{kind}_all"].sum()) - blank, blank), "间")


def _large(assessment: Assessment, kind: str) -> str:
    (part,) = assessment.items["G4"].parts
    schools = assessment.county.schools
    through = schools.is_choice("type", *layout.THROUGH_TYPES)[part.index]
    junior = schools.is_choice("type", "初级中学", "完全中学")[part.index]
    mine = {"一贯制": through, "初中": junior, "小学": ~through & ~junior}[kind]
    return figures.counted(over_of(part.states[mine].tolist()), "所")


def _largest(assessment: Assessment) -> str:
    (part,) = assessment.items["G4"].parts
    known = part.figures["pupils"][part.states != State.MISSING]
    if not len(part.index):
        return f"规模最大的学校 {figures.BLANK} 人"
    if not len(known):
        return "各校学生数待填报"
    whose = "规模最大的学校" if len(known) == len(part.index) else "填报了的学校中规模最大的"
    return f"{whose} {whole(float(known.max()))} 人"


def _small(assessment: Assessment) -> str:
    """第七条（六）: the schools that are so small, and those that blanks leave open."""
    (part,) = assessment.items["G6"].parts
    certain = int(part.figures["certain"].sum())
    return figures.counted(Share(certain, certain, len(part.index) - certain), "所")


def _classes(assessment: Assessment, stage: str) -> str:
    """The classes of a stage, and the schools that have such pupils and no class in the sheet."""
    without = _without_classes(assessment, stage)
    number = len(_of_stage(assessment, stage))
    if without and not number:
        return f"{figures.BLANK} 个（{without} 所学校待填报）"
    return f"{number} 个" + (f"（另 {without} 所学校待填报）" if without else "")


def _over(assessment: Assessment, stage: str) -> str:
    states = assessment.items["G5"].parts[0].states[_of_stage(assessment, stage)]
    share = over_of(states.tolist())
    if not share.total and _without_classes(assessment, stage):
        return f"{figures.BLANK} 个"
    return figures.counted(share, "个")


def _of_stage(assessment: Assessment, stage: str) -> Index:
    part, classes = assessment.items["G5"].parts[0], assessment.county.classes
    mine = classes.is_choice("stage", layout.STAGE_WORDS[stage])
    return np.flatnonzero(mine[part.index]) if len(classes) else np.arange(0)


def _without_classes(assessment: Assessment, stage: str) -> int:
    """How many schools with pupils of a stage, or a blank there, have no class of it."""
    county = assessment.county
    mine = county.classes.is_choice("stage", layout.STAGE_WORDS[stage])
    numbers = np.bincount(county.class_school[mine], minlength=len(county.schools))
    inside = ordinary(county.schools, assessment.standard) & assessment.pupils.present[stage]
    return int((inside & (numbers == 0)).sum())


def _grades(assessment: Assessment) -> str:
    (part,) = assessment.items["Q6"].parts
    grades = assessment.county.schools.code("culture")[part.index]
    numbers = {
        word: int((grades == code).sum()) for code, word in enumerate(layout.GRADES_OF_CULTURE)
    }
    numbers[words.UNKNOWN] = int((grades < 0).sum())
    return "、".join(f"{word} {number} 所" for word, number in numbers.items() if number)


def _monitored(assessment: Assessment) -> str:
    table = assessment.county.monitoring
    limit = assessment.standard.number("Q9.difference_below")
    differences = table.number("difference").tolist()
    said = []
    for i, difference in enumerate(differences):
        level = table.choice("level", i)
        apart = judged_difference(difference, limit) if difference == difference else words.UNKNOWN
        said.append(
            f"{table.word('grade', i)}{table.word('subject', i)} "
            f"{f'{level} 级' if level else '等级待填报'}、校际差异率 {apart}"
        )
    return "；".join(said) or "监测结果待填报"


_MORE: Mapping[str, Callable[..., str]] = {
    "pair": _paid,
    "rooms": _rooms,
    "large_rooms": _large_rooms,
    "small": _small,
    "large": _large,
    "largest": _largest,
    "classes": _classes,
    "over": _over,
    "budget": _budget,
    "rural": _rural,
    "special": _special_share,
    "whole": _training_share,
    "grades": _grades,
    "monitored": _monitored,
}
"""Names that are neither terms nor figures of the item."""


def survey(assessment: Assessment) -> View:
    """表Ⅵ: all groups, and the parents among them."""
    table, item = assessment.county.survey, assessment.item("S1")
    rows = {table.choice("group", i): i for i in range(len(table))}
    official = layout.GROUP_TOTAL in rows and not any(
        table.number("valid")[rows[group]] > 0 for group in layout.GROUPS if group in rows
    )

    def total(key: str, *groups: str) -> float | None:
        found = [float(table.number(key)[rows[g]]) if g in rows else np.nan for g in groups]
        return None if np.isnan(found).any() else float(np.sum(found))

    everybody = {
        key: total(key, *([layout.GROUP_TOTAL] if official else layout.GROUPS))
        for key in ("papers", "visited", "visited_satisfied")
    }
    everybody |= {"valid": item.terms.get("base"), "satisfied": item.terms.get("part")}
    return {
        "rows": [
            _opinion("计", everybody, assessment.standard.number("S1.required")),
            _opinion("其中：家长", {key: total(key, "家长") for key in everybody}),
        ],
        "required": words.share_line(assessment.standard.number("S1.required")),
        "state": "。".join((item.state.word, *caveats_of(assessment, "S1"))),
    }


def _opinion(name: str, told: Mapping[str, float | None], line: float | None = None) -> View:
    satisfied, pleased = told["satisfied"], told["visited_satisfied"]
    rate_ = figures.over(satisfied, told["valid"])
    return {
        "name": name,
        "cells": [
            whole(told["papers"]),
            whole(told["valid"]),
            whole(satisfied),
            figures.hundredths(rate_) if line is None else figures.judged_hundredths(rate_, line),
            whole(told["visited"]),
            whole(pleased),
            figures.hundredths(figures.over(pleased, told["visited"])),
        ],
    }
