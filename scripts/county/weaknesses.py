"""What is wrong with the made-up county: one weakness of each kind, each in its own school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scripts.county.figures import LINES, Row, figure
from scripts.county.plans import TOWN

Fill = dict[str, list[Row]]


@dataclass
class _Schools:
    """The schools that weaknesses are put into, in the order of the sheet."""

    crowded: Row
    villages: list[Row]
    centres: list[Row]
    town_juniors: list[Row]
    juniors: list[Row]
    nines: list[Row]
    points: list[Row]


def _chosen(rows: Sequence[Row]) -> _Schools:
    juniors = [row for row in rows if row["type"] == "初级中学"]
    return _Schools(
        crowded=next(row for row in rows if row["name"] == "示例县第一小学"),
        villages=[row for row in rows if row["type"] == "小学" and row["area"] == "乡村"],
        centres=[row for row in rows if str(row["name"]).endswith("中心小学")],
        town_juniors=[row for row in juniors if row["township"] == TOWN],
        juniors=[row for row in juniors if row["township"] != TOWN],
        nines=[r for r in rows if r["type"] == "九年一贯制学校" and r["owner"] == "公办"],
        points=[row for row in rows if row["type"] == "教学点"],
    )


def weaken(fill: Fill) -> None:
    """Put in what a county has to mend: one weakness of each kind, each in its own school."""
    chosen = _chosen(fill["学校"])
    _weaken_resources(chosen)
    _favour(chosen)
    _weaken_rooms_and_classes(fill, chosen)
    _weaken_funds_and_training(chosen)
    _leave_blank(fill, chosen)
    _make_odd(fill, chosen)


def _share(row: Row, key: str, stage: str, share: float) -> float:
    """How much of a resource is this share of its line for the pupils of one stage."""
    return figure(row, f"{stage}_pupils") * LINES[key][stage] * share


def _weaken_resources(chosen: _Schools) -> None:
    """第六条: a section fails by one indicator below 85 %, or by two just below their lines."""
    crowded, village, junior = chosen.crowded, chosen.villages[7], chosen.juniors[6]
    crowded["teaching_area"] = int(_share(crowded, "teaching_area", "primary", 0.83))
    crowded["field_area"] = int(_share(crowded, "field_area", "primary", 0.6))
    crowded["indoor_area"] = 0
    chosen.villages[2]["primary_backbone"] = 0
    village["teaching_area"] = int(_share(village, "teaching_area", "primary", 0.93))
    village["field_area"] = int(_share(village, "field_area", "primary", 0.91))
    less = chosen.juniors[3]
    less["junior_degree"] = int(_share(less, "degree", "junior", 0.78))
    junior["equipment"] = round(_share(junior, "equipment", "junior", 0.93), 2)
    junior["media_rooms"] = int(_share(junior, "media_rooms", "junior", 0.94))
    # 初中 falls below 85 % of 10.2 ㎡, 小学 only just below 7.5 ㎡: that one is excused.
    nine = chosen.nines[1]
    weighted = figure(nine, "primary_pupils") + 1.1 * figure(nine, "junior_pupils")
    nine["field_area"] = int(weighted * 7.45) - figure(nine, "indoor_area")
    excused = chosen.centres[4]
    excused["equipment"] = round(_share(excused, "equipment", "primary", 0.92), 2)


def _favour(chosen: _Schools) -> None:
    """第六条: a few schools of the county town have most of the equipment, so its CV is high."""
    few = (len(chosen.town_juniors) + len(chosen.juniors)) // 6
    for row in chosen.town_juniors[:few]:
        row["equipment"] = round(float(str(row["equipment"])) * 3.4, 2)


def _weaken_rooms_and_classes(fill: Fill, chosen: _Schools) -> None:
    """第七条(三)(五): an art room too small, a music room too few, a class of 52."""
    rooms = fill["专用教室"]
    for room in rooms:
        if room["code"] == chosen.villages[12]["code"] and room["kind"] == "美术":
            room["area"] = 72.5
    lacking = chosen.centres[6]["code"]
    rooms.remove(next(r for r in rooms if r["code"] == lacking and r["kind"] == "音乐"))
    full = chosen.juniors[1]["code"]
    first, second = [row for row in fill["班级"] if row["code"] == full][:2]
    second["pupils"] = figure(first, "pupils") + figure(second, "pupils") - 52
    first["pupils"] = 52


def _weaken_funds_and_training(chosen: _Schools) -> None:
    """第七条(六)(九), 第八条(四): funds of a small school, hours and funds of training."""
    small = next(row for row in chosen.points if figure(row, "primary_pupils") < 50)
    small["funded_pupils"] = small["primary_pupils"]
    chosen.centres[2]["trained"] = figure(chosen.centres[2], "trained") - 3
    poor = chosen.juniors[5]
    poor["training_funds"] = int(figure(poor, "budget") * 0.046)


def _leave_blank(fill: Fill, chosen: _Schools) -> None:
    """Not yet filled in: rooms with screens of a 教学点, a grade of culture, and G10."""
    large = next(row for row in chosen.points if figure(row, "primary_pupils") >= 50)
    large["media_rooms"] = None
    independent = [row for row in chosen.villages if not row["parent"]]
    independent[18]["culture"] = None
    for item in fill["县级数据"]:
        if item["key"] == "G10":
            item["value"] = None


def _make_odd(fill: Fill, chosen: _Schools) -> None:
    """Warnings: a figure typed as text, and classes that do not add up."""
    typed, odd = chosen.villages[14], chosen.villages[17]
    typed["primary_pupils"] = str(typed["primary_pupils"])
    short = next(row for row in fill["班级"] if row["code"] == odd["code"])
    short["pupils"] = figure(short, "pupils") - 1
