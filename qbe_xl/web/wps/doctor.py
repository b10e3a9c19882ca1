"""Says how the add-in in WPS stands, and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qbe_xl import __version__
from qbe_xl.office.health import Finding, good, notice, problem
from qbe_xl.web.serve import alive
from qbe_xl.web.session import noted
from qbe_xl.web.wps import addin, publish
from qbe_xl.web.wps.addin import FUNCTIONS_SINCE
from qbe_xl.web.wps.installing import ALLOW, folder_of, strange
from qbe_xl.web.wps.places import Places, Wps, found_wps

AGAIN = "请运行 qbe-xl wps install"
REFUSED = (
    "请先 qbe-xl wps uninstall，再 qbe-xl wps install，然后完全退出 WPS 再打开，出现提示时点“允许”"
)
NO_FUNCTIONS = "按钮都能用；要在单元格里用函数，请用 Excel、LibreOffice"


def findings() -> tuple[Finding, ...]:
    """Return how everything stands for this user on this machine."""
    return examine(Places.here(), found_wps())


def examine(places: Places, wps: Wps | None) -> tuple[Finding, ...]:
    """Return what was found, in the order in which it must be right."""
    return (
        *_wps(places, wps),
        *_files(places),
        *_list(places),
        *_allowed(places),
        *_service(places),
    )


def _wps(places: Places, wps: Wps | None) -> Iterator[Finding]:
    if wps is None:
        advice = "请安装 WPS 表格；装在别处的不影响，只是这里看不到它的版本"
        yield notice("WPS", "没有在通常的位置找到", advice)
        return
    yield good("WPS", f"{wps.build or '版本无法判断'}，{wps.program}")
    if not places.windows:
        yield notice("函数", "WPS 的 Linux 版没有让加载项带函数", NO_FUNCTIONS)
    elif not wps.build:
        yield notice("函数", f"WPS 从 {FUNCTIONS_SINCE} 起才让加载项带函数", NO_FUNCTIONS)
    elif _older(wps.build):
        found = f"WPS 从 {FUNCTIONS_SINCE} 起才让加载项带函数，本机是 {wps.build}"
        yield notice("函数", found, NO_FUNCTIONS)
    else:
        advice = "请在 WPS 里点“检测函数”：本机的 WPS 能分清空白和 0，才会启用"
        yield notice("函数", "要先检测", advice)


def _older(build: str) -> bool:
    """Compare 12.1.0.x with 12.1.0.y; other lines are numbered otherwise, and asked in WPS itself."""
    found, since = ([int(n) for n in text.split(".")] for text in (build, FUNCTIONS_SINCE))
    return found < since


def _files(places: Places) -> Iterator[Finding]:
    folder = folder_of(places)
    wanted = addin.files(places)
    wrong = [name for name, content in wanted.items() if _content(folder / name) != content]
    if not folder.is_dir():
        yield problem("加载项", f"没有安装 {__version__}（{places.jsaddons}）", AGAIN)
    elif wrong:
        yield problem("加载项", f"{folder} 里缺少或改动了：{'、'.join(wrong[:5])}", AGAIN)
    else:
        yield good("加载项", f"{__version__}，{folder}")


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _list(places: Places) -> Iterator[Finding]:
    content = _content(places.publish)
    if content is None:
        yield problem("加载项列表", f"没有“{places.publish}”", AGAIN)
        return
    try:
        names = publish.listed(content)
    except publish.StrangeList as error:
        yield problem("加载项列表", f"“{places.publish}”WPS 无法读取", strange(places, error))
        return
    if names.count(publish.NAME) == 1:
        others = [name for name in names if name != publish.NAME]
        more = f"；另有 {'、'.join(others)}" if others else ""
        yield good("加载项列表", f"{places.publish}{more}")
    else:
        yield problem("加载项列表", f"“{places.publish}”里没有本程序的一项", AGAIN)


def _allowed(places: Places) -> Iterator[Finding]:
    content = _content(places.allowed)
    if content is None:
        yield notice("允许加载", "WPS 还没有问过", ALLOW)
        return
    try:
        ours = list(_ours(json.loads(content)))
    except (ValueError, RecursionError):
        yield notice("允许加载", f"“{places.allowed}”无法读取（只有 WPS 写它）", ALLOW)
        return
    if not ours:
        yield notice("允许加载", "WPS 还没有见到本加载项", ALLOW)
    elif any(one.get("isload") is True for one in ours):
        yield good("允许加载", "WPS 已记下允许加载")
    else:
        yield problem("允许加载", "WPS 记着不加载（isload 为 false）", REFUSED)


def _ours(found: Any) -> Iterator[dict[str, Any]]:
    """The records of our add-in for spreadsheets, wherever they stand."""
    if not isinstance(found, dict):
        return
    part = found.get("et", {})
    for key, one in part.items() if isinstance(part, dict) else ():
        if isinstance(one, dict) and publish.NAME in (key, one.get("name")):
            yield one


def _service(places: Places) -> Iterator[Finding]:
    known = noted(places.note)
    if known is not None and alive(known):
        yield good("本机服务", f"正在运行（127.0.0.1:{known.port}）")
    else:
        yield good("本机服务", "没有运行；在 WPS 里点按钮时会自己启动")
