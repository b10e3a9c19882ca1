"""Reads requirements.lock: what is locked, who asks for it, and what runs where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ENTRY = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+?))? \\$")
_HASH = re.compile(r"^    --hash=(sha256:[0-9a-f]{64})(?: \\)?$")
_VIA = re.compile(r"^    #(?: via)?(?:  )? *(?P<name>[A-Za-z][\w.-]*)?(?: \(pyproject\.toml\))?$")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of the lock; via: the packages that ask for it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    via: frozenset[str]

    def wanted(self, environment: Mapping[str, str]) -> bool:
        """Tell whether it is for that environment."""
        return not self.marker or Marker(self.marker).evaluate(dict(environment))


def read(text: str) -> dict[str, Locked]:
    """Return the packages of a lock by their names. Raises ValueError for a line not understood."""
    found: dict[str, tuple[re.Match[str], list[str], set[str]]] = {}
    current: tuple[re.Match[str], list[str], set[str]] | None = None
    for line in text.splitlines():
        if entry := _ENTRY.match(line):
            current = found[canonicalize_name(entry["name"])] = (entry, [], set())
        elif current is None and line.startswith("#"):
            continue
        elif current is None:
            raise ValueError(f"not understood: {line}")
        elif digest := _HASH.match(line):
            current[1].append(digest[1])
        elif via := _VIA.match(line):
            if via["name"] and via["name"] != "via":
                current[2].add(canonicalize_name(via["name"]))
        else:
            raise ValueError(f"not understood: {line}")
    for name, (_, hashes, via_names) in found.items():
        if not hashes or not via_names:
            raise ValueError(f"{name} has no hash, or nothing asks for it")
    return {
        name: Locked(
            name, entry["version"], entry["marker"] or "", tuple(hashes), frozenset(asking)
        )
        for name, (entry, hashes, asking) in found.items()
    }


def direct(pyproject: str, extras: Iterable[str]) -> set[str]:
    """Return what a project asks for itself, with these extras."""
    project = tomllib.loads(pyproject)["project"]
    texts = [*project["dependencies"]]
    for extra in extras:
        texts += project["optional-dependencies"][extra]
    return {canonicalize_name(Requirement(text).name) for text in texts}


def runtime(
    lock: Mapping[str, Locked], roots: Iterable[str], environment: Mapping[str, str]
) -> list[Locked]:
    """Return what the roots need in an environment, directly or not, by name."""
    needed = set(roots)
    if missing := needed - set(lock):
        raise ValueError(f"not locked: {sorted(missing)}")
    while more := {
        name
        for name, locked in lock.items()
        if name not in needed and locked.via & needed and locked.wanted(environment)
    }:
        needed |= more
    return [lock[name] for name in sorted(needed) if lock[name].wanted(environment)]


def windows(python: str) -> dict[str, str]:
    """Return the environment of markers on 64-bit Windows with a Python such as 3.12."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "win32",
        "extra": "",
    }
