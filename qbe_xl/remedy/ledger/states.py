"""状态: how far a problem is. Some words staff write, some only the recomputation may write."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache


class Status(Enum):
    """What the word in the column 状态 means: the word, its sign, and the look that it shares.

    Colour is never the only sign.
    """

    WAITING = "待整改", "○", "not_applicable"
    DOING = "整改中", "◐", "doing"
    CLAIMED = "待核验", "◔", "near"
    PAUSED = "暂缓", "‖", "not_applicable"
    RETURNED = "核验未通过", "✕", "unmet"
    REOPENED = "重新出现", "↺", "unmet"
    UNCLEAR = "待确认", "?", "near"
    CLOSED = "已销号", "●", "met"
    WAIVED = "无需整改", "–", "met"

    def __init__(self, word: str, mark: str, look: str) -> None:
        self.word, self.mark, self.look = word, mark, look

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        return self in (Status.CLOSED, Status.WAIVED)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One line of the table of states: who writes the word, what it says, what comes next."""

    status: Status
    writer: str
    meaning: str
    then: str


MEANINGS = (
    Meaning(Status.WAITING, "程序立账时写", "已列入台账，尚未启动", "责任单位启动后改为“整改中”"),
    Meaning(Status.DOING, "单位填", "正在整改", "完成并附佐证材料后改为“待核验”"),
    Meaning(Status.CLAIMED, "单位填", "责任单位报告已完成", "更新填报表后再次运行，由程序核验"),
    Meaning(Status.PAUSED, "单位填", "经同意暂缓，备注写明原因", "恢复后改为“整改中”"),
    Meaning(
        Status.RETURNED, "程序写", "责任单位报告已完成，重算指标仍未达标", "核对填报表或继续整改"
    ),
    Meaning(Status.REOPENED, "程序写", "曾经销号，重算后又未达标", "查明原因，重新整改"),
    Meaning(Status.UNCLEAR, "程序写", "填报表里找不到这所学校", "核实是否撤并或改了标识码"),
    Meaning(Status.CLOSED, "只由程序写", "重算指标已达标，核验销号", "无"),
    Meaning(Status.WAIVED, "只由程序写", "属于规定允许的余项，或不再适用、不再参评", "无"),
)
"""The table of states, as the sheet 说明 and the manual show it."""

STAFF_WORDS = tuple(m.status.word for m in MEANINGS if m.writer == "单位填")
"""What staff may choose from; the other words come from the program."""

_ALSO = {
    Status.WAITING: ("未整改", "未开始", "未启动", "未动工", "待办"),
    Status.DOING: ("进行中", "正在整改", "推进中", "在办", "已启动", "施工"),
    Status.CLAIMED: (
        "已完成",
        "完成",
        "已整改",
        "整改完成",
        "办结",
        "已办结",
        "申请销号",
        "已解决",
    ),
    Status.PAUSED: ("暂停", "延期", "缓办"),
    Status.CLOSED: ("销号", "已核验"),
}
_WORDS = {status.word: status for status in Status} | {
    word: status for status, words in _ALSO.items() for word in words
}
_SIGNS = "".join(status.mark for status in Status)


@lru_cache(maxsize=1024)
def status_of(text: str) -> Status | None:
    """Return what a word in 状态 means; None for none of ours, which counts as open.

    Staff also write 已完成 or 整改中（已招标）: the longest word that the text begins with counts.
    """
    bare = text.strip().lstrip(_SIGNS).strip()
    if not bare:
        return Status.WAITING
    found = [word for word in _WORDS if bare.startswith(word)]
    return _WORDS[max(found, key=len)] if found else None
