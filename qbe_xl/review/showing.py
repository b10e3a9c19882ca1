"""复核报告: what was found, as a workbook and a page."""

from __future__ import annotations

import datetime as dt

from qbe_xl import __version__
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS
from qbe_xl.review.found import Review
from qbe_xl.review.sealing import Seals
from qbe_xl.review.since import Shown
from qbe_xl.sheets import file
from qbe_xl.sheets.listing import Listing, page
from qbe_xl.sheets.model import Running

WORKBOOK_NAME, HTML_NAME = "复核报告.xlsx", "复核报告.html"
TITLE = "义务教育优质均衡申报材料复核报告"
MOST = 2_000


def documents(found: Review, now: dt.datetime) -> dict[str, bytes]:
    """Return the files of the report by name."""
    shown = listings(found)
    county = found.assessment.county.name
    moment = f"{now:%Y-%m-%d %H:%M}"
    facts = [
        ("县（市、区）", county or "县名未填"),
        ("材料运行编号", found.filed.run[:40]),
        ("材料生成时间", f"{found.filed.time:%Y-%m-%d %H:%M}"),
        ("复核时间", moment),
        ("复核程序", f"qbe_xl {__version__}"),
    ]
    counts = [
        ("unmet", "份材料与清单不符", _broken(found.seals)),
        ("near", "处与重算不同", len(found.differences)),
        ("missing", "条体检发现", len(found.checkup.findings)),
    ]
    running = Running(county, f"运行编号 {found.filed.run[:20]}", moment)
    return {
        WORKBOOK_NAME: file.workbook(
            f"{county}{TITLE}", [one.sheet() for one in shown], time=now, running=running
        ),
        HTML_NAME: page(shown, f"{county}{TITLE}", facts, counts).encode(),
    }


def _broken(seals: Seals) -> int:
    return len(seals.missing) + len(seals.added) + len(seals.changed)


def listings(found: Review) -> list[Listing]:
    """Return every table of a review."""
    return [
        _outcome(found),
        _seals(found),
        _differences(found),
        *_since(found),
        _findings(found),
        _sample(found),
    ]


def _outcome(found: Review) -> Listing:
    figures = sum(not one.words for one in found.differences)
    said = len(found.differences) - figures
    rows = [
        [
            "封存",
            *_judged(
                not _broken(found.seals), "与清单完全一致", "有材料缺少、增加或改动，见“封存核对”"
            ),
        ],
        [
            "材料与填报表",
            *_judged(
                not figures,
                "各份材料的数和结论都与由填报表重算的一致",
                f"有 {figures} 处数或结论不同，见“逐份比较”",
            ),
        ],
        [
            "县级改动的文字",
            "– 说明" if said else "● 一致",
            f"只改了文字的 {said} 处，属县级自行表述" if said else "没有",
        ],
        ["重算结论", found.assessment.verdict.marked, _groups(found)],
    ]
    if found.other:
        rows.append(
            [
                "程序版本",
                "◐ 注意",
                f"材料由 {found.other} 版生成，复核用 {__version__} 版：只比较数和结论，措辞不作比较",
            ]
        )
    return Listing(
        "复核结论",
        "复核以填报表为准：由它重新生成全部材料，逐份比较。本表供复核人员参考，不是复核意见。",
        "事项:18 结果:14:mark 说明:90",
        rows,
    )


def _judged(good: bool, yes: str, no: str) -> tuple[str, str]:
    return ("● 一致", yes) if good else ("✕ 不一致", no)


def _groups(found: Review) -> str:
    return "　".join(
        f"{GROUPS[group].word} {words.state_marked(group, state)}"
        for group, state in found.assessment.groups.items()
    )


def _seals(found: Review) -> Listing:
    kinds = (
        ("缺少", "清单里有，文件夹里没有（或是链接）", found.seals.missing),
        ("增加", "文件夹里有，清单里没有", found.seals.added),
        ("改动", "生成以后改动过，校验值与清单不符", found.seals.changed),
    )
    return Listing(
        "封存核对",
        "按 manifest.json 所列的校验值核对。另存过的文件校验值会变，内容是否改动看“逐份比较”。",
        "情形:10:centre 材料:70 说明:50",
        [[kind, name, why] for kind, why, names in kinds for name in names],
        "全部一致。",
    )


def _differences(found: Review) -> Listing:
    rows = [
        [
            one.file,
            one.place,
            one.filed or "（没有）",
            one.made or "（没有）",
            "文字" if one.words else "数或结论",
        ]
        for one in found.differences[:MOST]
    ]
    more = len(found.differences) - MOST
    note = "报送的写法与由填报表重算的写法，逐格、逐句比较。“文字”是数和结论都没有变、只改了措辞的地方。"
    return Listing(
        "逐份比较",
        note + (f"另有 {more} 处没有列出。" if more > 0 else ""),
        "材料:30 位置:22 报送:34 重算:34 性质:11:centre",
        rows,
        "没有不同。",
    )


def _since(found: Review) -> list[Listing]:
    if found.since is None:
        return []
    rows = [
        [one.code, one.school, one.column, _told(one.before), _told(one.now)]
        for one in found.since[:MOST]
    ]
    return [
        Listing(
            "与以前的填报表相比",
            "按学校标识码逐校比较；编号是县级数据和一票否决的项目。",
            "学校标识码:16:code 学校:30 项目:34 以前:20 现在:20",
            rows,
            "没有变化。",
        )
    ]


def _told(value: Shown) -> str:
    if value is None:
        return "（空）"
    return words.plain(value) if isinstance(value, float) else str(value)


def _findings(found: Review) -> Listing:
    order = {"高": "✕ 高", "中": "◐ 中", "低": "○ 低"}
    return Listing(
        "数据体检",
        f"对这份填报表重做的数据体检；只是可疑，请核实。{found.checkup.unchecked.told}",
        "程度:9:mark 位置:16:code 学校:26 发现:80",
        [
            [order.get(one.importance, one.importance), one.cell, one.school, one.message]
            for one in found.checkup.findings[:MOST]
        ],
        "没有发现。",
    )


def _sample(found: Review) -> Listing:
    schools = found.assessment.county.schools
    return Listing(
        "现场核查学校",
        "按填报表的校验值抽取十分之一，各类学校都有；由任何人抽取，结果都相同。各校体检单在“现场核查”文件夹。",
        "学校标识码:16:code 学校:30 乡镇:16 办学类型:18",
        [
            [
                schools.word("code", i),
                schools.word("name", i),
                schools.word("township", i),
                schools.choice("type", i),
            ]
            for i in found.sample
        ],
    )
