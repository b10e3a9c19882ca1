"""Installs the extension for one user of LibreOffice, and takes it away again.

Two things are done: the extension is added to the user's profile, by LibreOffice itself, and a
file beside it says where this package is. Nothing else is written.
"""

from __future__ import annotations

import json
import site
import sys
from collections.abc import Callable
from pathlib import Path

from qbe_xl import __version__
from qbe_xl.errors import OutputError
from qbe_xl.files.children import OutOfTimeError, program, run
from qbe_xl.files.system_words import reason
from qbe_xl.files.writing import write_one
from qbe_xl.libreoffice.build import OLDEST_OFFICE
from qbe_xl.libreoffice.catalogue import MODULE
from qbe_xl.libreoffice.places import LOCK, MISLED, NOT_MISLED, Places, answered_by

Say = Callable[[str], None]

_INSIDE = Path(__file__).resolve().parent / "inside"
_PATIENCE = 180
_LEAST = tuple(map(int, OLDEST_OFFICE.split(".")))

NO_UNO = "LibreOffice 里没有 Python：Debian、Ubuntu 请安装 python3-uno，其他发行版请装 LibreOffice 的 Python 组件"


def too_old(version: tuple[int, int]) -> str:
    """Return what to say of a LibreOffice of this version; nothing where it is new enough."""
    if version >= _LEAST:
        return ""
    return (
        f"LibreOffice 是 {version[0]}.{version[1]}，要 {OLDEST_OFFICE} 或更新。旧版本打开 xlsx 时无法识别"
        "扩展的函数（显示 #NAME?），存盘还会改坏公式，所以没有安装。Debian 12 可从 backports 安装新版本；"
        "在旧版本上请用命令行 qbe-xl assess，结果文件不含扩展函数，任何版本都能打开"
    )


def package_paths() -> list[str]:
    """Return the folders from which this Python imports the package and what it needs."""
    package = Path(__file__).resolve().parents[2]
    folders = [*site.getsitepackages()]
    if site.ENABLE_USER_SITE:
        folders.append(site.getusersitepackages())
    others = [Path(folder).resolve() for folder in folders]
    return [str(path) for path in dict.fromkeys([package, *others]) if path.is_dir()]


def suitable(places: Places) -> tuple[list[str], str]:
    """Return the folders from which LibreOffice's Python can import the package, and their Python.

    Of this Python where both are of one version, else of another on this machine that has the
    package; LibreOffice's own cannot be started by itself everywhere. Raises OutputError where
    there is none.
    """
    wanted = places.python
    if wanted is None:
        raise OutputError(NO_UNO)
    own = "{}.{}".format(*sys.version_info)
    if own == wanted:
        return package_paths(), sys.executable
    other = program(f"python{wanted}") or ""
    ask = (
        "import json, numpy, xlsxwriter; from qbe_xl.libreoffice import installing as i;"
        "print(json.dumps(i.package_paths()))"
    )
    said = answered_by(other, ask)
    try:
        found: list[str] = json.loads(said)
    except ValueError:
        raise OutputError(
            f"LibreOffice 用的是 Python {wanted}，本程序装在 Python {own} 里，numpy 等组件不能共用。"
            f"请用 Python {wanted} 建一个环境再装一次：python{wanted} -m venv 环境文件夹，"
            "然后在这个环境里 pip install qbe-xl，再运行其中的 qbe-xl libreoffice install"
        ) from None
    return found, other


def demand_closed(places: Places) -> None:
    """Raise OutputError while LibreOffice is running on the profile."""
    if places.lock.exists():
        raise OutputError(
            "LibreOffice 正在运行，请关闭它的所有窗口（包括右下角的快速启动）后重试；"
            f"确实没有运行的，请删除上次非正常退出留下的“{places.profile / LOCK}”"
        )


def install(places: Places, say: Say = lambda line: None) -> None:
    """Add the extension and say where the package is; a second time bring both up to date.

    Raises OutputError, with nothing changed where the reason is known beforehand.
    """
    if places.version is not None and (reason := too_old(places.version)):
        raise OutputError(reason)
    if not places.extension.is_file():
        raise OutputError(f"安装包里没有扩展“{places.extension}”，请重新安装本程序")
    paths, interpreter = suitable(places)
    demand_closed(places)
    _manage(places, "add", str(places.extension))
    say(f"扩展已装入 LibreOffice {_shown(places)}：{places.profile}")
    config = {
        "python": places.python,
        "interpreter": interpreter,
        "paths": paths,
        "version": __version__,
    }
    write_one(places.config, f"{json.dumps(config, ensure_ascii=False, indent=1)}\n".encode())
    say(f"配置文件已写入：{places.config}")
    say(f"LibreOffice 将用这里的程序计算：{paths[0]}")
    if places.misleading:
        say(f"注意：{MISLED.format(python=places.misleading)}。{NOT_MISLED}。")


def uninstall(places: Places, say: Say = lambda line: None) -> None:
    """Undo what `install` did. Raises OutputError where LibreOffice does not let go."""
    demand_closed(places)
    if places.profile.is_dir():
        _manage(places, "remove", MODULE)
        say(f"扩展已从 LibreOffice 移除：{places.profile}")
    try:
        places.config.unlink()
        say(f"配置文件已删除：{places.config}")
    except FileNotFoundError:
        say(f"没有配置文件：{places.config}")
    except OSError as error:
        raise OutputError(f"“{places.config}”无法删除（{reason(error)}），请检查后重试") from error


def _manage(places: Places, action: str, target: str) -> None:
    interpreter = places.interpreter
    if interpreter is None:
        raise OutputError(NO_UNO)
    script = str(_INSIDE / "manage_extension.py")
    command = [interpreter, script, str(places.program), str(places.profile), action, target]
    try:
        done = run(command, _PATIENCE)
    except OutOfTimeError:
        raise OutputError("LibreOffice 没有响应，请重新启动电脑后再试") from None
    if done.returncode:
        reason = " ".join(done.stderr.split()) or f"退出码 {done.returncode}"
        raise OutputError(f"LibreOffice 没有接受这个扩展：{reason}")


def _shown(places: Places) -> str:
    return ".".join(map(str, places.version)) if places.version else ""
