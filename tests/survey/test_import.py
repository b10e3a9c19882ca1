"""Answers of real exports: counted, judged, written into a new workbook; nobody can be known."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qbe_xl import standards
from qbe_xl.assessment import State, assess
from qbe_xl.county import layout
from qbe_xl.county.reading import read_book
from qbe_xl.errors import InputError
from qbe_xl.survey.importing import import_answers, import_files
from qbe_xl.survey.questionnaires import OWN, Questionnaires, load
from qbe_xl.survey.result import Result
from qbe_xl.survey.result_book import NAME
from tests.counties import GOLDEN
from tests.survey.papers import (
    KNOWN,
    PAPERS,
    Rows,
    answers,
    header,
    many,
    save_csv,
    save_xlsx,
    table,
)

PUBLIC = Path(__file__).with_name("public")
STANDARD = standards.load("yunnan-2022").at()
SOCIETY, STAFF, PUPILS = PAPERS["society"], PAPERS["staff"], PAPERS["pupils"]


def counted(*paths: Path, base: Path | None = None) -> Result:
    return import_answers(paths, KNOWN, STANDARD, read_book(base)[1] if base else None)


def refused(*paths: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        counted(*paths)
    return [str(problem) for problem in caught.value.problems]


def society(tmp_path: Path, *papers: list[str], name: str = "社会卷.csv") -> Path:
    return save_csv(tmp_path / name, table(SOCIETY, papers), "utf-8-sig")


def numbered_by(tmp_path: Path, *numbers: int) -> Questionnaires:
    """The questionnaires of a county that says what its numbers mean."""
    lines = [f'"{option}" = {n}' for option, n in zip(KNOWN.answers, numbers, strict=True)]
    text = OWN.read_text(encoding="utf-8").replace("[numbers]", "\n".join(["[numbers]", *lines]), 1)
    path = tmp_path / "问卷题目.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """3,000 papers as three services would export them."""
    folder = tmp_path_factory.mktemp("answers")
    return {
        "社会卷": save_xlsx(folder / "答卷1.xlsx", ("Sheet1", many(SOCIETY, 1800))),
        "校长教师卷": save_csv(folder / "答卷2.csv", many(STAFF, 600), "gb18030"),
        "学生卷": save_csv(folder / "答卷3.csv", many(PUPILS, 600), "utf-8-sig"),
    }


def by_hand(rows: Rows, paper: str) -> Counter[tuple[str, str]]:
    """The same counts, made another way: plainly, by the header's texts."""
    head = rows[0]
    place = {q.asks: head.index(f"{n}、{q.text}") for n, q in enumerate(_of(paper), 1)}
    rated = [i for i, cell in enumerate(head) if _asks(paper, cell) in ("score", "overall")]
    found: Counter[tuple[str, str]] = Counter()
    for row in rows[1:]:
        group = row[place["group"]] if "group" in place else "学生"
        overall = row[place["overall"]].removeprefix("A.")
        found[group, "papers"] += 1
        if overall and sum(bool(row[i]) for i in rated) >= 0.6 * len(rated):
            found[group, "valid"] += 1
            found[group, "satisfied"] += overall in ("满意", "基本满意")
    return found


def _of(title: str) -> Any:
    return next(paper.questions for paper in KNOWN.papers if paper.title == title)


def _asks(title: str, cell: str) -> str:
    return next((q.asks for q in _of(title) if cell.endswith(f"、{q.text}")), "")


@pytest.mark.slow
@pytest.mark.rule("S1")
def test_three_thousand_papers_are_counted_as_by_hand(exported: dict[str, Path]) -> None:
    result = counted(*exported.values())
    expected: Counter[tuple[str, str]] = Counter()
    for (title, _), rows in zip(
        exported.items(), (many(SOCIETY, 1800), many(STAFF, 600), many(PUPILS, 600)), strict=True
    ):
        expected += by_hand(rows, title)
    found = {
        (group, key): getattr(count, key)
        for group, count in result.groups.items()
        for key in ("papers", "valid", "satisfied")
    }
    assert found == dict(expected)
    assert result.whole.papers == 3000
    assert result.state is State.MET


def test_the_new_workbook_is_the_old_one_with_the_survey_filled_in(
    exported: dict[str, Path], tmp_path: Path
) -> None:
    base = tmp_path / "我县.xlsx"
    base.write_bytes((GOLDEN / "missing.xlsx").read_bytes())
    before = hashlib.sha256(base.read_bytes()).hexdigest()
    result, files = import_files(list(exported.values()), tmp_path / "out", KNOWN, base=base)
    assert hashlib.sha256(base.read_bytes()).hexdigest() == before
    assert set(files) == {"我县（社会认可度已填）.xlsx", NAME}
    old, new = read_book(base)[1], read_book(files["我县（社会认可度已填）.xlsx"])[1]
    figures = {
        new.survey.choice("group", i): [
            int(new.survey.number(key)[i]) for key in ("papers", "valid", "satisfied")
        ]
        for i in range(len(new.survey))
    }
    assert figures == {g: [c.papers, c.valid, c.satisfied] for g, c in result.groups.items()}
    one, two = (assess(county, STANDARD) for county in (old, new))
    assert two.items["S1"].state is result.state
    assert two.items["S1"].value == result.whole.rate
    same = [id for id in one.items if id != "S1"]
    assert [one.items[id].state for id in same] == [two.items[id].state for id in same]
    assert (one.sections.states == two.sections.states).all()


def test_nothing_personal_is_in_any_output(exported: dict[str, Path], tmp_path: Path) -> None:
    result, files = import_files(list(exported.values()), tmp_path, KNOWN)
    for path in files.values():
        with zipfile.ZipFile(path) as package:
            text = "".join(package.read(n).decode("utf-8", "ignore") for n in package.namelist())
        for secret in ("张三", "小白", "10.1.2.3", "手机提交", "校车能再多一些"):
            assert secret not in text
    told = [n.message for n in result.notices if "个人信息" in n.message]
    assert len(told) == 3
    assert all("来自IP" in message and "您的姓名" in message for message in told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_in_every_usual_encoding(encoding: str, delimiter: str, tmp_path: Path) -> None:
    path = save_csv(tmp_path / "答卷.csv", many(STAFF, 40), encoding, delimiter)
    assert counted(path).whole.papers == 40


def test_answers_by_number_letter_or_in_other_words(tmp_path: Path) -> None:
    options = SOCIETY.questions[3].options
    numbered = [
        [
            str(q.options.index(cell) + 1) if q.options and cell in q.options else cell
            for q, cell in zip(SOCIETY.questions, answers(SOCIETY, overall=said)[6:-1], strict=True)
        ]
        for said in options
    ]
    rows = [header(SOCIETY)[6:-1], *numbered]
    path = save_csv(tmp_path / "社会卷.csv", rows, "utf-8")
    (asked,) = refused(path)
    assert "无法判断是选项序号还是分数" in asked
    assert "（1 有 1 份、2 有 1 份、3 有 1 份、4 有 1 份）" in asked
    by_number = import_answers([path], numbered_by(tmp_path, 1, 2, 3, 4), STANDARD)
    assert (by_number.whole.valid, by_number.whole.satisfied) == (4, 2)
    assert by_number.groups["家长"].papers == 4
    said = "\n".join(map(str, by_number.notices))
    assert "满意度的数字按 1＝满意、2＝基本满意" in said
    assert "按选项序号读取（1＝家长、" in said
    assert "总体评价：满意 1 份、基本满意 1 份、不满意 1 份、不了解 1 份" in said
    words = ["A", "B", "非常满意", "比较满意", "C、不满意", "说不清", "满意（5分）", "一般"]
    other = counted(society(tmp_path, *[answers(SOCIETY, overall=word) for word in words]))
    assert (other.whole.valid, other.whole.satisfied) == (8, 5)


def test_what_makes_a_paper_invalid(tmp_path: Path) -> None:
    few = answers(SOCIETY)
    few[9:16] = [""] * 7
    path = society(
        tmp_path,
        answers(SOCIETY),
        answers(SOCIETY, overall=""),
        answers(SOCIETY, overall="满意┋不满意"),
        answers(SOCIETY, group="(空)"),
        answers(SOCIETY, group="家长┋人大代表"),
        few,
    )
    result = counted(path)
    assert result.tally.unusable == {
        "总体评价没有回答，或选了两项以上": 2,
        "没有填写身份": 1,
        "身份选了两项以上": 1,
        "漏答的题太多": 1,
    }
    assert (result.groups["家长"].papers, result.groups["家长"].valid) == (4, 1)
    assert result.tally.nobody == 2
    assert any("2 份无法判断是哪类对象" in notice.message for notice in result.notices)


def test_pupils_below_the_third_grade_do_not_count(tmp_path: Path) -> None:
    rows = table(PUPILS, [answers(PUPILS, grade="二年级"), answers(PUPILS, grade="八年级")])
    result = counted(save_csv(tmp_path / "学生卷.csv", rows, "utf-8"))
    assert (result.groups["学生"].papers, result.groups["学生"].valid) == (2, 1)
    assert set(result.tally.stages) == {"初中"}


def test_an_unknown_answer_is_named_with_row_and_column(tmp_path: Path) -> None:
    paper = answers(SOCIETY, overall="不是很满意")
    (problem,) = refused(society(tmp_path, answers(SOCIETY), paper, paper))
    assert problem.startswith("社会卷.csv!U3：")
    assert "“不是很满意”不在选项里（另有 U4，共 2 处）" in problem
    assert "满意 / 基本满意 / 不满意 / 不了解" in problem


def test_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    wrong = society(tmp_path, answers(SOCIETY, area="海上"), name="社会卷.csv")
    other = tmp_path / "其他.csv"
    other.write_text("学校,人数\n甲,3\n", encoding="utf-8")
    twin = tmp_path / "再来.csv"
    twin.write_bytes(other.read_bytes())
    told = "\n".join(refused(wrong, other, tmp_path / "没有.csv"))
    assert "没有.csv：找不到这个文件" in told
    told = "\n".join(refused(wrong, other))
    assert "“海上”不在选项里" in told
    assert "其他.csv：没有找到答卷" in told
    assert "内容完全相同" in "\n".join(refused(other, twin))


def test_a_file_without_the_overall_question_is_not_guessed_at(tmp_path: Path) -> None:
    rows = [[cell for cell in row if "总体" not in cell] for row in table(SOCIETY, [])]
    rows.append(["满意"] * len(rows[0]))
    (problem,) = refused(save_csv(tmp_path / "社会卷.csv", rows, "utf-8"))
    assert "找不到“您对本县义务教育优质均衡发展的总体评价”" in problem


def test_own_wording_is_known_by_its_words_and_the_file_name(tmp_path: Path) -> None:
    rows = [
        ["调查结果", "", "", "", "", "", ""],
        ["Q1.调查对象", "就近入学满意吗", "校园安全", "作业量", "总的看法", "手机号", "车牌"],
        ["学生家长", "满意", "较满意", "满意", "很满意", "13800000000", "云A"],
        ["县人大代表", "满意", "不满意", "满意", "不太满意", "", ""],
    ]
    result = counted(save_xlsx(tmp_path / "社会卷.xlsx", ("答卷", rows)))
    assert (result.groups["家长"].satisfied, result.groups["人大代表"].satisfied) == (1, 0)
    said = "".join(notice.message for notice in result.notices)
    assert "“手机号”" in said
    assert "无法识别的列没有读取：“车牌”" in said
    assert "按没有问处理" in said


def test_three_papers_in_one_workbook(tmp_path: Path) -> None:
    path = save_xlsx(
        tmp_path / "全部.xlsx",
        ("说明", [["这是说明"]]),
        *((paper.title, many(paper, 30)) for paper in KNOWN.papers),
    )
    assert counted(path).whole.papers == 90


def test_groups_that_were_not_asked_again_keep_their_counts(tmp_path: Path) -> None:
    path = save_csv(tmp_path / "学生卷.csv", many(PUPILS, 50), "utf-8")
    result = counted(path, base=GOLDEN / "met.xlsx")
    assert result.groups["学生"].papers == 50
    assert result.groups["家长"].papers > 0
    assert any("保留原表的数：家长" in notice.message for notice in result.notices)
    alone = counted(path)
    assert alone.state is State.MISSING
    assert any("留空待填报：家长" in notice.message for notice in alone.notices)


def test_text_stays_text_in_the_results(tmp_path: Path) -> None:
    rows = table(SOCIETY, [answers(SOCIETY)])
    rows[0].append('=HYPERLINK("http://x","y")')
    rows[1].append("1")
    _, files = import_files(
        [save_csv(tmp_path / "社会卷.csv", rows, "utf-8")], tmp_path / "out", KNOWN
    )
    book = openpyxl.load_workbook(files[NAME])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert any("HYPERLINK" in str(cell.value) for cell in cells)


def test_few_papers_of_a_place_are_not_shown_alone(tmp_path: Path) -> None:
    papers = [answers(SOCIETY, area="城区")] * 5 + [answers(SOCIETY, area="乡村")] * 2
    _, files = import_files([society(tmp_path, *papers)], tmp_path / "out", KNOWN)
    shown = [
        row[0] for row in openpyxl.load_workbook(files[NAME])["结果"].iter_rows(values_only=True)
    ]
    assert "城区" in shown
    assert "乡村" not in shown
    assert "另有 1 类少于 3 份，不单列" in shown


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02", b"\xff\xff\xff", b'"' + b"x" * 200_000, b"", b"\n\n"]
)
def test_bad_text_is_refused_in_words(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "坏.csv"
    path.write_bytes(data)
    (problem,) = refused(path)
    assert re.match("坏.csv：", problem)


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("name", ["答卷.csv", "答卷.xlsx"])
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    (problem,) = refused(tmp_path / name)
    assert "不是普通文件" in problem


def test_the_groups_of_all_papers_are_those_of_the_layout() -> None:
    assert sorted(g for paper in KNOWN.papers for g in paper.groups) == sorted(layout.GROUPS)


@pytest.mark.rule("S1")
def test_scores_are_asked_about_and_read_as_the_county_says(tmp_path: Path) -> None:
    """12 papers, all of them 4 (满意) in the verdict; scores of 4 to 1."""
    path = PUBLIC / "S1-scores-社会卷.xlsx"
    assert "无法判断是选项序号还是分数" in "".join(refused(path))
    result = import_answers([path], numbered_by(tmp_path, 4, 3, 2, 1), STANDARD)
    assert (result.whole.papers, result.whole.valid, result.whole.satisfied) == (12, 12, 12)
    result = import_answers([path], numbered_by(tmp_path, 1, 2, 3, 4), STANDARD)
    assert (result.whole.valid, result.whole.satisfied) == (12, 0)


@pytest.mark.rule("S1")
def test_the_stem_of_a_matrix_is_no_question() -> None:
    """40 papers: 满意 or 基本满意 in the verdict; the row 师德师风 is 不满意 in all."""
    result = counted(PUBLIC / "S3-matrix-总体.xlsx")
    assert (result.whole.papers, result.whole.valid, result.whole.satisfied) == (40, 40, 40)
    assert any("总体评价取“5、综合各方面" in str(notice) for notice in result.notices)


def test_codes_for_skipped_are_no_answers(tmp_path: Path) -> None:
    rows = [answers(SOCIETY, overall="4", score="4", stage="1") for _ in range(3)]
    rows[1] = answers(SOCIETY, overall="4", score="4", stage="-3")
    rows[2] = answers(SOCIETY, overall="-2", score="4", stage="2")
    path = society(tmp_path, *rows)
    result = import_answers([path], numbered_by(tmp_path, 4, 3, 2, 1), STANDARD)
    assert (result.whole.papers, result.whole.valid, result.whole.satisfied) == (3, 2, 2)
    assert {word: count.valid for word, count in result.tally.stages.items()} == {"小学": 1}


@pytest.mark.parametrize(
    "written", ["其他〖家长委员会〗", "其他:家长委员会", "D.其他（人大代表;教师）"]
)
def test_free_text_beside_an_option_is_no_option(written: str, tmp_path: Path) -> None:
    result = counted(society(tmp_path, answers(SOCIETY, group=written)))
    assert {group for group, count in result.groups.items() if count.papers} == {"其他群众"}


def test_the_same_answers_in_two_places_are_refused(tmp_path: Path) -> None:
    rows = many(SOCIETY, 30)
    book = save_xlsx(tmp_path / "社会卷.xlsx", ("答卷", rows), ("备份", rows[:11]))
    opened = openpyxl.load_workbook(book)
    opened["备份"].sheet_state = "hidden"
    opened.save(book)
    (told,) = refused(book)
    assert "有 10 份答卷与“社会卷.xlsx[答卷]”里的完全相同" in told
    one = save_xlsx(tmp_path / "甲社会卷.xlsx", ("答卷", rows))
    two = save_csv(tmp_path / "乙社会卷.csv", [row[6:] for row in rows], "utf-8")
    (told,) = refused(one, two)
    assert "有 30 份答卷" in told


def test_rows_pasted_twice_into_one_sheet_are_said_and_counted(tmp_path: Path) -> None:
    rows = many(SOCIETY, 30)
    result = counted(save_xlsx(tmp_path / "社会卷.xlsx", ("答卷", [*rows, *rows[1:6]])))
    assert result.whole.papers == 35
    assert any("有 5 份答卷与同一张表里的另一份" in str(notice) for notice in result.notices)
    once = counted(save_xlsx(tmp_path / "一次社会卷.xlsx", ("答卷", rows)))
    assert not any("同一张表" in str(notice) for notice in once.notices)


def test_papers_that_are_alike_but_not_the_same_are_counted(tmp_path: Path) -> None:
    paper = list(answers(SOCIETY)[6:-1])
    head = header(SOCIETY)[6:-1]
    one = save_csv(tmp_path / "甲社会卷.csv", [head, *[paper] * 5], "utf-8")
    two = save_csv(tmp_path / "乙社会卷.csv", [head, *[paper] * 6], "utf-8")
    assert counted(one, two).whole.papers == 11


def test_a_table_saved_as_text_without_seconds_is_the_same_table(tmp_path: Path) -> None:
    """An export taken again later, and once saved as CSV by Excel: 20 of its 25 papers were doubled."""
    rows = many(SOCIETY, 25)
    for number, row in enumerate(rows[1:]):
        row[1] = f"2024-05-20 09:{number:02}:07"
    text = [[*row] for row in rows[:21]]
    for number, row in enumerate(text[1:]):
        row[1] = f"2024/5/20 9:{number:02}"
    one = save_xlsx(tmp_path / "甲社会卷.xlsx", ("答卷", rows))
    (told,) = refused(one, save_csv(tmp_path / "乙社会卷.csv", text, "utf-8"))
    assert "有 20 份答卷" in told
    for row in text[4:]:
        row[1] = row[1].replace("9:", "19:")
    assert counted(one, save_csv(tmp_path / "乙社会卷.csv", text, "utf-8")).whole.papers == 45


def test_an_answer_that_is_an_error_or_was_never_computed_is_a_problem(tmp_path: Path) -> None:
    """They counted as papers without an answer."""
    path = save_xlsx(tmp_path / "社会卷.xlsx", ("答卷", many(SOCIETY, 6)))
    opened = openpyxl.load_workbook(path)
    column = 6 + next(n for n, q in enumerate(SOCIETY.questions, 1) if q.asks == "overall")
    opened["答卷"].cell(3, column).value = "=LEFT(G3,2)"
    opened["答卷"].cell(5, column).value = "#N/A"
    opened.save(path)
    (told,) = refused(path)
    assert "没有计算结果的公式（共 2 处）" in told


def test_letters_are_said_to_be_read_in_the_order_of_the_options(tmp_path: Path) -> None:
    result = counted(society(tmp_path, *[answers(SOCIETY, overall="A")] * 3))
    assert any("按选项次序读取（A＝满意、B＝基本满意" in str(one) for one in result.notices)


@pytest.mark.parametrize("said", ["人大代表家属", "不是家长", "原政协委员", "退休教师"])
def test_who_is_near_a_group_is_none_of_it(said: str, tmp_path: Path) -> None:
    (told,) = refused(society(tmp_path, answers(SOCIETY, group=said)))
    assert f"“{said}”不在选项里" in told


def test_a_file_named_as_another_paper_is_asked_about(tmp_path: Path) -> None:
    """Answers of parents in a file named 学生卷 counted as pupils'."""
    (told,) = refused(society(tmp_path, answers(SOCIETY), name="学生卷.csv"))
    assert "文件名写的是学生卷，而各题都是社会卷的" in told
