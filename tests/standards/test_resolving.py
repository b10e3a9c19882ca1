"""Which standard a county is judged by: contract, section 3."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from qbe_xl.errors import StandardError
from qbe_xl.standards import resolve
from qbe_xl.standards.loading import DATA


@dataclass(frozen=True)
class County:
    """What the resolver asks of a county."""

    province: str = ""
    date: dt.date | None = None

    def fact(self, key: str) -> str:
        assert key == "省份"
        return self.province


@pytest.mark.parametrize(
    ("province", "id"),
    [
        ("", "yunnan-2022"),
        ("云南", "yunnan-2022"),
        ("云南省", "yunnan-2022"),
        (" 云 南省 ", "yunnan-2022"),
        ("贵州省", "yunnan-2022"),
        ("国家", "yunnan-2022"),
    ],
)
def test_without_a_standard_the_province_decides(province: str, id: str) -> None:
    assert resolve(County(province)).id == id


def test_what_is_asked_for_holds_whatever_the_county_says() -> None:
    assert resolve(County("云南"), "national-2017").id == "national-2017"
    assert resolve(None, "national-2024-transitional").second_hand
    with pytest.raises(StandardError):
        resolve(County("云南"), "no-such-standard")


def folder_with(tmp_path: Path, **files: str) -> Path:
    for path in DATA.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for id, head in files.items():
        id = id.replace("_", "-")
        text = (
            f'[standard]\nid = "{id}"\ntitle = "{id}"\ndocument = "文"\nextends = "national-2017"\n'
        )
        (tmp_path / f"{id}.toml").write_text(text + head, encoding="utf-8")
    return tmp_path


def test_the_standard_of_a_province_of_its_own_day(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        gx_2020='since = 2020-01-01\nprovince = "广西"\n',
        gx_2026='since = 2026-01-01\nprovince = "广西"\n',
        gx_2030='since = 2030-01-01\nprovince = "广西"\nsecond_hand = true\n',
    )
    for day, id in (
        (None, "gx-2026"),
        (dt.date(2026, 1, 1), "gx-2026"),
        (dt.date(2025, 12, 31), "gx-2020"),
        (dt.date(2019, 1, 1), "gx-2020"),
        (dt.date(2031, 1, 1), "gx-2026"),
    ):
        assert resolve(County("广西壮族自治区", day), folder=folder).id == id


def test_what_is_second_hand_is_never_chosen_unasked(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path, gz_2024='since = 2024-01-01\nprovince = "贵州"\nsecond_hand = true\n'
    )
    assert resolve(County("贵州省"), folder=folder).id == "yunnan-2022"
    assert resolve(County("贵州省"), "gz-2024", folder).second_hand
