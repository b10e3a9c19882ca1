"""What the ledger costs, in the words that every sheet and paper uses."""

from __future__ import annotations

from qbe_xl.clauses import words
from qbe_xl.remedy.ledger.model import BLANKS, Ledger


def cell(ledger: Ledger, amount: float | None) -> str:
    """Return what stands in the column of costs; 0 without a plan: another row bears it."""
    return "并入他项" if amount == 0 and not ledger.plan else words.money(amount)


def cost_words(ledger: Ledger) -> str:
    """Return what is still to be spent, and on what grounds."""
    if ledger.plan:
        blank = sum(row.id.startswith(BLANKS) and not row.is_closed for row in ledger.rows)
        if blank and not ledger.total:
            return f"费用待测算：{blank} 件事项的数据待填报，补齐后重新测算；措施按{ledger.plan}列在各行"
        return f"费用合计 {words.money(ledger.total)} 万元，与{ledger.plan}相同；措施、费用按该方案列在各行"
    if not ledger.total:
        return "未列费用"
    return (
        f"费用合计 {words.money(ledger.total)} 万元：逐项补齐到标准，几项同时需要的只计一次；"
        f"{unbalanced_words(ledger)}最省的办法见“缺口与方案”"
    )


def unbalanced_words(ledger: Ledger) -> str:
    """Return that filling every gap is not enough, where it is not; else nothing."""
    if not ledger.unbalanced or ledger.plan:
        return ""
    return f"补齐后仍有 {ledger.unbalanced} 项差异系数超过上限，不在此数内，须列方案；"
