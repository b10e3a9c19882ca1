"""Looks at an installation in LibreOffice and says in Chinese what is wrong and what to do."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from qbe_xl import __version__
from qbe_xl.files.state import WRONG, expect, parsed
from qbe_xl.libreoffice import installing
from qbe_xl.libreoffice.catalogue import MODULE
from qbe_xl.libreoffice.places import MISLED, NOT_MISLED, Places, answered_by
from qbe_xl.office.health import Finding, State, good, notice, problem

AGAIN = "请运行 qbe-xl libreoffice install"
_TRIAL = (
    "import sys; sys.path[:0] = sys.argv[1:];"
    "import numpy, qbe_xl; from qbe_xl.libreoffice import adaptor;"
    "print(qbe_xl.__version__, adaptor.call('qbeCv', (((1.0,), (3.0,)), None)))"
)
_REGISTERED = re.compile(
    rf"{re.escape(MODULE)}\n(?:[^\xff\n]*\xff){{3}}([^\xff\n]*)\xff".encode("latin-1")
)
"""An extension in LibreOffice's list: its identifier, folder, file, kind and version."""


def examine(places: Places) -> tuple[Finding, ...]:
    """Return everything looked at from outside, in the order in which it should be put right."""
    checks: tuple[Callable[[Places], Iterator[Finding]], ...] = (
        _office,
        _python,
        _extension,
        _config,
        _lock,
    )
    return tuple(finding for check in checks for finding in check(places))


def _office(places: Places) -> Iterator[Finding]:
    version = places.version
    if version is None:
        advice = "请重新安装 LibreOffice"
        yield problem("LibreOffice", f"“{places.program}”没有说出版本", advice)
        return
    shown = f"{version[0]}.{version[1]}，{places.program}"
    reason = installing.too_old(version)
    yield Finding("LibreOffice", State.PROBLEM if reason else State.GOOD, shown, reason)


def _python(places: Places) -> Iterator[Finding]:
    if places.python is None or places.interpreter is None:
        yield problem("Python", "LibreOffice 里没有 Python", installing.NO_UNO)
    else:
        found = f"LibreOffice 用 Python {places.python}，由 {places.interpreter} 安装扩展"
        yield good("Python", found)
        if places.misleading:
            yield notice("终端", MISLED.format(python=places.misleading), NOT_MISLED)


def installed_version(places: Places) -> str | None:
    """Return the version of the extension in the profile; None where it is not there."""
    registered = places.profile / "user" / "uno_packages" / "cache" / "uno_packages.pmap"
    try:
        found = _REGISTERED.search(registered.read_bytes())
    except OSError:
        return None
    return found[1].decode(errors="replace") if found else None


def _extension(places: Places) -> Iterator[Finding]:
    version = installed_version(places)
    if version is None:
        yield problem("扩展", f"“{places.profile}”里没有装", AGAIN)
    elif version != __version__:
        found = f"装的是 {version}，本程序是 {__version__}"
        yield problem("扩展", found, f"{AGAIN}更新")
    else:
        yield good("扩展", f"{version}，{places.profile}")


def _config(places: Places) -> Iterator[Finding]:
    try:
        found = parsed(places.config, lambda raw: expect(raw, dict))
        paths, python = [str(path) for path in found["paths"]], str(found["python"])
    except FileNotFoundError:
        yield problem("配置文件", f"“{places.config}”不存在", AGAIN)
        return
    except WRONG:
        yield problem("配置文件", f"“{places.config}”无法读取", AGAIN)
        return
    missing = [path for path in paths if not Path(path).is_dir()]
    if missing:
        yield problem("配置文件", f"其中的“{missing[0]}”不存在", AGAIN)
    elif python != places.python:
        shown = f"其中的程序属于 Python {python}，LibreOffice 用的是 {places.python}"
        yield problem("配置文件", shown, AGAIN)
    else:
        yield good("配置文件", str(places.config))
        yield from _trial(places, paths)


def _trial(places: Places, paths: list[str]) -> Iterator[Finding]:
    """Compute something as the component in LibreOffice would."""
    if places.interpreter is None:
        return
    said = answered_by(places.interpreter, _TRIAL, *paths).split()
    if said == [__version__, "0.5"]:
        yield good("试算", f"qbe-xl {__version__}，差异系数算得对")
    elif len(said) == 2:
        yield notice("试算", f"装的程序是 {said[0]}，本程序是 {__version__}", AGAIN)
    else:
        yield problem(
            "试算",
            f"LibreOffice 的 Python {places.python} 不能运行计算程序，可能是缺少 numpy",
            f"请在 Python {places.python} 的环境里重新安装 qbe-xl（pip install qbe-xl），{AGAIN}",
        )


def _lock(places: Places) -> Iterator[Finding]:
    if places.lock.exists():
        yield notice(
            "运行情况",
            "LibreOffice 正在运行",
            "安装、卸载之前请先关闭；装好以后要重新打开 LibreOffice 才生效",
        )


def within(context: Any) -> tuple[Finding, ...]:
    """Return how the installation stands, asked from inside the running LibreOffice."""
    import numpy as np

    python = "{}.{}.{}".format(*sys.version_info)
    office = _product(context)
    package = Path(__file__).resolve().parents[1]
    extension = _extensions(context).get(MODULE)
    state = State.GOOD if extension == __version__ else State.PROBLEM
    return (
        good("LibreOffice", f"{office}，Python {python}"),
        good("计算程序", f"qbe-xl {__version__}，numpy {np.__version__}，{package}"),
        Finding(
            "扩展",
            state,
            extension or "没有登记",
            "" if state is State.GOOD else f"请关闭 LibreOffice，{AGAIN.removeprefix('请')}",
        ),
    )


def _product(context: Any) -> str:
    create = context.ServiceManager.createInstanceWithContext
    provider = create("com.sun.star.configuration.ConfigurationProvider", context)
    import uno  # there is none outside LibreOffice

    path = uno.createUnoStruct("com.sun.star.beans.NamedValue")
    path.Name, path.Value = "nodepath", "/org.openoffice.Setup/Product"
    access = "com.sun.star.configuration.ConfigurationAccess"
    product = provider.createInstanceWithArguments(access, (path,))
    return f"{product.ooName} {product.ooSetupVersion}"


def _extensions(context: Any) -> dict[str, str]:
    """The versions of all extensions by their identifiers."""
    name = "/singletons/com.sun.star.deployment.PackageInformationProvider"
    return dict(context.getByName(name).getExtensionList())
