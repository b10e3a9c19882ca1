"""Where the files are that come with the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from qbe_xl.files import shipped as shipping
from qbe_xl.files.shipped import shipped


def test_everything_that_comes_with_the_package_is_there() -> None:
    assert shipped("workbook", "qbe.xlam").is_file()
    assert shipped("workbook", "qbe.oxt").is_file()
    assert shipped("docs", "manual.zh-CN.md").is_file()
    assert (shipped("templates") / "partials" / "page.css").is_file()


def test_a_wheel_has_it_within_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "_PACKAGE", tmp_path / "qbe_xl")
    assert shipped("workbook", "qbe.xlam") == tmp_path / "workbook" / "qbe.xlam"
    inside = tmp_path / "qbe_xl" / "_workbook"
    inside.mkdir(parents=True)
    (inside / "qbe.xlam").touch()
    assert shipped("workbook", "qbe.xlam") == inside / "qbe.xlam"
    assert shipped("workbook") == inside
