"""What comes with the package: templates, the add-ins, the manual."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped(folder: str, name: str = "") -> Path:
    """Return a file of a folder of the tree, or the folder: in a wheel it lies in the package."""
    inside = _PACKAGE / f"_{folder}" / name
    return inside if inside.exists() else _PACKAGE.parent / folder / name
