"""Functions of balance: mean, standard deviation, 差异系数 and who drives it. 第六条."""

from __future__ import annotations

import math

import numpy as np

from qbe_xl.assessment.balance import Spread, shares_of_variance, spread
from qbe_xl.assessment.states import State
from qbe_xl.county.model import Figures
from qbe_xl.functions.arguments import (
    OMITTED,
    Argument,
    QbeMessage,
    complete,
    figures,
    number,
    paired,
    rows_of,
)
from qbe_xl.functions.registry import Result, Scalar, function

_VALUES = "values* 数值 各校的指标值，如生均面积；一列、一行或一块区域"
_PUPILS = "pupils*? 学生数 各校学生数，与数值一一对应；不填则各校等权"
_PUPILS_NEEDED = "pupils* 学生数 各校学生数，与数值一一对应"
_UNWEIGHTED = "不填学生数时各校等权，与督导评估口径不同，只可作参考，不能据以认定"


def _spread(values: Argument, pupils: Argument) -> Spread:
    if pupils is OMITTED:
        x = figures(values, "数值")
        x = x[~np.isnan(x)]
        if not len(x):
            raise QbeMessage("数值区域里没有数")
        return spread(x, np.ones(len(x)))
    found = complete(values, pupils)
    if found is None:
        x, p, part = paired(values, pupils)
        found = x[part], p[part]
    return spread(found[0] * found[1], found[1])


def _known(cv: float | None, otherwise: str = "平均值为 0") -> float:
    if cv is None:
        raise QbeMessage(f"{otherwise}，差异系数无意义")
    return cv


@function(
    "CV",
    "差异系数",
    f"按学生数加权的校际差异系数（标准差÷平均值）。{_UNWEIGHTED}。平均值为 0 时无意义",
    f"{_VALUES}\n{_PUPILS}",
    example="=QBE_CV(H5:H64,D5:D64)",
    article="第六条",
)
def cv(values: Argument, pupils: Argument) -> Result:
    """Return S ÷ X̄, weighted by pupils where they are given."""
    return _known(_spread(values, pupils).cv)


@function(
    "MEAN",
    "平均值",
    f"按学生数加权的全县平均值，等于资源总量÷学生总数。{_UNWEIGHTED}",
    f"{_VALUES}\n{_PUPILS}",
    example="=QBE_MEAN(H5:H64,D5:D64)",
    article="第六条",
)
def mean(values: Argument, pupils: Argument) -> Result:
    """Return X̄."""
    return _spread(values, pupils).mean


@function(
    "STD",
    "标准差",
    f"按学生数加权的总体标准差 √Σ(Pᵢ÷ΣP)(Xᵢ－X̄)²。{_UNWEIGHTED}",
    f"{_VALUES}\n{_PUPILS}",
    example="=QBE_STD(H5:H64,D5:D64)",
    article="第六条",
)
def std(values: Argument, pupils: Argument) -> Result:
    """Return S."""
    return _spread(values, pupils).std


@function(
    "CV_TOTALS",
    "差异系数（由总量）",
    "由各校资源总量和学生数直接计算按学生数加权的差异系数，不必先算生均值",
    f"totals* 总量 各校资源总量，如用房面积、教师数\n{_PUPILS_NEEDED}",
    example="=QBE_CV_TOTALS(E5:E64,D5:D64)",
    article="第六条",
)
def cv_totals(totals: Argument, pupils: Argument) -> Result:
    """Return S ÷ X̄ of totals over pupils."""
    t, p, part = paired(totals, pupils)
    if (t[~part] > 0).any():
        position = int(np.argmax(~part & (t > 0))) + 1
        raise QbeMessage(f"第 {position} 个学生数为 0 而总量大于 0，请核对")
    return _known(spread(t[part], p[part]).cv, "总量都为 0")


@function(
    "CV_SHARE",
    "离差贡献",
    "各校占全部离差的比例，合计为 1：比例大的学校对差异系数影响大。结果与数值区域同形",
    f"{_VALUES}\n{_PUPILS_NEEDED}",
    example="=QBE_CV_SHARE(H5:H64,D5:D64)",
    article="第六条",
    spills=True,
)
def cv_share(values: Argument, pupils: Argument) -> Result:
    """Return each position's share of the variance, "" for those left out."""
    x, p, part = paired(values, pupils)
    shares = np.full(len(x), math.nan)
    shares[part] = shares_of_variance(x[part] * p[part], p[part])
    return _shaped(shares, len(rows_of(values)[0]))


def _shaped(found: Figures, width: int) -> list[list[Scalar]]:
    cells: list[Scalar] = ["" if math.isnan(value) else value for value in found.tolist()]
    return [cells[start : start + width] for start in range(0, len(cells), width)]


@function(
    "CV_AFTER",
    "调整后的差异系数",
    "假设第几个学校的指标值改为新值，推算全县的差异系数",
    f"{_VALUES}\n{_PUPILS_NEEDED}\n"
    "school# 第几个 学校在区域里的序号，从 1 数起\nnew_value# 新值 这所学校新的指标值",
    example="=QBE_CV_AFTER(H5:H64,D5:D64,3,5.8)",
    article="第六条",
)
def cv_after(values: Argument, pupils: Argument, school: Argument, new_value: Argument) -> Result:
    """Return the CV after one school's value has changed."""
    x, p, part = paired(values, pupils)
    position, value = number(school, "第几个", whole=True), number(new_value, "新值")
    if position is None or value is None:
        return State.MISSING.word
    if not 1 <= position <= len(x):
        raise QbeMessage(f"第几个应在 1 到 {len(x)} 之间")
    index = int(position) - 1
    if not part[index]:
        raise QbeMessage(f"第 {index + 1} 个没有学生，不参加计算")
    x = x.copy()
    x[index] = value
    return _known(spread(x[part] * p[part], p[part]).cv)
