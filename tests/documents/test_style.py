"""What docs/style.zh-CN.md asks of every paper, over counties that are met, unmet and half filled."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from qbe_xl.documents.mark import FILED
from qbe_xl.survey import questionnaires
from tests.documents.packages import DOCUMENTS, folder, tight, word_text
from tests.report.documents import golden_word

NAMES = (
    *("met", "mixed", "trap-missing"),
    *(pytest.param(name, marks=pytest.mark.search) for name in ("missing", "trap-fail", "blank")),
)
UNSAID = (
    *("离谱", "到了哪一步", "--last-year", "SHA-256", "种子", "没有达到“"),
    *("一票否决核查：达标", "规划布局合理：是。"),
)
"""Words that no paper of a county says."""
_FIFTH = 5


@pytest.mark.parametrize("name", NAMES)
def test_no_paper_says_what_an_official_would_not(name: str) -> None:
    for document in DOCUMENTS:
        said = tight(word_text(folder(name) / f"{document.name}.docx"))
        assert [words for words in UNSAID if words in said] == [], document.name


@pytest.mark.parametrize("name", NAMES)
def test_the_short_name_of_the_law_follows_its_whole_name(name: str) -> None:
    for document in DOCUMENTS:
        if document.group != "申报材料":
            continue
        said = re.sub(
            "^存在《办法》第十条所列情形",
            "",
            tight(word_text(folder(name) / f"{document.name}.docx")),
        )
        if "《办法》" in said:
            assert said.index("以下简称《办法》") <= said.index("《办法》"), document.name


@pytest.mark.parametrize("name", NAMES)
def test_a_dated_notice_tells_the_day_and_not_what_is_left(name: str) -> None:
    assert not re.search(r"还剩\d+天|逾期\d+天", tight(word_text(folder(name) / "整改通知.docx")))


@pytest.mark.parametrize("name", NAMES)
def test_letters_leave_blanks_where_nothing_is_known(name: str) -> None:
    upward = word_text(folder(name) / "01 评估申请（报州市）.docx")
    level = word_text(folder(name) / "02 评估申请（报省级）.docx")
    assert "人民政府文件" in upward
    assert "签发人：＿" in upward
    assert "签发人" not in level
    for letter in (upward, level):
        assert "〔＿＿＿＿〕" in letter
        assert "（联系人：" in letter
        assert "抄送：＿" in letter
        assert "年＿＿月＿＿日" in letter


ONE_PAGE = ("vetoes", "pledge", "prefecture")
"""Forms and a pledge that are signed on the page that says what for, with the mark and without."""
COVERED = ("forms", "report")
"""Their first page is a cover."""
LONG = {"trap-missing": ("forms", "evidence", "report"), "mixed": ("notices",)}
"""What is printed of one county only."""
_ABOVE = 20
"""Characters that stand above a signature at least."""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["met", "mixed", "trap-missing"])
def test_no_signature_stands_alone_and_no_page_is_nearly_empty(
    name: str, tmp_path: Path, soffice_convert: Callable[..., Path]
) -> None:
    """A page but the last holds a fifth of the fullest one's text at least."""
    report = tmp_path / "评估报告.docx"
    report.write_bytes(golden_word(name))
    papers = {d.id: folder(name) / f"{d.name}.docx" for d in DOCUMENTS} | {"report": report}
    filed = [d.id for d in DOCUMENTS if d.group == FILED and d.id not in ("forms", "evidence")]
    for id in (*filed, *LONG.get(name, ())):
        pages = _pages(soffice_convert(papers[id], "pdf", tmp_path))
        if id in ONE_PAGE:
            assert len(pages) == 1, id
        elif id == "notices":
            _each_case_with_its_signature(pages)
        else:
            fullest = max(map(len, pages))
            inner = pages[1:-1] if id in COVERED else pages[:-1]
            assert all(len(page) * _FIFTH >= fullest for page in inner), id
            assert pages[-1].strip("—0123456789"), id
        for page in pages:
            signed = re.search("（加盖印章）|签字：", page)
            assert signed is None or signed.start() >= _ABOVE, id


def _each_case_with_its_signature(pages: list[str]) -> None:
    """A notice of one case is one page; of those of more none begins with the signature."""
    opened = [page.startswith("关于限期整改") for page in pages]
    single = [place for place, page in enumerate(pages) if "你校有1件事项" in page]
    assert len(single) > 2
    for place in single:
        assert "（加盖印章）" in pages[place]
        assert all(opened[place + 1 : place + 2])


def _pages(made: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", str(made), "-"], capture_output=True, check=True)
    return ["".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def test_a_questionnaire_is_one_page(tmp_path: Path, soffice_convert: Callable[..., Path]) -> None:
    made = soffice_convert(folder("mixed") / "社会认可度问卷.docx", "pdf", tmp_path)
    assert len(_pages(made)) == len(questionnaires.load().papers)
