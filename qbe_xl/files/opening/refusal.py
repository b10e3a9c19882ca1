"""Why a file cannot be opened, in words for staff, before anyone knows the file's name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from qbe_xl.errors import InputError, Place, Problem

SAVE_AS_XLSX = "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿 (*.xlsx)”后再提交"
ENCRYPTED = (
    "文件设有打开密码，无法读取；"
    "请在 Excel 或 WPS 中去掉密码（文件 → 信息 → 保护工作簿），保存后再提交"
)
UNSAFE_XML = "文件里有不属于工作簿的 XML 声明（DTD 或实体），为安全起见不予读取；" + SAVE_AS_XLSX


class Reason(NamedTuple):
    """One reason: `place` is a cell or a sheet, None for the file as a whole."""

    place: Place | None
    message: str


class Refusal(Exception):
    """The file cannot be opened; `reasons` holds every reason found."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("；".join(reason.message for reason in self.reasons))

    def of(self, file: str) -> InputError:
        """Return it as the error of the file of this name."""
        return InputError(Problem(r.place or Place(file), r.message) for r in self.reasons)


def refuse(message: str, place: Place | str | None = None) -> Refusal:
    """Return a Refusal with one reason. place: a cell, or a sheet's name."""
    return Refusal([Reason(Place(place) if isinstance(place, str) else place, message)])


def not_a_workbook(what: str) -> Refusal:
    """Return the Refusal of a file that is something else: `what` says what, 网页文件."""
    gap = " " if what[:1].isascii() else ""
    return refuse(f"这不是 Excel 工作簿，而是{gap}{what}；{SAVE_AS_XLSX}")


def damaged(what: str, place: Place | str | None = None) -> Refusal:
    """Return the Refusal of a broken file or sheet: `what` says where it breaks."""
    return refuse(
        f"文件已损坏或不完整（{what}）；请用 Excel 或 WPS 打开原文件，修复后另存为 xlsx 再提交，"
        "无法打开时请重新拷贝或重新导出",
        place,
    )


def too_large(what: str, place: Place | str | None = None) -> Refusal:
    """Return the Refusal of a file or sheet beyond a limit: `what` says which."""
    return refuse(f"{what}；请删去无关的工作表、行列、图片或附件，另存后再提交", place)
