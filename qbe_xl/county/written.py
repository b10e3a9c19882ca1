"""Dates and amounts as officials write them: 2027年3月底, 十二月, 14.5万, 三百二十人, 约 1,200 元.

One reader for whatever staff type beside the county's figures. In the workbook itself such a cell
is a problem that proposes the reading; in the ledger, the parameters and on the command line it is
understood, and said.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from qbe_xl.county.folding import bare

_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_PLACE = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_CHINESE = "".join((*_DIGIT, *_PLACE, *_LARGE))
_ABOUT = re.compile(r"^(?:大约|约为|大概|约|共计|共|合计|计)|(?:左右|上下|整)$")
_UNITS = ("平方米", "万元", "亿元", "千元", "元", "人", "名", "个", "间", "㎡", "所", "班", "份")
_SAME = {"平方米": "㎡", "名": "人"}
_MONEY = {"元": 1, "千元": 10**3, "万元": 10**4, "亿元": 10**8}
_FIGURE = re.compile(
    rf"(?P<figure>[+-]?(?:\d+|\d{{1,3}}(?:,\d{{3}})+)(?:\.\d+)?)(?P<large>[十百千万亿]*)|"
    rf"(?P<words>[{_CHINESE}]+(?:点[{''.join(_DIGIT)}]+)?)"
)
_LONGEST = 30
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as it was written. unit: ㎡, 元, 人 and so on, "" where none was written."""

    value: Fraction
    unit: str

    def into(self, unit: str) -> Fraction | None:
        """Return the value in a unit, None where the one that was written is none of its kind.

        万 alone is 万元 in a column of 万元; a figure without a unit is in the column's.
        """
        if self.unit in ("", unit):
            return self.value
        if self.unit in _MONEY and unit in _MONEY:
            return self.value * _MONEY[self.unit] / _MONEY[unit]
        return None


def reading(raw: object, kind: str, unit: str) -> float | dt.date | None:
    """Return what a cell that cannot be used means in a column of this kind and unit, or None.

    A count is whole, a date has its year: what is guessed at is not proposed.
    """
    if not isinstance(raw, str):
        return None
    if kind == "date":
        found_day = day(raw, dt.date.min)
        return found_day if found_day and found_day.year > 1900 else None
    if kind not in ("count", "number", "year"):
        return None
    found = amount(raw, unit)
    if found is None or found < 0 or (kind != "number" and found.denominator != 1):
        return None
    return float(found) if found < _LARGEST else None


def amount(text: str, unit: str = "") -> Fraction | None:
    """Return what an amount comes to in this unit: 14.5万 is 14.5 in 万元 and 145000 in 元.

    None where it is no amount, or one of another kind. Percentages are fractions: 85% is 0.85.
    """
    found = _amount(text, unit)
    return found.into(unit) if found else None


def day(text: str, today: dt.date) -> dt.date | None:
    """Return the day that is meant, of a span its last one: 2027年3月底, 明年上半年, 十二月, 年底前.

    Where no year is written, the first such day that is not over yet. None where it is no date.
    """
    plain = bare(text)
    if not plain or len(plain) > _LONGEST:
        return None
    plain = _BEFORE.sub("", plain)
    for pattern in _NUMERIC:
        if found := pattern.fullmatch(plain):
            return _date(int(found[1]), int(found[2]), int(found[3]))
    found = _WRITTEN.fullmatch(plain)
    if found is None or not any(found.groups()):
        return None
    year, month, rest = _year(found["year"], today), found["month"], found["rest"] or ""
    if found["year"] is None and not _IN_WORDS.search(plain):
        return None
    if found["now"]:
        return _span(today.year, today.month, rest)
    if month:
        number = _whole(month)
        if number is None or not 1 <= number <= 12:
            return None
        return _first(year, today, lambda y: _span(y, number, rest))
    part = found["part"] or ""
    if not part and found["year"] is None:
        return None
    return _first(year, today, lambda y: _part(y, part))


_BEFORE = re.compile(r"(?:之前|以前|前|止|为止)$")
_NUMERIC = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_NUMBERS = rf"(?:\d{{1,4}}|[{_CHINESE}]{{1,4}})"
_WRITTEN = re.compile(
    rf"(?:(?P<year>今年|本年|明年|后年|{_NUMBERS}年度?|\d{{4}}(?=[-/.]))[-/.]?)?"
    rf"(?:(?P<now>本月|当月)|(?P<month>{_NUMBERS})(?:月份?|$))?"
    rf"(?P<rest>底|末|初|中旬|上旬|下旬|中|内|{_NUMBERS}[日号])?"
    rf"(?P<part>年?底|年?末|年内|上半年|下半年|第?[一二三四1-4]季度末?)?"
)
_IN_WORDS = re.compile(r"[年月季底末]")
_RELATIVE = {"今年": 0, "本年": 0, "明年": 1, "后年": 2}
_PARTS = {"上半年": 6, "下半年": 12, "底": 12, "末": 12, "内": 12}


def _year(word: str | None, today: dt.date) -> int | None:
    """The year that is written, None for none; of two digits one of this century."""
    if word is None:
        return None
    if word in _RELATIVE:
        return today.year + _RELATIVE[word]
    plain = word.rstrip("年度")
    number = _digits(plain)
    return 2000 + number if number is not None and len(plain) == 2 else number


def _first(year: int | None, today: dt.date, of: Callable[[int], dt.date | None]) -> dt.date | None:
    """The day in its year, or in the first year in which it is not over."""
    if year is not None:
        return of(year) if 1900 <= year <= 2100 else None
    days = (of(today.year), of(today.year + 1))
    return next((one for one in days if one is not None and one >= today), None)


def _span(year: int, month: int, rest: str) -> dt.date | None:
    """The last day of a part of a month."""
    last = calendar.monthrange(year, month)[1]
    if rest in ("", "底", "末", "下旬", "内"):
        return dt.date(year, month, last)
    if rest in ("初", "上旬"):
        return dt.date(year, month, 10)
    if rest in ("中旬", "中"):
        return dt.date(year, month, 20)
    number = _whole(rest[:-1])
    return None if number is None else _date(year, month, number)


def _part(year: int, part: str) -> dt.date | None:
    """The last day of a part of a year."""
    if "季度" in part:
        quarter = _whole(part.lstrip("第")[0])
        assert quarter is not None
        return dt.date(year, quarter * 3, calendar.monthrange(year, quarter * 3)[1])
    month = _PARTS.get(part.removeprefix("年") if len(part) < 3 else part, 12)
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _date(year: int, month: int, number: int) -> dt.date | None:
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def _amount(text: str, unit: str) -> Amount | None:
    plain = bare(text)
    if not plain or len(plain) > _LONGEST:
        return None
    while (shorter := _ABOUT.sub("", plain)) != plain:
        plain = shorter
    if plain.startswith("百分之") or plain.endswith(("%", "‰")):
        return _share(plain)
    written = next((one for one in _UNITS if plain.endswith(one) and plain != one), "")
    number = plain.removesuffix(written)
    if written in ("万元", "亿元", "千元"):
        number, written = number + written[0], "元"
    found = _number(number)
    if found is None:
        return None
    if not written and unit in ("万元", "亿元") and unit[0] in number:
        written = "元"  # 14.5万, 一万五 in a column of 万元 are money, not 145,000 万元
    return Amount(found, _SAME.get(written, written))


def _share(plain: str) -> Amount | None:
    base = 1000 if plain.endswith("‰") else 100
    number = _number(plain.removeprefix("百分之").rstrip("%‰"))
    return None if number is None else Amount(number / base, "")


def _number(text: str) -> Fraction | None:
    found = _FIGURE.fullmatch(text)
    if found is None:
        return None
    if found["words"]:
        whole, _, part = found["words"].partition("点")
        number = _whole(whole)
        if number is None:
            return None
        digits = "".join(str(_DIGIT[c]) for c in part)
        return Fraction(number) + (Fraction(int(digits), 10 ** len(digits)) if digits else 0)
    value = Fraction(found["figure"].replace(",", ""))
    for sign in found["large"] or "":
        value *= {**_PLACE, **_LARGE}[sign]
    return value


def _digits(text: str) -> int | None:
    """A year: 2027, 二〇二七, 二零二七."""
    if text.isascii() and text.isdigit():
        return int(text)
    if all(c in _DIGIT for c in text) and text:
        return int("".join(str(_DIGIT[c]) for c in text))
    return None


def _whole(text: str) -> int | None:
    """A whole number in digits or in words: 12, 十二, 三百二十, 一万二千, 二〇."""
    if text.isascii() and text.isdigit():
        return int(text)
    if not text:
        return None
    if all(c in _DIGIT for c in text):
        return _DIGIT[text] if len(text) == 1 else _digits(text)
    total = section = number = 0
    last = named = 10**9
    for sign in text:
        if sign in _DIGIT:
            number = _DIGIT[sign]
            continue
        size = _PLACE.get(sign) or _LARGE.get(sign)
        if size is None or (sign in _PLACE and size >= last):
            return None
        if sign in _PLACE:
            section += (number or 1) * size
            last = size
        else:
            total = (total + section + number) * size
            section, last = 0, 10**9
        number, named = 0, size
    if number and named not in (10, 10**9) and text[-2] not in "零〇":
        number *= named // 10  # 三百二 is 320, 一万五 15000
    return total + section + number
