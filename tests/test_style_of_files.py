"""What docs/style.zh-CN.md asks of Word, sheets, pages and what commands say: of every kind of file."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from tests import every_file
from tests.papers import lines_of_page

pytestmark = [pytest.mark.slow, pytest.mark.program]  # `many` shares its work among programs

GIVEN = {"mixed.xlsx", "填报表.xlsx"}
"""The counties' own workbooks: what they say is not ours."""
UNSAID: Mapping[str, re.Pattern[str]] = {
    "digits in groups": re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])"),
    "colloquial": re.compile(
        "离谱|离奇|到了哪一步|缺什么|还差哪些|掉下来|恭喜|过不过|看不懂|不认识|打不开|多半|最要紧|不见了"
        "|怎么[改填办]|怎样[填用]|(?<![\u4e00-\u9fff])(?:请告诉)?县里|太整齐|差得多|仍不行|算不算|照样(?!例)|认不出|看不出|读不出|对不上|拿不准|不给就"
    ),
    "a class without its measure": re.compile(r"\d 班(?:待填报|达标|未达标)"),
    "known and unknown without the base": re.compile(r"\d/\d+ [所个项](?:均?达标|统一)"),
    "a stop after a place or a verb": re.compile(r"(?:目前|调往|来自|\d班) (?=[\u4e00-\u9fff])"),
    "one, and an order": re.compile(r"共 1 [类个]，|共 1 类，按"),
    "a figure beside its indicator alone": re.compile(r"数 \d+(?:\.\d+)?(?: 个)?[、。；]"),
    "asked twice": re.compile("请核对；请核实"),
    "a list where any is enough": re.compile("达到优秀、良好"),
    "a parameter's code": re.compile(r"见 ?(?:scope|section|balance|[A-Z]\d+)\.[a-z_]+"),
    "a share of what is not known": re.compile(r"占 100\.0%；另 \d+ 个待填报"),
    "one of one": re.compile(r"共 1 项："),
    "a case of 第十条 that is met": re.compile(
        r"一票否决(?:核查)?[\s｜：，]*[●✕]?\s*未?达标(?!项)"
    ),
    "a condition that is met": re.compile(r"基本条件[\s｜：]*[●✕]?\s*未?达标(?!项)"),
    "an answer instead of a statement": re.compile(
        r"[合理统一健全总量岗位倾斜水平]：[是否](?![\u4e00-\u9fff])"
    ),
    "a doubled negation": re.compile("没有达到“"),
    "brackets within brackets": re.compile(r"达标（[^（）]*（准确值"),
}
IN_PAPER: Mapping[str, re.Pattern[str]] = {
    "an option or algorithm": re.compile(r"--[a-z]{2}|SHA-?256|种子|哈希"),
    "days that are left": re.compile(r"(?:还剩|逾期) ?\d+ ?天"),
    "an authority without its county": re.compile(r"(?<![\u4e00-\u9fff\d])县教育体育局"),
}
"""What a paper does not say, but a command or a living sheet may."""
_GROUPED = re.compile("#,##0")


def lines_of(path: Path) -> Iterator[str]:
    """What a file of ours says: paragraphs, texts of cells, lines."""
    if path.suffix == ".html":
        yield from lines_of_page(path.read_text(encoding="utf-8"))
    elif path.suffix == ".txt":
        yield from path.read_text(encoding="utf-8").splitlines()
    else:
        whole, parts = ("</w:p>", "word/") if path.suffix == ".docx" else ("</si>", "xl/shared")
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.startswith(parts) and name.endswith(".xml"):
                    for one in package.read(name).decode().split(whole):
                        yield html.unescape(re.sub("<[^>]*>", "", one))


Said = dict[Path, list[str]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Said:
    written = every_file.written(tmp_path_factory)
    place = next(path for path in written if path.name == "空白.xlsx").parent
    ours = [p for p in written if p.suffix in (".docx", ".xlsx") and p.name not in GIVEN]
    pages = [p for p in place.rglob("*.html") if "{{" not in p.read_text(encoding="utf-8")]
    return {path: list(lines_of(path)) for path in [*ours, *pages, place / every_file.SAID]}


def broken(lines: Iterable[str], rules: Mapping[str, re.Pattern[str]]) -> list[tuple[str, str]]:
    return [
        (what, line[:120]) for line in lines for what, rule in rules.items() if rule.search(line)
    ]


def test_no_file_says_what_an_official_would_not(files: Said) -> None:
    assert len(files) > 150
    found = {str(path): said for path, lines in files.items() if (said := broken(lines, UNSAID))}
    assert found == {}


def test_no_paper_tells_options_days_left_or_an_authority_of_no_county(files: Said) -> None:
    papers = [p for p in files if p.suffix in (".docx", ".html") and "模板" not in p.parts]
    assert {p.suffix for p in papers} == {".docx", ".html"}
    found = {str(path): said for path in papers if (said := broken(files[path], IN_PAPER))}
    assert found == {}


def test_no_sheet_shows_digits_in_groups(files: Said) -> None:
    for path in files:
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as package:
                assert not _GROUPED.search(package.read("xl/styles.xml").decode()), path


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ("在校生 28,535 人", UNSAID),
        ("一票否决 ● 达标", UNSAID),
        ("规划布局合理：是。", UNSAID),
        ("教学仪器设备值小得离奇", UNSAID),
        ("现为 53/54 所达标", UNSAID),
        ("454/454 班达标，1 班待填报", UNSAID),
        ("待填报（目前 小学待填报，初中 100.0%）", UNSAID),
        ("主要是生均教学及辅助用房面积 5 个、每百名学生拥有高于规定学历教师数 3 个、", UNSAID),
        ("学校!J54：小学在校生数为 2300，请核对；请核实：若按同类中位数计", UNSAID),
        ("还剩 30 天", IN_PAPER),
        ("县教育体育局　2026年3月5日", IN_PAPER),
    ],
)
def test_what_breaks_a_rule_is_seen(said: str, rules: Mapping[str, re.Pattern[str]]) -> None:
    assert broken([said], rules)
    assert not broken(["砚山县教育体育局　在校生 28535 人，1/2,3"], rules)
