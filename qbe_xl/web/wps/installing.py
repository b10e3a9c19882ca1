"""Puts the add-in into WPS' folder of this user, and takes it away again.

One folder of ours and one line of publish.xml are written, nothing else. authaddin.json, WPS'
memory of 允许, is only read.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from qbe_xl import __version__
from qbe_xl.errors import OutputError
from qbe_xl.files.system_words import reason
from qbe_xl.files.writing import put, write_all
from qbe_xl.web.wps import addin, publish
from qbe_xl.web.wps.places import Places, Wps
from qbe_xl.web.wps.publish import StrangeList

Say = Callable[[str], None]

_OUR_FILE = re.compile(
    r"(?:ribbon\.xml|manifest\.xml|index\.html|(?:client|settings|functions)\.js|start\.(?:cmd|sh)"
    r"|[a-z_]+\.svg)"
)
ALLOW = (
    "第一次请这样做：完全退出 WPS（右下角托盘里的图标也退出），再打开 WPS 表格；出现加载项的提示时点“允许”；"
    "然后再退出、再打开一次，功能区就有“优质均衡”。"
)


def strange(places: Places, error: StrangeList) -> str:
    """Return what to do about a list of add-ins that cannot be changed."""
    return (
        f"“{places.publish}”没有改动：{error}。WPS 靠它找加载项，所以优质均衡还不会出现。"
        "请把这个文件改名（如 publish-旧.xml）后再运行 qbe-xl wps install；"
        "里面若有其他加载项，请它的提供者重新安装"
    )


def install(places: Places, wps: Wps | None, say: Say = lambda line: None) -> bool:
    """Write the add-in and enter it; tell each thing done. Return whether WPS' list has it.

    Raises OutputError where a file cannot be written.
    """
    folder = folder_of(places)
    say(told(wps))
    with _reasons():
        write_all(folder, addin.files(places))
        if not places.windows:
            (folder / addin.START_LINUX).chmod(0o755)
        places.inbox.mkdir(parents=True, exist_ok=True)
        say(f"加载项已写入：{folder}")
        try:
            before = places.publish.read_bytes() if places.publish.exists() else None
            after = publish.entered(before, __version__)
        except StrangeList as error:
            say(strange(places, error))
            return False
        if after != before:
            put(places.publish, after, places.jsaddons)
        for old in _folders(places):
            if old != folder:
                _clear(old, say)
    others = [name for name in publish.listed(after) if name != publish.NAME]
    kept = f"；其中其他加载项没有动：{'、'.join(others)}" if others else ""
    say(f"已列入：{places.publish}{kept}")
    return True


def uninstall(places: Places, say: Say = lambda line: None) -> None:
    """Undo what `install` did. Raises OutputError where a file cannot be removed."""
    with _reasons():
        before = places.publish.read_bytes() if places.publish.exists() else None
        if before is not None:
            try:
                after = publish.left(before)
            except StrangeList as error:
                say(f"“{places.publish}”没有改动：{error}")
            else:
                if after is None:
                    places.publish.unlink()
                    say(f"已删除（里面没有其他加载项）：{places.publish}")
                elif after != before:
                    put(places.publish, after, places.jsaddons)
                    say(f"已从中取出本程序的一项，其他没有动：{places.publish}")
        found = list(_folders(places))
        for folder in found:
            _clear(folder, say)
        if not found:
            say(f"没有找到加载项：{places.jsaddons}")


def folder_of(places: Places) -> Path:
    """Return the add-in's folder."""
    return places.jsaddons / f"{publish.NAME}_{__version__}"


def told(wps: Wps | None) -> str:
    """Say which WPS was found."""
    if wps is None:
        return "没有在通常的位置找到 WPS；加载项照常放好，装了 WPS 以后就能用。"
    build = f"版本 {wps.build}" if wps.build else "版本无法判断（可在 WPS 的“关于”里看）"
    return f"找到 WPS 表格：{build}，{wps.program}"


def _folders(places: Places) -> Iterator[Path]:
    if places.jsaddons.is_dir():
        for path in sorted(places.jsaddons.glob(f"{publish.NAME}_*")):
            if re.fullmatch(rf"{publish.NAME}_\d+(\.\w+)*", path.name) and path.is_dir():
                yield path


def _clear(folder: Path, say: Say) -> None:
    """Take away what we put there; what else lies in the folder stays, and is named."""
    for path in folder.iterdir():
        if path.is_file() and _OUR_FILE.fullmatch(path.name):
            path.unlink()
    if others := sorted(path.name for path in folder.iterdir()):
        say(f"留下没有动的：{folder}（{'、'.join(others[:5])}）")
        return
    folder.rmdir()
    say(f"已删除：{folder}")


@contextlib.contextmanager
def _reasons() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        name = error.filename2 or error.filename or "文件"
        raise OutputError(
            f"“{name}”无法写入或删除（{reason(error)}）。请完全退出 WPS（包括托盘里的图标）后再试"
        ) from error
