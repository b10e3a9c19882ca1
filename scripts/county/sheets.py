"""What the made-up county itself hands in: its items, monitoring, survey and facts."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence

from scripts.county.figures import Row
from scripts.county.plans import TOWNSHIPS, Plan

COUNTY = "示例县（虚构数据）"


def county_sheets(plans: Sequence[Plan]) -> dict[str, list[Row]]:
    return {
        "县级数据": list(_items(plans)),
        "质量监测": [
            {"subject": subject, "grade": grade, "level": level, "difference": difference}
            for subject, grade, level, difference in (
                ("数学", "四年级", "Ⅲ", 0.118),
                ("体育与健康", "四年级", "Ⅲ", 0.097),
                ("心理健康", "四年级", "Ⅲ", 0.084),
                ("数学", "八年级", "Ⅲ", 0.142),
                ("体育与健康", "八年级", "Ⅲ", 0.106),
                ("心理健康", "八年级", "Ⅳ", 0.091),
            )
        ],
        "社会认可度": [
            {
                "group": group,
                "papers": papers,
                "valid": valid,
                "satisfied": satisfied,
                "visited": visited,
                "visited_satisfied": pleased,
            }
            for group, papers, valid, satisfied, visited, pleased in (
                ("学生", 160, 158, 149, 24, 23),
                ("家长", 380, 371, 338, 40, 36),
                ("教师", 72, 72, 69, 12, 12),
                ("校长", 30, 30, 29, 8, 8),
                ("人大代表", 24, 24, 21, 6, 5),
                ("政协委员", 24, 23, 20, 6, 5),
                ("其他群众", 60, 57, 47, 10, 8),
            )
        ],
        "一票否决": [
            {"key": f"V{n}", "value": False, "conclusion": "经核查，未发现（虚构）"}
            for n in range(1, 7)
        ],
        "县情": list(_facts(plans)),
    }


def _items(plans: Sequence[Plan]) -> Iterator[Row]:
    graduates = sum(plan.pupils.get("junior", 0) for plan in plans) // 3
    values: dict[str, object] = {
        "P1": dt.date(2018, 11, 23),
        "P2": True,
        "G1": True,
        "G2.1": True,
        "G2.2": True,
        "G2.3": True,
        "G2.4": True,
        "G8.1": 98640.5,
        "G8.2": 97215.8,
        "G8.3": True,
        "G10": True,
        "G14.1": 1800,
        "G14.2": 1008,
        "G14.3": True,
        "G14.4": 620,
        "G15.1": True,
        "G15.2": 1436,
        "G15.3": 1287,
        "G15.4": 64,
        "Q1.1": graduates,
        "Q1.2": math.ceil(graduates * 1.032),
        "Q1.3": 86,
        "Q1.4": 91,
        "Q1.5": 2,
        "Q2.1": 318,
        "Q2.2": 91,
        "Q2.3": 172,
        "Q2.4": 46,
    }
    conclusions = {
        "G1": "学校布局专项规划已批复，义务教育学位满足需要",
        "G2.1": "城乡执行同一建设标准",
        "G10": "实行“县管校聘”，编制和岗位每年统筹调整",
        "G14.3": "名额按毕业生人数分配，农村初中上浮 3 个百分点",
        "Q3": "各校章程已核准，管理与教学平台全县统一",
        "Q8": "作业公示和课后服务制度落实",
    }
    for number, key in enumerate(values | dict.fromkeys(conclusions), 1):
        row: Row = {"key": key, "value": values.get(key)}
        if key in conclusions:
            evidence = f"示教发〔2024〕{number}号（虚构）"
            row |= {"conclusion": conclusions[key], "evidence": evidence}
        yield row


def _facts(plans: Sequence[Plan]) -> Iterator[Row]:
    compulsory = sum(plan.compulsory for plan in plans)
    population = round(compulsory / 1070, 2)
    values: dict[str, object] = {
        "县名": COUNTY,
        "省份": "云南省（虚构示例）",
        "州市": "示例州（虚构）",
        "学年": "2023-2024",
        "财务年度": "2023",
        "评估日期": dt.date(2024, 5, 20),
        "填报单位": "示例县教育体育局（虚构）",
        "填报人": "张三（虚构）",
        "联系电话": "0000-0000000",
        "人口总数": population,
        "农业人口数": round(population * 0.63, 2),
        "乡镇数": len(TOWNSHIPS),
        "行政村数": 104,
        "年人均GDP": 41200,
        "年人均地方财政收入": 2380,
        "农民年人均纯收入": 15960,
        "城镇居民年人均可支配收入": 40310,
        "说明": "虚构数据，仅供演示",
    }
    for key, value in values.items():
        yield {"key": key, "value": value}
