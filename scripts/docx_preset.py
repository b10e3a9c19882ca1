"""Presets of style: the figures of GB/T 9704-2012 as data, and what a place does otherwise."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

STYLES = Path(__file__).resolve().parent.parent / "templates" / "styles"
STANDARD = STYLES / "国标.toml"

Preset = Mapping[str, Any]


def load(path: Path = STANDARD) -> Preset:
    """Return a preset laid over the standard one.

    ValueError for a key that the standard lacks or a value of another kind.
    """
    base = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    if path == STANDARD:
        return base
    return _over(base, tomllib.loads(path.read_text(encoding="utf-8")), path.name)


def _over(base: Preset, own: Preset, where: str) -> Preset:
    whole = dict(base)
    for key, value in own.items():
        place = f"{where}: {key}"
        if key not in base and not where.endswith(": instead"):
            raise ValueError(f"{place} is not known; allowed: {', '.join(base)}")
        if isinstance(value, Mapping):
            whole[key] = _over(base[key], value, place)
        elif key in base and _kind(value) is not _kind(base[key]):
            raise ValueError(f"{place} should be {_kind(base[key]).__name__}")
        else:
            whole[key] = value
    return whole


def _kind(value: object) -> type:
    return float if type(value) is int else type(value)
