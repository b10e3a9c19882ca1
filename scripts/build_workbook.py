"""Build the files of workbook/, the same bytes each time."""

from __future__ import annotations

import sys
from pathlib import Path

from qbe_xl.excel import build
from qbe_xl.excel.workbook import macro_workbook
from qbe_xl.libreoffice.build import extension

ROOT = Path(__file__).resolve().parents[1]
WORKBOOK = ROOT / "workbook"

sys.path.insert(0, str(ROOT))
from scripts import sample_county  # noqa: E402 (a folder, not an installed package)


def main() -> None:
    """Write the add-in, the extension, the workbook with macros and the sample county."""
    files = {
        "qbe.xlam": build.addin,
        "qbe.oxt": extension,
        "优质均衡评估.xlsm": macro_workbook,
        "示例县.xlsx": sample_county.workbook,
    }
    for name, content in files.items():
        target = WORKBOOK / name
        target.write_bytes(content())
        print(target.relative_to(WORKBOOK.parent))


if __name__ == "__main__":
    main()
