"""Build dist/qbe-xl-…-windows.zip: everything a Windows machine without a network needs."""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from qbe_xl import __version__  # noqa: E402
from scripts import lock as locks  # noqa: E402

PYTHONS = ("3.11", "3.12", "3.13")
EXTRAS = ("excel", "many")
TEMPLATES = ROOT / "scripts" / "windows"
TOP = f"qbe-xl-{__version__}"
SUMS, REQUIREMENTS, OWN = "SHA256SUMS.txt", "requirements.txt", "qbe-xl.txt"
WORKBOOKS = (".xlam", ".xlsm", ".xlsx")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TEXTS = {
    "install.cmd": "install.cmd",
    "install.py": "install.py",
    "uninstall.cmd": "卸载.cmd",
    "readme.txt": "安装说明.txt",
}


def needed(python: str) -> list[locks.Locked]:
    """Return what is installed on Windows with that Python, our own package aside."""
    lock = locks.read((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    roots = locks.direct((ROOT / "pyproject.toml").read_text(encoding="utf-8"), EXTRAS)
    return locks.runtime(lock, roots, locks.windows(python))


def everything() -> list[tuple[locks.Locked, str]]:
    """Return what any of the Pythons needs, with a marker where not all of them do."""
    wanted: dict[str, tuple[locks.Locked, list[str]]] = {}
    for python in PYTHONS:
        for locked in needed(python):
            wanted.setdefault(locked.name, (locked, []))[1].append(python)
    return [
        (
            locked,
            ""
            if len(pythons) == len(PYTHONS)
            else " or ".join(f"python_version == '{python}'" for python in pythons),
        )
        for _, (locked, pythons) in sorted(wanted.items())
    ]


def requirement(name: str, version: str, hashes: Iterable[str], marker: str = "") -> str:
    """Return the lines of one requirement with its hashes."""
    head = f"{name}=={version}" + (f" ; {marker}" if marker else "")
    return " \\\n    ".join([head, *(f"--hash={digest}" for digest in hashes)]) + "\n"


def download(cache: Path) -> dict[str, bytes]:
    """Fetch the wheels into a cache, checked against the lock; return them by name."""
    names: set[str] = set()
    for python in PYTHONS:
        # The markers are decided here: pip would ask this system, which is not Windows.
        text = "".join(requirement(p.name, p.version, p.hashes) for p in needed(python))
        folder = cache / python
        folder.mkdir(parents=True, exist_ok=True)
        (listed := folder / "requirements.txt").write_text(text, encoding="utf-8")
        _run(
            *(sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-qq"),
            *("--no-deps", "--require-hashes", "--only-binary=:all:", "--platform", "win_amd64"),
            *("--python-version", python, "--implementation", "cp", "--dest", str(folder)),
            *("--find-links", str(folder), "-r", str(listed)),
        )
        allowed = {digest for p in needed(python) for digest in p.hashes}
        for path in folder.glob("*.whl"):
            if f"sha256:{_digest(path.read_bytes())}" in allowed:
                names.add(f"{python}/{path.name}")
    return {Path(name).name: (cache / name).read_bytes() for name in sorted(names)}


def own_wheel() -> tuple[str, bytes]:
    """Build the wheel of the project itself; return its name and content."""
    with tempfile.TemporaryDirectory() as scratch:
        _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", scratch)
        (path,) = Path(scratch).glob("*.whl")
        return path.name, path.read_bytes()


def workbooks(folder: Path = ROOT / "workbook") -> dict[str, bytes]:
    """Return what staff open, by name."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.suffix in WORKBOOKS}


def contents(
    wheels: Mapping[str, bytes], own: tuple[str, bytes], books: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the files of the bundle by their paths in it.

    Raises ValueError where a wheel that is needed lacks, or one is there that the lock lacks.
    """
    digests = {name: f"sha256:{_digest(content)}" for name, content in wheels.items()}
    files: dict[str, bytes] = {f"wheels/{name}": content for name, content in wheels.items()}
    files[f"wheels/{own[0]}"] = own[1]
    lines = []
    for locked, marker in everything():
        present = sorted(set(digests.values()) & set(locked.hashes))
        if not present:
            raise ValueError(f"no wheel of {locked.name} {locked.version}")
        lines.append(requirement(locked.name, locked.version, present, marker))
    known = {digest for locked, _ in everything() for digest in locked.hashes}
    if strange := sorted(name for name, digest in digests.items() if digest not in known):
        raise ValueError(f"not in the lock: {strange}")
    if "qbe.xlam" not in books:
        raise ValueError("no add-in")
    files[REQUIREMENTS] = "".join(lines).encode()
    files[OWN] = requirement("qbe-xl", __version__, [f"sha256:{_digest(own[1])}"]).encode()
    files |= {f"workbook/{name}": content for name, content in books.items()}
    for source, target in _TEXTS.items():
        text = (TEMPLATES / source).read_text(encoding="utf-8").replace("{version}", __version__)
        # Notepad of old wants the mark of UTF-8; cmd.exe would take it for a command.
        mark = "\ufeff" if target.endswith(".txt") else ""
        files[target] = (mark + text).replace("\n", "\r\n").encode()
    manual = (ROOT / "docs" / "install.zh-CN.md").read_text(encoding="utf-8")
    files["安装手册.txt"] = ("\ufeff" + manual).replace("\n", "\r\n").encode()
    files["LICENSE.txt"] = (ROOT / "LICENSE").read_bytes()
    files[SUMS] = sums(files).encode()
    return files


def sums(files: Mapping[str, bytes]) -> str:
    """Return the list of sums, as sha256sum and install.py read it."""
    return "".join(f"{_digest(content)} *{name}\n" for name, content in sorted(files.items()))


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return the zip, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(f"{TOP}/{name}", _EPOCH)
            member.create_system = 0
            stored = name.endswith((".whl", *WORKBOOKS))
            member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return out.getvalue()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _run(*command: str) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
    subprocess.run(command, check=True, cwd=ROOT, stdout=sys.stderr, env=environment)


def main() -> None:
    """Fetch, build and pack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "wheels")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    files = contents(download(options.cache), own_wheel(), workbooks())
    options.out.mkdir(parents=True, exist_ok=True)
    target = options.out / f"{TOP}-windows.zip"
    target.write_bytes(packed(files))
    print(f"{target}：{len(files)} 个文件，{target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
