"""One record a clause: R1–R7, section, balance, P, G, Q, S, V, in the order of the articles."""

from functools import cache

from qbe_xl.clauses.records import government, others, quality, resources
from qbe_xl.clauses.records.model import (
    Answers,
    Document,
    Group,
    Input,
    Lacking,
    Line,
    Parameter,
    Rate,
    Record,
    Resource,
)

__all__ = [
    "GROUPS",
    "RECORDS",
    "RESOURCES",
    "Answers",
    "Document",
    "Group",
    "Input",
    "Lacking",
    "Line",
    "Parameter",
    "Rate",
    "Record",
    "Resource",
    "group_of",
    "parameters",
]

GROUPS: dict[str, Group] = {
    group.id: group
    for group in (
        Group("preconditions", "P", "基本条件"),
        Group("resources", "R", "资源配置"),
        Group("government", "G", "政府保障程度"),
        Group("quality", "Q", "教育质量"),
        Group("recognition", "S", "社会认可度"),
        Group("vetoes", "V", "一票否决"),
    )
}

RECORDS: dict[str, Record] = {
    record.id: record
    for records in (
        others.PRECONDITIONS,
        resources.RECORDS,
        government.RECORDS,
        quality.RECORDS,
        others.RECOGNITION,
        others.VETOES,
    )
    for record in records
}
"""Every clause that some standard may have, by id."""

RESOURCES: dict[str, Resource] = {
    record.id: record.resource for record in RECORDS.values() if record.resource
}
"""How R1–R7 are made."""


def parameters() -> dict[str, Parameter]:
    """Return every parameter of the clauses, and of the scope, by its key in a standard's file."""
    of_clauses = (p for record in RECORDS.values() for p in record.parameters)
    return {parameter.path: parameter for parameter in (*resources.SCOPE, *of_clauses)}


@cache
def group_of(id: str) -> Group:
    """Return the group to which a clause belongs; section and balance belong to the resources."""
    letter = RECORDS[id].group or "R"
    return next(group for group in GROUPS.values() if group.letter == letter)
