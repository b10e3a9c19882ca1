"""What if: the county as it would be with other figures, beside what it is."""

from __future__ import annotations

from qbe_xl.assessment.share import Share
from qbe_xl.assessment.states import State
from qbe_xl.assessment.trial import Moved
from qbe_xl.assessment.trial import trial as assessed_trial
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.county.trials import TRIAL, trial_lines
from qbe_xl.functions.arguments import OMITTED, Argument
from qbe_xl.functions.registry import Result, Scalar, function
from qbe_xl.functions.rules import STANDARD
from qbe_xl.functions.sheets import OTHERS, SCHOOLS, assessed, first_problem, sheet_of
from qbe_xl.report.trials import HEADERS, moved, title


@function(
    "WHATIF",
    "试算",
    "由“学校”表和“试算”表（学校、项目、试算值）推演改动后的结论，列出改变了的方面、差异系数和指标，"
    "自动向下向右展开。只给“学校”表时，只列由它决定的各项",
    f"{SCHOOLS}\ntrial@ 试算表 列为学校（标识码或校名）、项目（“学校”表的表头）、试算值（数，或文本 +2、-3），含表头\n"
    f"{OTHERS}\n{STANDARD}",
    example="=QBE_WHATIF(学校!A2:AV130,试算!A3:C40)",
    article="第四至十条",
    spills=True,
)
def what_if(
    schools: Argument,
    trial: Argument,
    classes: Argument,
    rooms: Argument,
    items: Argument,
    monitoring: Argument,
    survey: Argument,
    vetoes: Argument,
    facts: Argument,
    standard: Argument,
) -> Result:
    """Return a header and a row for the verdict and for whatever moves."""
    ranges = (schools, classes, rooms, items, monitoring, survey, vetoes, facts)
    by_name = dict(zip(layout.BY_NAME, ranges, strict=True))
    now = assessed(by_name, standard)
    with first_problem():
        then = assessed_trial(now, trial_lines(sheet_of(TRIAL.name, trial)))
    given = {name for name, one in by_name.items() if one is not OMITTED}
    result: list[list[Scalar]] = [[*HEADERS]]
    for one in moved(now, then, given):
        result.append([title(one, then), _shown(one, one.now), _shown(one, one.then), one.turn])
    return result


def _shown(one: Moved, value: State | Share | float | None) -> Scalar:
    if isinstance(value, Share):
        return words.reached(value, "个") if value.unknown else float(value.met)
    if isinstance(value, State):
        return words.state_marked(one.what, value)
    return "" if value is None else value
