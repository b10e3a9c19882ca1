"""Installs the add-in for one Windows user, and takes it away again.

Two files are written: the configuration that the add-in's VBA reads (its name and place are
xlwings_vba.PROJECT's), and the add-in itself in XLSTART, from where Excel opens it and which it
trusts. A manifest beside the configuration says what was written, so that `uninstall` undoes
exactly that. What stood in the way is copied aside first and put back in the end.

All of it works on the paths of a `Places`; only `Places.here` looks at the system.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import locale
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from qbe_xl import __version__
from qbe_xl.errors import OutputError
from qbe_xl.files.names import numbered
from qbe_xl.files.shipped import shipped
from qbe_xl.files.state import WRONG, expect, parsed
from qbe_xl.files.system_words import reason
from qbe_xl.files.writing import put

ADDIN = "qbe.xlam"
CONFIG_FOLDER, CONFIG = ".qbe", "qbe.conf"
MANIFEST, KEPT = "installed.json", "原有文件"
INTERPRETER = "INTERPRETER_WIN"
ONLY_WINDOWS = (
    "本机不是 Windows：在 Excel 里使用的加载宏依靠 xlwings，只能装在 Windows 版 Microsoft Excel 上。"
    "在本机请用 LibreOffice（qbe-xl libreoffice install），或用命令行 qbe-xl assess 填报表 --out 结果。"
)
STORE_PYTHON = (
    "这个 Python 来自微软应用商店：它写入的文件会被 Windows 转到别处，Excel 看不到。"
    "请从 Python 官方网站的安装包安装 64 位 Python 3.12，再重新安装本程序"
)
_SHORTER = ("LOCALAPPDATA", "APPDATA", "USERPROFILE", "ProgramFiles", "ProgramData")
_MOST_KEPT = 1000

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Places:
    """The paths that an installation is about.

    home: the user's own folder; xlstart: the folder from which Excel opens everything;
    python: the python.exe that is to compute; base: where its Python is installed, which for a
    virtual environment is elsewhere; addin: the add-in to be copied; code_page: Python's name for
    the encoding in which VBA reads files; variables: the environment.
    """

    home: Path
    xlstart: Path
    python: Path
    base: Path
    addin: Path
    code_page: str = "cp936"
    variables: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def here(cls) -> Places:
        """Return the places of the user on this Windows. Raises OutputError on other systems."""
        if not on_windows():
            raise OutputError(ONLY_WINDOWS)
        missing = [name for name in ("USERPROFILE", "APPDATA") if not os.environ.get(name)]
        if missing:
            raise OutputError(
                f"环境变量 {'、'.join(missing)} 是空的，请注销后重新登录 Windows 再试"
            )
        return cls(
            home=Path(os.environ["USERPROFILE"]),
            xlstart=Path(os.environ["APPDATA"], "Microsoft", "Excel", "XLSTART"),
            # Not pythonw.exe: cmd.exe, through which VBA starts it, need not wait for that one.
            python=Path(sys.executable).with_name("python.exe"),
            base=Path(sys.base_prefix),
            addin=shipped("workbook", ADDIN),
            code_page=locale.getencoding(),
            variables=dict(os.environ),
        )

    @property
    def config(self) -> Path:
        """The file that the add-in reads."""
        return self.home / CONFIG_FOLDER / CONFIG

    @property
    def manifest(self) -> Path:
        """What is written about an installation."""
        return self.config.with_name(MANIFEST)

    @property
    def kept(self) -> Path:
        """The folder for what was replaced."""
        return self.config.with_name(KEPT)

    @property
    def installed_addin(self) -> Path:
        """The add-in as Excel opens it."""
        return self.xlstart / ADDIN


def on_windows() -> bool:
    """Tell whether this is Windows."""
    return sys.platform == "win32"


def is_store_python(path: PurePath) -> bool:
    """Tell whether a Python is that of the Microsoft Store."""
    parts = PureWindowsPath(path).parts
    return any(
        part.lower() == "windowsapps" or part.lower().startswith("pythonsoftwarefoundation")
        for part in parts
    )


def config_text(python: Path, variables: Mapping[str, str]) -> str:
    """Return the configuration: one line, "key","value", as VBA's Input # reads it.

    A path with other than ASCII characters is written with a variable of the environment where
    that leaves only ASCII: VBA reads the file in the code page of Windows, and expands variables.
    """
    return f'"{INTERPRETER}","{_shortened(python, variables)}"\r\n'


def _shortened(path: Path, variables: Mapping[str, str]) -> str:
    if str(path).isascii():
        return str(path)
    for name in _SHORTER:
        folder = variables.get(name)
        if folder and path.is_relative_to(folder):
            inside = "\\".join(("", *path.relative_to(folder).parts))
            if inside.isascii():
                return f"%{name}%{inside}"
    return str(path)


def unwritable(path: PurePath, code_page: str) -> str:
    """Return the characters of a path that VBA cannot handle on this Windows."""
    found = dict.fromkeys(c for c in str(path) if c in '"%' or not _encodes(c, code_page))
    return "".join(found)


def _encodes(character: str, code_page: str) -> bool:
    try:
        character.encode(code_page)
    except UnicodeEncodeError:
        return False
    return True


def characters_advice(path: PurePath, characters: str, code_page: str) -> str:
    """Return what to do about a path with characters that VBA cannot handle."""
    if set(characters) <= set('"%'):
        return f"路径“{path}”里有字符 {characters}，请把程序装到没有这种字符的文件夹"
    return (
        f"路径“{path}”里的“{characters}”在本机 Windows 的非 Unicode 程序语言（{code_page}）里没有，"
        "Excel 的宏无法打开它。请在“控制面板→区域→管理→更改系统区域设置”选“中文(简体，中国)”并重启；"
        "如是生僻字，请改用名字里没有生僻字的 Windows 账户"
    )


def install(places: Places, say: Say = lambda line: None) -> None:
    """Write the configuration and the add-in; tell each thing done.

    A second time it changes only what differs. Raises OutputError, with nothing written where
    the reason is known beforehand.
    """
    _demand(places)
    config = config_text(places.python, places.variables)
    wanted = {
        places.config: ("配置文件", config.encode(places.code_page)),
        places.installed_addin: ("加载宏", places.addin.read_bytes()),
    }
    try:
        before = _read_manifest(places)
        folders = _make_folders(places, before["folders"], say)
        entries = {}
        for path, (what, content) in wanted.items():
            old = before["files"].get(str(path), {})
            original = old.get("original") or ""
            if path.exists() and _hash(path.read_bytes()) not in (_hash(content), old.get("hash")):
                copy = _keep(places, path)
                say(f"原有的{what}另存为：{copy}")
                original = original or copy.name
            entries[str(path)] = {"what": what, "hash": _hash(content), "original": original}
        # First the manifest: whatever comes between, `uninstall` knows these files.
        manifest = {"version": __version__, "folders": folders, "files": entries}
        _write(places.manifest, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        for path, (what, content) in wanted.items():
            same = path.exists() and path.read_bytes() == content and not is_blocked(path)
            if not same:
                _write(path, content)
            say(f"{what}{'已是最新，没有改动' if same else '已写入'}：{path}")
    except OSError as error:
        raise _failure("没有装完", error) from error
    say(f"Excel 将用这个 Python 计算：{places.python}")


def uninstall(places: Places, say: Say = lambda line: None) -> None:
    """Undo what `install` did; leave and name what was changed since.

    Raises OutputError where a file cannot be removed; a later run goes on from there.
    """
    try:
        if not places.manifest.exists():
            say(f"没有找到安装记录（{places.manifest}），没有改动任何文件")
            return
        manifest = _read_manifest(places)
        for name, entry in [*manifest["files"].items()]:
            _take_away(places, Path(name), entry, say)
            del manifest["files"][name]
            _write(places.manifest, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        places.manifest.unlink()
        left = sorted(places.kept.iterdir()) if places.kept.is_dir() else []
        for path in left:
            say(f"留下没有改动：{path}（安装前或其间的旧文件，不需要可以自己删除）")
        if not left and places.kept.is_dir():
            places.kept.rmdir()
        for folder in reversed(manifest["folders"]):
            with contextlib.suppress(OSError):  # not empty: something else lies there
                Path(folder).rmdir()
                say(f"已删除空文件夹：{folder}")
    except OSError as error:
        raise _failure("没有卸载完", error) from error


def is_blocked(path: Path) -> bool:
    """Tell whether Windows marks a file as from the internet: Excel then opens no macros of it."""
    try:
        mark = Path(f"{path}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(f"ZoneId={zone}" in mark for zone in (3, 4))


def _demand(places: Places) -> None:
    if is_store_python(places.base) or is_store_python(places.python):
        raise OutputError(STORE_PYTHON)
    if not places.addin.is_file():
        raise OutputError(f"安装包里没有加载宏“{places.addin}”，请重新安装本程序")
    if not places.python.is_file():
        raise OutputError(f"没有找到“{places.python}”，请重新安装本程序")
    for path in (places.python, places.config, places.xlstart):
        if found := unwritable(path, places.code_page):
            raise OutputError(characters_advice(path, found, places.code_page))


def _make_folders(places: Places, before: list[str], say: Say) -> list[str]:
    """Make the folders that are not there; return all that were ever made, the outer first."""
    made = [folder for folder in before if Path(folder).is_dir()]
    for folder in (places.manifest.parent, places.xlstart):
        missing = [p for p in (folder, *folder.parents) if not p.exists()]
        for path in reversed(missing):
            path.mkdir()
            made.append(str(path))
            say(f"已建立文件夹：{path}")
    return made


def _keep(places: Places, path: Path) -> Path:
    """Copy a file aside under a name that is free, or find the copy that is there."""
    content = path.read_bytes()
    places.kept.mkdir(exist_ok=True)
    for name in islice(numbered(path.stem, path.suffix), _MOST_KEPT):
        copy = places.kept / name
        if not copy.exists():
            _write(copy, content)
            return copy
        if copy.read_bytes() == content:
            return copy
    raise OutputError(f"“{places.kept}”里的旧文件太多，请清理后再安装")


def _take_away(places: Places, path: Path, entry: Mapping[str, str], say: Say) -> None:
    what, original = entry["what"], PurePath(entry["original"]).name
    if not path.exists():
        say(f"{what}已经不在：{path}")
    elif _hash(path.read_bytes()) != entry["hash"]:
        say(f"{what}在安装后改动过，留下没有删除：{path}")
        return
    else:
        path.unlink()
        say(f"{what}已删除：{path}")
    if original and (places.kept / original).is_file() and path.parent.is_dir():
        _write(path, (places.kept / original).read_bytes())
        (places.kept / original).unlink()
        say(f"已放回原有的{what}：{path}")


def _read_manifest(places: Places) -> dict[str, Any]:
    """Return the manifest; of one that cannot be read, nothing: its files count as the user's."""
    try:
        found = parsed(places.manifest, lambda raw: expect(raw, dict))
        known = {str(places.config), str(places.installed_addin)}
        files = {
            name: {key: str(entry[key]) for key in ("what", "hash", "original")}
            for name, entry in found["files"].items()
            if name in known  # a manifest from elsewhere removes nothing
        }
        return {
            "version": str(found["version"]),
            "folders": [str(folder) for folder in found["folders"]],
            "files": files,
        }
    except WRONG:
        return {"version": "", "folders": [], "files": {}}


def _write(path: Path, content: bytes) -> None:
    """Write a file at once or not at all; no mark of the internet is left on it.

    It is made outside its folder: Excel opens whatever it finds in XLSTART.
    """
    put(path, content, path.parent.parent)
    with contextlib.suppress(OSError):
        Path(f"{path}:Zone.Identifier").unlink()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _failure(what: str, error: OSError) -> OutputError:
    name = f"“{error.filename2 or error.filename}”" if error.filename else "文件"
    if isinstance(error, PermissionError):
        return OutputError(f"{what}：{name}正被占用或没有写入权限。请关闭所有 Excel 窗口后重试")
    return OutputError(f"{what}：{name}无法写入（{reason(error)}），请检查后重试")
