"""What a project folder holds, and the kinds of work done in it, in the order of the manual.

A name is a path within the folder. Everything that a kind reads and writes stands in its line;
state, staleness and what comes next follow from these lines.
"""

from __future__ import annotations

from dataclasses import dataclass

BOOK = "填报表.xlsx"
"""The input workbook that a new project gets; an adopted one keeps its name."""
PARAMETERS = "整改参数.xlsx"
PLANS = ("本县方案.toml", "本县方案.xlsx")
"""The county's own plan, in one of these."""
LAST_YEAR = "上年填报表.xlsx"
ARCHIVE = "监测档案"
MAPPINGS = ("导入对照表.xlsx", "导入对照表.toml")
QUESTIONS = "问卷题目.toml"
TEMPLATES = "模板"
GUIDE = "项目说明.txt"
STATISTICS, RETURNED, ANSWERS = "统计数据", "交回", "答卷"
"""Folders that staff put files into."""
SENT, MERGED, IMPORTED = "下发", "汇总", "导入"
EVIDENCE, LEDGER, DOCUMENTS = "佐证材料", "整改台账", "申报材料"
CHECKUP = "数据体检"
ACCEPTED = f"{CHECKUP}/体检确认记录.jsonl"
"""What was accepted of the checkup: results, plan, ledger and papers no longer ask for it to be verified."""
LEDGER_FILE = f"{LEDGER}/整改台账.xlsx"
PLACES = (STATISTICS, RETURNED, ANSWERS)
"""Folders that are made with a project; those of results come with the results."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work.

    id: of the kind; command: the words after qbe-xl; title: in words; folder: where its results
    go. reads: what it depends on besides the workbook, files or folders, each perhaps lacking.
    base: the workbook is what it starts from, so a later one does not make it stale; makes_book:
    its workbook becomes that of the project. written_in: results that staff write into and the
    next run reads. dated: the result depends on the day too. handed_out: staff send the results
    away, so they need not be there any more; whole: it looks at more of the workbook than its cells;
    filed: the workbook itself lies among the results, as it was saved; standing: options that
    hold from the run before where they are not given.
    """

    id: str
    command: str
    title: str
    folder: str
    reads: tuple[str, ...] = ()
    base: bool = False
    makes_book: bool = False
    written_in: tuple[str, ...] = ()
    dated: bool = False
    handed_out: bool = False
    whole: bool = False
    filed: bool = False
    standing: tuple[str, ...] = ()


KINDS = (
    Kind("import", "collect import", "导入统计数据", IMPORTED, (STATISTICS, *MAPPINGS), True, True),
    Kind("split", "collect split", "下发", SENT, (LAST_YEAR,), base=True, handed_out=True),
    Kind("merge", "collect merge", "汇总", MERGED, (RETURNED, LAST_YEAR), True, True),
    Kind("checkup", "checkup", "数据体检", CHECKUP, (LAST_YEAR, ARCHIVE, ACCEPTED),
         written_in=("数据体检.xlsx",), whole=True),
    Kind("survey plan", "survey plan", "调查方案", "社会认可度", (QUESTIONS,), base=True,
         handed_out=True),
    Kind("survey papers", "survey papers", "问卷", "社会认可度", (QUESTIONS,), base=True,
         handed_out=True),
    Kind("survey import", "survey import", "导入答卷", "社会认可度", (ANSWERS, QUESTIONS), True, True),
    Kind("assess", "assess", "评估", "评估", (PARAMETERS, *PLANS, ACCEPTED)),
    Kind("plan", "plan", "缺口与方案", "方案", (PARAMETERS, ACCEPTED)),
    Kind("rehearse", "rehearse", "明年预演", "预演", (PARAMETERS,)),
    Kind("years", "years report", "历年监测", "历年监测", (ARCHIVE,), base=True),
    Kind("ledger", "ledger", "整改台账", LEDGER, (PARAMETERS, *PLANS, ACCEPTED),
         written_in=("整改台账.xlsx",), dated=True, standing=("plan",)),
    Kind("evidence init", "evidence init", "佐证材料文件夹", EVIDENCE, PLANS, base=True),
    Kind("evidence report", "evidence report", "佐证材料目录", EVIDENCE, (EVIDENCE,), base=True),
    Kind("documents", "documents", "申报材料", DOCUMENTS,
         (PARAMETERS, *PLANS, LEDGER_FILE, TEMPLATES, ACCEPTED),
         written_in=("本县文字.txt",), filed=True),
)  # fmt: skip

BY_ID = {kind.id: kind for kind in KINDS}
