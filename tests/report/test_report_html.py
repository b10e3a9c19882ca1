"""The report as a web page: content, escaping, offline, printing; the environment it is made in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import lxml.html
import pytest
from jinja2 import TemplateNotFound, UndefinedError
from jinja2.exceptions import SecurityError, TemplateAssertionError

from qbe_xl.assessment import assess
from qbe_xl.errors import Notice, Place
from qbe_xl.report.view import report_view
from qbe_xl.sheets import templating
from tests.counties import EVERY_GOLDEN, Draft, school
from tests.report.documents import Report, golden, golden_page, page_of, report_of

HOSTILE = (
    "<script>alert(1)</script>小学",
    "A&B \"引号\" 'x' ]]> 小学",
    "第一行\n第二行",
    "𬭎㛃学校",
    '=HYPERLINK("x")',
    "{{ 7*7 }}{% raw %}{# x #}",
    "很长的校名" * 30,
    "响铃\x07竖表\x0b\ud800止",
)
_VOID = {"meta", "br", "link", "img", "hr", "input"}


def hostile(name: str = "mixed") -> Report:
    """A golden county in which schools, county and notices bear hostile texts."""
    assessment, _, _ = golden(name)
    county = assessment.county
    names = list(HOSTILE) * len(county.schools)
    words = {**county.schools.words, "name": names[: len(county.schools)]}
    entry = replace(county.facts["县名"], value=HOSTILE[0])
    county = replace(
        county,
        schools=replace(county.schools, words=words),
        facts={**county.facts, "县名": entry},
        items={
            key: replace(item, conclusion=HOSTILE[1]) if key == "G1" else item
            for key, item in county.items.items()
        },
    )
    odd = tuple(Notice(Place("学校", 0, 0), text) for text in HOSTILE)
    return report_of(assess(county, assessment.standard), odd)


def nothing_filled_in() -> Report:
    """A county of which only the names are known."""
    draft = Draft()
    kept = ("学校标识码", "学校名称", "办学类型")
    draft.schools = [{key: row[key] for key in kept} for row in draft.schools]
    draft.classes, draft.rooms, draft.monitoring, draft.survey = [], [], [], []
    draft.items = dict.fromkeys(draft.items)
    draft.vetoes, draft.facts = {}, {}
    return report_of(draft.assess())


def no_juniors() -> Report:
    draft = Draft()
    draft.schools = draft.schools[:1]
    draft.classes = [row for row in draft.classes if row["学校标识码"] == "A1"]
    draft.rooms = [row for row in draft.rooms if row["学校标识码"] == "A1"]
    return report_of(draft.assess())


def no_sections() -> Report:
    draft = Draft()
    draft.schools = [school("S1", 办学类型="特殊教育学校")]
    draft.classes, draft.rooms = [], []
    return report_of(draft.assess())


ODD: dict[str, Callable[[], Report]] = {
    "hostile": hostile,
    "nothing_filled_in": nothing_filled_in,
    "no_juniors": no_juniors,
    "no_sections": no_sections,
}


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_is_one_well_formed_page_without_anything_from_outside(name: str) -> None:
    page = golden_page(name)
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    for foreign in ("http:", "https:", "<script", "src=", "url(", "@import", "javascript:", " on"):
        assert foreign not in page, foreign
    for tag in ("{{", "}}", "{%", "%}"):
        assert tag not in page
    balance = _Balance()
    balance.feed(page)
    assert balance.open == []
    assert len(balance.ids) == len(set(balance.ids))


def test_every_link_every_label_leads_somewhere() -> None:
    root = lxml.html.fromstring(golden_page("mixed"))
    ids = set(root.xpath("//@id"))
    links = [link.removeprefix("#") for link in root.xpath("//a/@href")]
    labels = [id for label in root.xpath("//@aria-labelledby") for id in label.split()]
    assert set(links) | set(labels) <= ids
    assert len(links) == 10


def test_headings_tables_and_pictures_speak_to_a_screen_reader() -> None:
    root = lxml.html.fromstring(golden_page("mixed"))
    levels = [int(h.tag[1]) for h in root.xpath("//h1 | //main//h2 | //main//h3")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in root.xpath("//table"):
        assert table.xpath("./caption")
        assert table.xpath("./thead//th[@scope='col']")
    for picture in root.xpath("//svg"):
        assert picture.get("role") == "img"
        assert picture.xpath("./title")[0].text
        assert picture.xpath("./desc")[0].text


@pytest.mark.parametrize(
    ("name", "said", "unsaid"),
    [
        ("met", "六个方面均符合规定，自评结论为达标", "未达标的是"),
        ("mixed", "自评结论为未达标", "待填报的是"),
        ("trap-missing", "目前不能得出结论，自评结论为待填报", "未达标的是"),
    ],
)
def test_the_conclusion_follows_the_verdict(name: str, said: str, unsaid: str) -> None:
    page = golden_page(name)
    assert said in page
    assert unsaid not in page
    assert golden(name)[0].verdict.marked in page


def test_everything_the_assessment_found_is_there() -> None:
    assessment, notices, run = golden("mixed")
    page = golden_page("mixed")
    root = lxml.html.fromstring(page)
    text = root.text_content()
    for clause in assessment.standard.clauses.values():
        assert clause.name in text or clause.id in ("section", "balance")
    for notice in notices:
        assert notice.message in text
    for reading in assessment.standard.readings:
        assert reading.choice in text
    assert run.id in text
    assert "自评结果，仅供内部使用" in text
    assert len(root.xpath("//table[caption='政府保障程度']/tbody/tr")) == 15
    assert len(root.xpath("//table[caption='教育质量']/tbody/tr")) == 9


def test_hostile_texts_stay_texts() -> None:
    page = page_of(hostile())
    text = lxml.html.fromstring(page).text_content()
    for name in HOSTILE[:-1]:
        assert name in text
    assert "响铃竖表止" in text
    assert "<script" not in page
    assert page.encode()


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_counties_have_a_report(odd: Callable[[], Report]) -> None:
    page = page_of(odd())
    assert not re.search("(?<![a-z])nan(?![a-z])", page, re.IGNORECASE)
    assert "None" not in page


def test_without_juniors_only_primary_stands() -> None:
    page = page_of(no_juniors())
    assert "小学七项指标" in page
    assert "初中七项指标" not in page


def test_without_sections_it_says_so() -> None:
    assert "没有参与评估的办学单元，资源配置无法评估" in page_of(no_sections())


def test_the_view_is_plain_data() -> None:
    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(type(key) is str and plain(part) for key, part in value.items())
        if isinstance(value, list):
            return all(map(plain, value))
        return type(value) in (str, int, bool)

    assert plain(report_view(*golden("mixed")))


def test_rounding_that_would_change_a_verdict_is_told() -> None:
    rows = report_view(*golden("mixed"))["roundings"]["rows"]
    assert ["全县", "专任教师持有教师资格证上岗率", "99.96%", "100%", "✕ 未达标"] in rows


def _contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_stands_out_from_its_ground() -> None:
    css = golden_page("met").partition("<style>")[2].partition("</style>")[0]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", css))
    pairs = [(colours[name], "#ffffff") for name in ("ink", "quiet", "accent", "rule")]
    pairs += [(colours["accent"], colours["band"])]
    for state in ("met", "near", "unmet", "missing", "none"):
        pairs += [(colours[state], "#ffffff"), (colours[state], colours[f"{state}-soft"])]
    assert all(_contrast(*pair) >= 4.5 for pair in pairs)


@pytest.mark.parametrize("source", ["{{ nothing }}", "{{ a.lacking }}", "{{ a.b.c }}"])
def test_an_unknown_name_is_an_error(source: str) -> None:
    with pytest.raises(UndefinedError):
        templating.environment().from_string(source).render(a={"b": {}})


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ a['__class__'] }}",
        "{{ a.b.__init__.__globals__ }}",
        "{{ a.items() }}",
        "{{ [].append(1) }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ 'x'.rjust(999999999) }}",
        "{{ 'x' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ range(9) }}",
        "{{ lipsum() }}",
        "{{ 'x' | center(999999999) }}",
        "{{ '<b>' | safe }}",
        "{% include '../pyproject.toml' %}",
    ],
)
def test_a_template_reaches_nothing_but_plain_data(source: str) -> None:
    with pytest.raises((SecurityError, UndefinedError, TemplateAssertionError, TemplateNotFound)):
        templating.environment().from_string(source).render(a={"b": "text"})


def test_keys_may_bear_the_names_of_methods() -> None:
    rendered = templating.environment().from_string("{{ a.items }}").render(a={"items": "<1>"})
    assert rendered == "&lt;1&gt;"


def test_prints_on_a4(
    tmp_path: Path,
    print_pdf: Callable[[Path], Path],
    pdf_text: Callable[[Path], str],
    screenshot: Callable[..., Path],
) -> None:
    page = tmp_path / "评估报告.html"
    page.write_text(golden_page("mixed"), encoding="utf-8")
    text = pdf_text(print_pdf(page))
    pages = text.rstrip("\f").split("\f")
    assert 10 < len(pages) < 25
    assert "自评结论为未达标" in "".join(text.split())
    assert all(re.search(r"—\s*\d+\s*—", page) for page in pages)
    for width in (1280, 390):
        assert screenshot(page, tmp_path / f"{width}.png", width).stat().st_size > 20_000
