"""Build workbook/qbe.xlam, the same bytes each time."""

from __future__ import annotations

from pathlib import Path

from qbe_xl.excel import build

WORKBOOK = Path(__file__).resolve().parents[1] / "workbook"


def main() -> None:
    """Write the add-in."""
    target = WORKBOOK / "qbe.xlam"
    target.write_bytes(build.addin())
    print(target.relative_to(WORKBOOK.parent))


if __name__ == "__main__":
    main()
