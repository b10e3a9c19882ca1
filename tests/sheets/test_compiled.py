"""What is made of the templates when the project is installed: it gives what it saves making."""

from __future__ import annotations

import datetime as dt
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from unittest import mock

import pytest

from qbe_xl.checkup import loading
from qbe_xl.files import readied, toml
from qbe_xl.files.shipped import shipped
from qbe_xl.report.run import assess_file
from qbe_xl.sheets import templating, word
from scripts import compile_templates
from tests.counties import GOLDEN

TIME = dt.datetime(2026, 5, 20, tzinfo=dt.UTC)
PAGE, DOCUMENT = "评估报告.html", "评估报告.docx"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as `make` fills it."""
    folder = tmp_path_factory.mktemp("compiled")
    compile_templates.main(folder)
    return folder


@pytest.fixture
def found(compiled: Path) -> Iterator[list[bool]]:
    """Use that folder only; tell of each file that is asked for whether it is there."""
    asked: list[bool] = []

    def there(folder: str, name: str = "") -> Path:
        if folder != "compiled":
            return shipped(folder, name)
        asked.append((compiled / name).exists())
        return compiled / name

    with kept_in(there):
        yield asked


@contextmanager
def kept_in(place: Callable[..., Path]) -> Iterator[None]:
    """Compile anew whatever is not there."""

    def forget() -> None:
        for made in (templating.environment, word._compiled, word._patched, loading.shipped):
            made.cache_clear()

    forget()
    with mock.patch.object(readied, "shipped", place):
        yield
    forget()


def nowhere(folder: str, name: str = "") -> Path:
    """The folder before the project was installed."""
    return Path("nowhere", name) if folder == "compiled" else shipped(folder, name)


def report(folder: Path) -> list[bytes]:
    """Return the page, and what is in the Word document."""
    files = assess_file(GOLDEN / "mixed.xlsx", folder, now=TIME).files
    named = {path.name: path for path in files.values()}
    with zipfile.ZipFile(named[DOCUMENT]) as package:
        return [named[PAGE].read_bytes(), *map(package.read, package.namelist())]


def test_a_report_is_the_same(found: list[bool], tmp_path: Path) -> None:
    quick = report(tmp_path / "quick")
    assert found
    assert all(found)
    with kept_in(nowhere):
        assert report(tmp_path / "slow") == quick


def test_a_fault_is_told_at_the_same_place(found: list[bool]) -> None:
    template = templating.template_folder() / DOCUMENT
    with pytest.raises(word.Fault) as quick:
        word.document(template, {}, "", TIME)
    with kept_in(nowhere), pytest.raises(word.Fault) as slow:
        word.document(template, {}, "", TIME)
    assert all(found)
    assert quick.value.place == slow.value.place != ""


def test_a_template_that_staff_changed_is_compiled(found: list[bool], tmp_path: Path) -> None:
    (tmp_path / "我的.html").write_text("{{ name }}县", encoding="utf-8")
    assert templating.render("我的.html", {"name": "甲"}, None, tmp_path) == "甲县"
    assert found == [False]


def test_the_rules_of_the_checkup_are_those_of_their_file(found: list[bool]) -> None:
    quick = loading.shipped()
    assert found == [True]  # and so no file was read
    assert quick == loading.read(loading.SHIPPED)
    assert repr(quick) == repr(loading.read(loading.SHIPPED))


def test_files_of_settings_hold_the_same(found: list[bool]) -> None:
    files = sorted(Path(toml.__file__).parents[1].rglob("*.toml"))
    assert files
    for path in files:
        content = path.read_bytes()
        parsed = tomllib.loads(content.decode(), parse_float=Decimal)
        assert toml._ready(content) == parsed, path
        assert repr(toml._ready(content)) == repr(parsed), path
        assert toml._ready(content + b"\n") is None
    assert found == [True, True, False] * len(files)


def test_rules_that_were_changed_are_read(found: list[bool], tmp_path: Path) -> None:
    changed = tmp_path / "rules.toml"
    text = loading.SHIPPED.read_text(encoding="utf-8")
    changed.write_text(text.replace('importance = "中"', 'importance = "低"', 1), encoding="utf-8")
    with mock.patch.object(loading, "SHIPPED", changed):
        assert loading.shipped() == loading.read(changed)
    assert not any(found)
