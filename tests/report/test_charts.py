"""Charts: what they draw is what the tables say, and their shapes never contradict a verdict."""

from __future__ import annotations

import lxml.etree
import pytest

from qbe_xl.report import charts
from qbe_xl.report.view import report_view
from qbe_xl.sheets.pieces import View
from tests.counties import GOLDEN_NAMES
from tests.report.documents import golden
from tests.report.test_report_html import hostile, nothing_filled_in


def pictures(view: View) -> list[str]:
    made = [charts.survey_chart(view["survey"])]
    for stage in view["stages"]:
        made += [charts.cv_chart(stage), charts.share_chart(stage), charts.panorama(stage)]
    return made


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_pictures_are_well_formed_and_always_the_same(name: str) -> None:
    view = report_view(*golden(name))
    for picture in pictures(view):
        root = lxml.etree.fromstring(picture)
        assert [child.tag for child in root[:2]] == ["title", "desc"]
        assert root.get("aria-labelledby").split() == [child.get("id") for child in root[:2]]
        inside = [float(x) for x in root.xpath("//text/@x | //rect/@x")]
        assert all(0 <= x <= float(root.get("width")) for x in inside)
    assert pictures(report_view(*golden(name))) == pictures(view)


def test_names_are_escaped() -> None:
    for picture in pictures(report_view(*hostile())):
        lxml.etree.fromstring(picture)
        assert "<script" not in picture


def test_a_chart_without_figures_still_stands() -> None:
    for picture in pictures(report_view(*nothing_filled_in())):
        root = lxml.etree.fromstring(picture)
        assert root.xpath("//text")
        assert not root.xpath("//rect[not(@class='missing')]")


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_a_bar_passes_its_limit_just_where_it_is_unmet(name: str) -> None:
    for stage in report_view(*golden(name))["stages"]:
        root = lxml.etree.fromstring(charts.cv_chart(stage))
        limit = float(root.xpath("//path[@class='limit']/@d")[0].split()[0].removeprefix("M"))
        bars = {r.get("y"): r for r in root.xpath("//rect")}
        drawn = [row for row in stage["balance"] if row["size"]]
        assert len(bars) == len(drawn)
        for row, bar in zip(drawn, bars.values(), strict=True):
            end = float(bar.get("x")) + float(bar.get("width"))
            assert bar.get("class") == row["state"]["id"]
            if row["size"] != row["line"]:
                assert (end > limit) == (row["state"]["id"] == "unmet")


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_the_panorama_shows_every_section_with_a_sign(name: str) -> None:
    assessment = golden(name)[0]
    for stage in report_view(*golden(name))["stages"]:
        root = lxml.etree.fromstring(charts.panorama(stage))
        groups = root.xpath("//g")
        assert len(groups) == len(assessment.sections.of_stage(stage["id"]))
        for group, section in zip(groups, stage["cells"], strict=True):
            assert group.find("title").text == section["name"]
            kinds = set(section["cells"])
            signs = {p.get("class") for p in group.xpath("./path[contains(@class, 'sign')]")}
            assert signs == {f"sign {kind}" for kind in kinds - {"met"}}
