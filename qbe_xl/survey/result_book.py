"""The results of the survey as a workbook: by group, by place and stage, by question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.sheets.layout import taken
from qbe_xl.sheets.model import UPRIGHT, Bars, Heading, Note, Part, Sheet, Space, Title
from qbe_xl.standards import Standard
from qbe_xl.survey.result import Result
from qbe_xl.survey.sheets import Content, table, workbook
from qbe_xl.survey.tally import Count, Tally

NAME = "社会认可度调查结果.xlsx"
FEWEST = 3
"""Places and stages with fewer valid papers are not shown alone: people could be known by them."""
NO_ANSWER = "不了解"


def result_book(result: Result, standard: Standard, time: dt.datetime) -> bytes:
    """Return the results as a workbook (.xlsx); the same arguments give the same bytes."""
    sheets = (_groups(result, standard), _questions(result.tally, standard))
    return workbook(f"{result.county}社会认可度调查结果", sheets, time)


def answers_of(tally: Tally) -> list[str]:
    """Return the answers that occur, 不了解 last."""
    order = ("满意", "基本满意", "一般", "不满意", NO_ANSWER)
    found = {answer for counts in tally.answers.values() for answer in counts}
    known = [answer for answer in order if answer in found]
    return [*known, *sorted(found.difference(order))]


def question_rate(counts: Mapping[str, int], satisfied: Sequence[str]) -> float | None:
    """Return the satisfied among those who know: 不了解 does not count."""
    known = sum(count for answer, count in counts.items() if answer != NO_ANSWER)
    return sum(counts.get(answer, 0) for answer in satisfied) / known if known else None


def mean_rate(tally: Tally, satisfied: Sequence[str]) -> float | None:
    """Return the mean of the questions' rates: the other way to sum up, for comparison."""
    rates = [question_rate(counts, satisfied) for counts in tally.answers.values()]
    found = [rate for rate in rates if rate is not None]
    return sum(found) / len(found) if found else None


def _groups(result: Result, standard: Standard) -> Sheet:
    tally, whole = result.tally, result.whole
    line = standard.number("S1.required")
    said = (
        f"{result.state.marked}：满意 {words.number(whole.satisfied)} 份 ÷ 有效 {words.number(whole.valid)} 份"
        f"＝{words.percent(whole.rate, line)}，要求 ≥ {words.share_line(line)}（第九条）。"
    )
    groups: Content = [
        [group, *((c.papers, c.valid, c.satisfied) if c.papers else (None,) * 3), c.rate]
        for group, c in result.with_total()
    ]
    reasons: Content = [[reason, count] for reason, count in tally.unusable.items()]
    labels = ("问卷总数", "有效问卷数", "满意问卷数", "满意度")
    parts: list[Part] = [
        Title(f"{result.county}社会认可度调查结果", said),
        Heading("一、各类对象"),
        table(("调查对象", *labels), groups),
    ]
    bars = Bars((taken(*parts) - len(groups), 4, taken(*parts) - 1, 4))
    other = mean_rate(tally, standard.words("S1.satisfied"))
    if other is not None:
        shown = words.percent(other)
        parts.append(
            Note(f"另一种算法：本次各题满意率的平均为 {shown}（“不了解”不计），只供对照。")
        )
    for title, counts in (("二、按城乡", tally.areas), ("三、按学段", tally.stages)):
        parts += (Space(), Heading(title), table(("分类", *labels[1:]), _strata(counts)))
    none = [["没有无效问卷", 0]]
    parts += (Space(), Heading("四、无效问卷"), table(("原因", "份数"), reasons or none))
    if result.notices:
        parts += (Space(), Heading("五、提示"), *(Note(str(n)) for n in result.notices))
    return Sheet("结果", parts, (18, 13, 13, 13, 13, 24), paper=UPRIGHT, rules=(bars,))


def _strata(counts: Mapping[str, Count]) -> Content:
    shown: list[Sequence[object]] = []
    few = 0
    for word in (*layout.AREAS, *layout.STAGE_WORDS.values()):
        count = counts.get(word)
        if count is None:
            continue
        if count.valid < FEWEST:
            few += 1
        else:
            shown.append([word, count.valid, count.satisfied, count.rate])
    if few:
        shown.append([f"另有 {few} 类少于 {FEWEST} 份，不单列", None, None, None])
    return shown or [["问卷没有问这一题", None, None, None]]


def _questions(tally: Tally, standard: Standard) -> Sheet:
    satisfied, answers = standard.words("S1.satisfied"), answers_of(tally)
    note = f"有效问卷的回答。满意率＝（{'＋'.join(satisfied)}）÷ 除“{NO_ANSWER}”外的回答。"
    content: Content = [
        [paper, question, *(counts[answer] for answer in answers), question_rate(counts, satisfied)]
        for (paper, question), counts in tally.answers.items()
    ]
    grid = table(("问卷", "题目", *answers, "满意率"), content, keep=2)
    return Sheet("各题", (Title("各题回答", note), grid), (13, 52, *[10] * len(answers), 11))
