"""The questionnaires: complete for 第九条, and a county's own file is read whole or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from qbe_xl.documents.package import papers_of_file
from qbe_xl.errors import InputError
from qbe_xl.survey import questionnaires
from qbe_xl.survey.questionnaires import OWN, load
from tests.counties import GOLDEN

KNOWN = load()
CONTENTS = (
    "落实教育公平政策",
    "推动优质资源共享",
    "规范办学行为",
    "实施素质教育",
    "考试评估制度改革",
    "提高教育质量",
)


@pytest.mark.rule("S1")
@pytest.mark.parametrize("paper", KNOWN.papers, ids=lambda paper: paper.title)
def test_every_content_of_the_article_is_asked(paper: questionnaires.Questionnaire) -> None:
    assert set(CONTENTS) <= {question.source for question in paper.questions}
    texts = [question.text for question in paper.questions]
    assert len(set(texts)) == len(texts)
    assert all(q.options == KNOWN.answers for q in paper.rated)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("满意", "满意"),
        (" 满 意 ", "满意"),
        ("Ａ．满意", "满意"),
        ("（2）基本满意", "基本满意"),
        ("3、不满意", "不满意"),
        ("d", "不了解"),
        ("很不满意", "不满意"),
        ("满意(5分)", "满意"),
        ("不是很满意", None),
        ("满意，但是", None),
        ("5", None),
        ("Z", None),
    ],
)
def test_what_an_answer_means(text: str, meaning: str | None) -> None:
    assert KNOWN.meaning(text, KNOWN.answers) == meaning


def own(tmp_path: Path, old: str, new: str) -> Path:
    text = OWN.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "问卷.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_own_words_are_taken(tmp_path: Path) -> None:
    path = own(tmp_path, "您的居住地在", "您家住在")
    assert "您家住在" in [question.text for question in load(path).papers[0].questions]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('asks = "area"', 'asks = "aera"', "无法识别“aera”，可用的有：group、area、stage"),
        ('asks = "overall"', 'asks = "score"', "缺少总体评价题"),
        ('"政协委员", "其他群众"]', '"其他群众"]', "政协委员"),
        ('"比较满意"', '"很满意"', "既算“满意”又算“基本满意”"),
        ("[aliases]", "[aliasses]", "aliasses"),
        ('asks = "group"', "", "asks"),
        ("[survey]", "[survey", "TOML"),
        ('thanks = "', 'thinks = "', "thinks"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        load(own(tmp_path, old, new))
    assert "问卷.toml" in str(caught.value)
    assert said in str(caught.value)


def test_a_papers_title_names_no_file_elsewhere(tmp_path: Path) -> None:
    text = OWN.read_text(encoding="utf-8")
    for paper in ("社会卷", "校长教师卷", "学生卷"):
        assert f'title = "{paper}"' in text
        text = text.replace(f'title = "{paper}"', 'title = "../../../X"')
    path = tmp_path / "问卷.toml"
    path.write_text(text, encoding="utf-8")
    out = tmp_path / "一" / "二" / "三"
    written = papers_of_file(GOLDEN / "boundary.xlsx", out, questions=path)
    there = {one for one in tmp_path.rglob("*") if one.is_file()} - {path}
    assert there == {*written.values()}
    assert all(one.resolve().is_relative_to(out) for one in there)
    assert len([one for one in there if "X" in one.name]) == 9
