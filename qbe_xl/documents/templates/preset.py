"""Presets of style: the figures of GB/T 9704-2012 as data, and what a place does otherwise."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.sheets.templating import template_folder

FOLDER = "styles"
STANDARD = "国标.toml"

Preset = Mapping[str, Any]


def load(path: Path | None = None) -> Preset:
    """Return the standard preset, or another laid over it.

    Raises InputError for a key that the standard lacks, a value of another kind, or a file that
    is no TOML.
    """
    base = _read(template_folder() / FOLDER / STANDARD)
    return base if path is None else _over(base, _read(path), path.name, "")


def _read(path: Path) -> Preset:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(
            [Problem(Place(str(path)), f"无法读取：{error.strerror or error}")]
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"不是写得正确的版式预设（{error}），请对照“{STANDARD}”改正"
        raise InputError([Problem(Place(path.name), message)]) from error


def _over(base: Preset, own: Preset, file: str, before: str) -> Preset:
    whole = dict(base)
    for key, value in own.items():
        name = f"{before}{key}"
        if key not in base and before != "instead.":
            message = f"没有“{name}”这一项；可用的有 {'、'.join(base)}"
            raise InputError([Problem(Place(file), message)])
        if isinstance(value, Mapping):
            whole[key] = _over(base[key], value, file, f"{name}.")
        elif key in base and _kind(value) is not _kind(base[key]):
            message = f"“{name}”应为{_KINDS[_kind(base[key])]}，现为“{value}”"
            raise InputError([Problem(Place(file), message)])
        else:
            whole[key] = value
    return whole


_KINDS = {float: "数", str: "文字", bool: " true 或 false", dict: "一组项"}


def _kind(value: object) -> type:
    return float if type(value) is int else type(value)
