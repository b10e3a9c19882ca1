"""make demo: write a made-up county, assess it into out/ and say where to look."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbe_xl import cli  # noqa: E402
from qbe_xl.files.writing import write_one  # noqa: E402
from qbe_xl.report import run  # noqa: E402
from scripts import sample_county  # noqa: E402

OUT = ROOT / "out"
BOOK = "示例县.xlsx"
WHERE_TO_LOOK = {
    BOOK: "填好的填报表，数据全部虚构；可以照着它填，也可以改几个数再评估",
    run.WORKBOOK_NAME: "结果表：一页纸汇报、结论、指标总表、学校达标、差异系数、问题清单，每个数都能追到原始单元格",
    run.HTML_NAME: "网页报告：用浏览器打开，可以打印",
    run.WORD_NAME: "Word 报告：可以修改、打印；申报用的公文和申报表另由 documents 生成",
    run.JSON_NAME: "机器可读的完整结果",
}


def main() -> int:
    """Return the exit status of the assessment."""
    book = write_one(OUT / BOOK, sample_county.workbook())
    status = assess(book)
    if status == 0:
        print("\n到哪里看：")
        for name, words in WHERE_TO_LOOK.items():
            if (OUT / name).exists():
                print(f"  {shown(OUT / name)}\n      {words}")
        command = shown(Path(sys.executable).with_name("qbe-xl"))
        print("\n换成自己的数据：")
        print(f"  {command} new 我县.xlsx")
        print("      填好以后：")
        print(f"  {command} assess 我县.xlsx --out 结果")
        activate = shown(Path(sys.executable).with_name("activate"))
        print(f"\n先运行 source {activate}，以后只写 qbe-xl 就行")
    return status


def assess(book: Path) -> int:
    """Run `qbe-xl assess` in this process and return its exit status."""
    sys.argv = ["qbe-xl", "assess", str(book), "--out", str(OUT)]
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def shown(path: Path) -> Path:
    """Return a path as seen from where the demo runs."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


if __name__ == "__main__":
    sys.exit(main())
