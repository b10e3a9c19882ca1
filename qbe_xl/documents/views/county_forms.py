"""申报表 表Ⅳ–Ⅵ: each item of 第七–九条 with the figures that its blanks ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import STAGES
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.documents import figures
from qbe_xl.documents.figures import judged_rate, judged_whole, rate, whole
from qbe_xl.sheets.pieces import View, count

Teller = Callable[[Assessment], str]
_TEN_THOUSAND = 10_000


def government(assessment: Assessment) -> list[View]:
    """表Ⅳ: fifteen rows."""
    return [_row(assessment, f"G{n}") for n in range(1, 16)]


def quality(assessment: Assessment) -> list[View]:
    """表Ⅴ: nine rows."""
    return [_row(assessment, f"Q{n}") for n in range(1, 10)]


def _row(assessment: Assessment, id: str) -> View:
    clause = assessment.standard.clauses[id]
    return {
        "id": id,
        "number": id[1:],
        "name": clause.name,
        "article": clause.article,
        "requirement": assessment.standard.requirement(id),
        "value": _TELLERS[id](assessment),
        "conclusion": "；".join(_conclusions(assessment, id)),
        "state": assessment.items[id].state.word,
        "kind": assessment.items[id].state.id,
    }


def _conclusions(assessment: Assessment, id: str) -> Iterator[str]:
    """简要结论, as the county wrote it beside the item."""
    for key, entry in assessment.county.items.items():
        if entry.conclusion and key.partition(".")[0] == id:
            yield entry.conclusion


def _answer(assessment: Assessment, key: str) -> str:
    """An item of 县级数据 that is answered 是 or 否, under its title."""
    value = assessment.county.item(key).value
    said = ("是" if value else "否") if isinstance(value, bool) else "未填"
    return f"{layout.COUNTY_ITEMS.by_item[key].title}：{said}"


def _answers(*keys: str) -> Teller:
    return lambda assessment: "；".join(_answer(assessment, key) for key in keys)


def _item(assessment: Assessment, key: str) -> float | None:
    value = assessment.county.item(key).value
    return value if isinstance(value, float) else None


def _line(assessment: Assessment, path: str) -> float:
    return assessment.standard.number(path)


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
    if item.state is State.NOT_APPLICABLE:
        return "没有特殊教育学校"
    funds = item.terms["funds"]
    amount = words.number(None if funds is None else funds / _TEN_THOUSAND, 2)
    return (
        f"特殊教育学校年度公用经费 {amount} 万元，学生 {whole(item.terms['pupils'])} 人，"
        f"生均 {judged_whole(item.value, _line(assessment, 'G7.required'))} 元"
    )


def _pay(assessment: Assessment) -> str:
    terms = assessment.items["G8"].terms
    return (
        f"义务教育学校教师年平均工资收入 {whole(terms['teachers'])} 元，当地公务员 "
        f"{whole(terms['servants'])} 元；{_answer(assessment, 'G8.3')}"
    )


def _staff(done: str) -> Callable[[str], Teller]:
    def of(id: str) -> Teller:
        def tell(assessment: Assessment) -> str:
            item = assessment.items[id]
            return (
                f"专任教师 {whole(item.terms['base'])} 人，{done} {whole(item.terms['part'])} 人，"
                f"占 {judged_rate(item.value, _line(assessment, f'{id}.required'))}"
            )

        return tell

    return of


def _exchange(assessment: Assessment) -> str:
    item = assessment.items["G11"]
    if item.state is State.NOT_APPLICABLE:
        return "没有符合交流条件的教师"
    terms = item.terms
    exchanged, backbone = (
        judged_rate(item.values[f"{key}_rate"], _line(assessment, f"G11.{key}"))
        for key in ("exchange", "backbone")
    )
    return (
        f"符合交流条件教师 {whole(terms['eligible'])} 人，实际交流轮岗 {whole(terms['exchanged'])} "
        f"人，占 {exchanged}；其中骨干教师 "
        f"{whole(terms['exchanged_backbone'])} 人，占 {backbone}"
    )


def _nearby(assessment: Assessment) -> str:
    item = assessment.items["G13"]
    said = []
    for stage in STAGES:
        word = layout.STAGE_WORDS[stage]
        if item.conditions[stage] is State.NOT_APPLICABLE:
            said.append(f"没有须计算的{word}")
        else:
            share = judged_rate(item.values[stage], _line(assessment, f"G13.required.{stage}"))
            said.append(
                f"{word}就近划片入学 {whole(item.terms[f'{stage}_part'])} 人，在校生 "
                f"{whole(item.terms[f'{stage}_base'])} 人，占 {share}"
            )
    return "；".join(said)


def _places(assessment: Assessment) -> str:
    item = assessment.items["G14"]
    rural = _item(assessment, "G14.4")
    share = rate(figures.over(rural, item.terms["part"]))
    said = (
        f"优质高中招生计划 {whole(item.terms['base'])} 人，分配到初中 {whole(item.terms['part'])} 人，"
        f"占 {judged_rate(item.value, _line(assessment, 'G14.required'))}"
    )
    if rural is not None:
        said += f"；其中分配到农村初中 {whole(rural)} 人，占分配名额 {share}"
    return f"{said}；{_answer(assessment, 'G14.3')}"


def _children(assessment: Assessment) -> str:
    item = assessment.items["G15"]
    said = _answer(assessment, "G15.1")
    if item.conditions["rate"] is State.NOT_APPLICABLE:
        return f"{said}；没有符合条件的随迁子女"
    return (
        f"{said}；符合条件的随迁子女 {whole(item.terms['base'])} 人，公办学校就读 "
        f"{whole(_item(assessment, 'G15.3'))} 人，政府购买服务的民办学校就读 "
        f"{whole(_item(assessment, 'G15.4'))} 人，占 "
        f"{judged_rate(item.value, _line(assessment, 'G15.required'))}"
    )


def _retention(assessment: Assessment) -> str:
    keys = ("毕业班学生", "三年前入学", "转入", "转出", "死亡")
    said = "，".join(
        f"{word} {whole(_item(assessment, f'Q1.{n}'))} 人" for n, word in enumerate(keys, 1)
    )
    kept = judged_rate(assessment.items["Q1"].value, _line(assessment, "Q1.required"))
    return f"{said}；三年巩固率 {kept}"


def _disabled(assessment: Assessment) -> str:
    item = assessment.items["Q2"]
    if item.state is State.NOT_APPLICABLE:
        return "没有适龄残疾儿童少年"
    special, ordinary_, home = (_item(assessment, f"Q2.{n}") for n in (2, 3, 4))
    return (
        f"适龄残疾儿童少年 {whole(item.terms['base'])} 人，入学 {whole(item.terms['part'])} 人，"
        f"其中特殊教育学校 {whole(special)} 人、随班就读 {whole(ordinary_)} 人、送教上门 "
        f"{whole(home)} 人；入学率 {judged_rate(item.value, _line(assessment, 'Q2.required'))}，特殊教育学校就读占 "
        f"{rate(figures.over(special, item.terms['base']))}"
    )


def _schools(id: str, what: str) -> Teller:
    def tell(assessment: Assessment) -> str:
        (part,) = assessment.items[id].parts
        met = int((part.states == State.MET).sum())
        return f"学校 {count(len(part.index))} 所，其中{what}的 {count(met)} 所"

    return tell


def _training(assessment: Assessment) -> str:
    line = rate(assessment.standard.number("Q4.required")).replace(".0%", "%")
    (part,) = assessment.items["Q4"].parts
    sums = [float(part.figures[key].sum()) for key in ("part", "base")]
    whole_ = rate(figures.over(*sums))
    said = _schools("Q4", f"教师培训经费不低于公用经费预算 {line}")(assessment)
    return f"{said}；全县合计占 {whole_}"


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


_TELLERS: dict[str, Teller] = {
    "G1": _answers("G1"),
    "G2": _answers("G2.1", "G2.2", "G2.3", "G2.4"),
    "G3": _rooms,
    "G4": _sizes,
    "G5": _class_sizes,
    "G6": _small_schools,
    "G7": _special,
    "G8": _pay,
    "G9": _staff("完成 5 年 360 学时培训")("G9"),
    "G10": _answers("G10"),
    "G11": _exchange,
    "G12": _staff("持有教师资格证")("G12"),
    "G13": _nearby,
    "G14": _places,
    "G15": _children,
    "Q1": _retention,
    "Q2": _disabled,
    "Q3": _schools("Q3", "制定章程并实现管理与教学信息化"),
    "Q4": _training,
    "Q5": _schools("Q5", "教师熟练运用信息化手段、设备利用率较高"),
    "Q6": _culture,
    "Q7": _schools("Q7", "课程开齐开足、秩序规范、综合实践活动有效开展"),
    "Q8": _schools("Q8", "无过重课业负担"),
    "Q9": _monitoring,
}


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
        "state": item.state.word,
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
