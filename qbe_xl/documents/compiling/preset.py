"""Presets of style: the figures of GB/T 9704-2012 as data, and what a place does otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qbe_xl.files import toml
from qbe_xl.files.toml import Table
from qbe_xl.sheets.templating import template_folder

FOLDER = "styles"
STANDARD = "国标.toml"
_FACES = "instead"
"""The table whose keys are faces, of which a place may name others."""
_MOST = 10_000

Preset = Mapping[str, Any]


def load(path: Path | None = None) -> Preset:
    """Return the standard preset, or another laid over it.

    Raises InputError for a key that the standard lacks, a value of another kind, or a file that
    is no TOML.
    """
    with toml.reading(template_folder() / FOLDER / STANDARD) as file:
        base = file.plain()
    if path is None:
        return base
    with toml.reading(path) as file:
        return _over(base, file)


def _over(base: Preset, own: Table) -> Preset:
    whole = dict(base)
    for key in own.names(base):
        value = base[key]
        if key == _FACES:
            faces = own.table(key)
            whole[key] = value | {face: faces.text(face) for face in faces.names()}
        elif isinstance(value, Mapping):
            whole[key] = _over(value, own.table(key))
        elif isinstance(value, bool):
            whole[key] = own.flag(key)
        elif isinstance(value, str):
            whole[key] = own.text(key)
        else:
            figure = own.number(key, -_MOST, _MOST)
            whole[key] = int(figure) if figure == int(figure) else float(figure)
    return whole
