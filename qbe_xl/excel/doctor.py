"""Looks at an installation on Windows and says in Chinese what is wrong and what to do."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from qbe_xl import __version__
from qbe_xl.excel import installing, windows_settings
from qbe_xl.excel.installing import ADDIN, CONFIG, INTERPRETER, Places
from qbe_xl.excel.vba_version import xlwings_version
from qbe_xl.office.health import Finding, good, notice, problem

OLDEST_PYTHON = (3, 11)
AGAIN = "请运行 qbe-xl excel install"
REINSTALL = "请重新运行安装包里的“install.cmd”"
_LINE = re.compile(r'^"([^"]*)","([^"]*)"\s*$')


@dataclass(frozen=True, slots=True)
class Machine:
    """What is known of this Python and this Windows.

    python: its version; bits: 32 or 64; packages: versions by name, of those that are installed;
    excel: the program that Windows starts as Excel; settings: values that
    windows_settings.read found.
    """

    python: tuple[int, int, int]
    bits: int
    packages: Mapping[str, str] = field(default_factory=dict)
    excel: str = ""
    settings: Mapping[str, int] = field(default_factory=dict)
    disabled: bool = False

    @classmethod
    def here(cls) -> Machine:
        """Return what is known of the machine that this runs on."""
        packages = {}
        for name in ("xlwings", "pywin32", "pandas", "openpyxl"):
            try:
                packages[name] = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                continue
        return cls(
            python=sys.version_info[:3],
            bits=struct.calcsize("P") * 8,
            packages=packages,
            excel=windows_settings.excel_program(),
            settings=windows_settings.policies(),
            disabled=windows_settings.is_disabled(ADDIN),
        )


def examine(places: Places, machine: Machine) -> tuple[Finding, ...]:
    """Return everything looked at, in the order in which it should be put right."""
    checks: tuple[Callable[[Places, Machine], Iterator[Finding]], ...] = (
        _excel,
        _python,
        _packages,
        _dll,
        _addin,
        _config,
        _paths,
        _policies,
    )
    return tuple(finding for check in checks for finding in check(places, machine))


def _excel(_: Places, machine: Machine) -> Iterator[Finding]:
    program = machine.excel
    name = PureWindowsPath(program.split('"')[1] if '"' in program else program).name.lower()
    if not program:
        yield problem(
            "Excel",
            "没有找到 Microsoft Excel",
            "请安装桌面版 Microsoft Excel 2016 或更新版本。WPS 表格不支持；没有 Excel 时可用命令行",
        )
    elif not name.startswith("excel.exe"):
        yield problem(
            "Excel",
            f"Windows 把“{program}”当作 Excel",
            "可能是由 WPS 接管。请打开“WPS 配置工具→兼容设置”，取消与 Microsoft Office 的兼容关联，"
            "再用 Excel 自己打开工作簿",
        )
    elif "\\windowsapps\\" in program.lower():
        yield problem(
            "Excel", "这个 Excel 来自微软应用商店，外部程序连接不上它", "请卸载后改装桌面版 Office"
        )
    else:
        yield good("Excel", program)


def _python(places: Places, machine: Machine) -> Iterator[Finding]:
    found = f"{'.'.join(map(str, machine.python))}，{machine.bits} 位，{places.python}"
    if installing.is_store_python(places.base) or installing.is_store_python(places.python):
        yield problem("Python", found, installing.STORE_PYTHON)
    elif machine.python[:2] < OLDEST_PYTHON:
        yield problem("Python", found, "请安装 64 位 Python 3.12，再重新安装本程序")
    elif machine.bits != 64:
        yield notice(
            "Python",
            found,
            "离线安装包只带 64 位的组件，建议改用 64 位 Python（Excel 是 32 位也可以）",
        )
    else:
        yield good("Python", found)


def _packages(places: Places, machine: Machine) -> Iterator[Finding]:
    installed = machine.packages
    missing = [n for n in ("xlwings", "pywin32", "pandas", "openpyxl") if n not in installed]
    if missing:
        yield problem("组件", f"缺少 {'、'.join(missing)}", REINSTALL)
    own = f"xlwings {installed.get('xlwings', '（没有）')}"
    addin = places.installed_addin if places.installed_addin.is_file() else places.addin
    if "xlwings" not in installed or not addin.is_file():
        return
    asked = xlwings_version(addin.read_bytes())
    if asked is None:
        yield problem("版本", f"无法判断加载宏“{addin}”用哪一版 xlwings", AGAIN)
    elif asked != installed["xlwings"]:
        yield problem(
            "版本",
            f"本机是 {own}，加载宏要的是 {asked}",
            f"两者必须完全相同。{REINSTALL}，不要单独升级 xlwings",
        )
    else:
        yield good("版本", f"qbe-xl {__version__}，{own}，与加载宏一致")


def _dll(places: Places, machine: Machine) -> Iterator[Finding]:
    version = machine.packages.get("xlwings")
    if version is None:
        return
    names = [f"xlwings{bits}-{version}.dll" for bits in (64, 32)]
    # Where the VBA looks: beside python.exe, and for a virtual environment one above.
    folders = (places.python.parent, places.python.parent.parent)
    missing = [n for n in names if not any((folder / n).is_file() for folder in folders)]
    if not missing:
        yield good("动态库", "、".join(names))
        return
    yield problem(
        "动态库",
        f"在“{folders[0]}”和“{folders[1]}”里没有 {'、'.join(missing)}",
        f"可能被杀毒软件隔离，或不是装在独立的虚拟环境里。请把安装文件夹加入信任区，{REINSTALL}",
    )


def _addin(places: Places, _: Machine) -> Iterator[Finding]:
    path = places.installed_addin
    if not path.is_file():
        where = "" if places.xlstart.is_dir() else "（启动文件夹也不存在）"
        yield problem("加载宏", f"“{path}”不存在{where}", AGAIN)
        return
    if installing.is_blocked(path):
        yield problem(
            "加载宏",
            f"“{path}”带有“来自互联网”的标记，Excel 会禁用里面的宏",
            f"{AGAIN}（会写入没有标记的文件）；"
            "或右键该文件→属性→勾选“解除锁定”→确定，再重新打开 Excel",
        )
    elif places.addin.is_file() and path.read_bytes() != places.addin.read_bytes():
        yield notice(
            "加载宏", f"“{path}”与本版本自带的不同", f"如果不是本单位另行签名保存过的，{AGAIN}"
        )
    else:
        yield good("加载宏", str(path))
    appdata = places.xlstart.parent.parent
    if (second := appdata / "AddIns" / ADDIN).is_file():
        yield notice("加载宏", f"另有一份“{second}”", "同一加载宏不要装两份，请删除这一份")


def _config(places: Places, _: Machine) -> Iterator[Finding]:
    path = places.config
    if not path.is_file():
        yield problem("配置文件", f"“{path}”不存在", AGAIN)
        return
    named = _configured(path.read_bytes(), places)
    if named is None:
        yield problem("配置文件", f"“{path}”里没有一行 {INTERPRETER}", AGAIN)
    elif not named.is_file():
        yield problem("配置文件", f"其中的“{named}”不存在", AGAIN)
    elif named != places.python:
        yield notice(
            "配置文件", f"Excel 用的是另一个 Python：“{named}”", f"要改用现在这个，{AGAIN}"
        )
    else:
        yield good("配置文件", str(path))


def _configured(content: bytes, places: Places) -> Path | None:
    """Return the python.exe that a configuration names, read as VBA reads it."""
    for line in content.decode(places.code_page, errors="replace").splitlines():
        found = _LINE.match(line)
        if found and found[1].lower() == INTERPRETER.lower():
            return _expanded(found[2], places.variables)
    return None


def _expanded(text: str, variables: Mapping[str, str]) -> Path:
    known = {name.upper(): value for name, value in variables.items()}
    head, _, rest = text.removeprefix("%").partition("%")
    if text.startswith("%") and head.upper() in known:
        return Path(known[head.upper()], *rest.strip("\\").split("\\"))
    return Path(text)


def _paths(places: Places, _: Machine) -> Iterator[Finding]:
    paths = {"Python": places.python, CONFIG: places.config, "XLSTART": places.xlstart}
    clouds = [
        value
        for name, value in places.variables.items()
        if name.upper().startswith("ONEDRIVE") and value
    ]
    troubled = False
    for name, path in paths.items():
        if found := installing.unwritable(path, places.code_page):
            troubled = True
            advice = installing.characters_advice(path, found, places.code_page)
            yield problem("路径", f"{name} 的路径有 Excel 宏用不了的字符", advice)
        text = str(path)
        if any(path.is_relative_to(cloud) for cloud in clouds) or "OneDrive" in path.parts:
            troubled = True
            yield notice(
                "路径",
                f"{name} 在 OneDrive 里：{path}",
                "同步时文件会被占用或移走。请把程序装到 OneDrive 以外；"
                "自己的工作簿也宜先存到本机文件夹再评估",
            )
        elif text.startswith("\\\\"):
            troubled = True
            yield notice("路径", f"{name} 在网络文件夹里：{path}", "断网时不能用，宜装到本机硬盘")
    if not troubled:
        yield good("路径", "都在本机，字符都可用")


def _policies(_: Places, machine: Machine) -> Iterator[Finding]:
    reasons = windows_settings.objections(machine.settings)
    for found, advice in reasons:
        yield problem("Excel 设置", found, advice)
    if machine.disabled:
        yield problem(
            "Excel 设置",
            "Excel 曾因出错禁用了本加载宏",
            "请在“文件→选项→加载项→管理：禁用项目→转到”里启用它，再重新打开 Excel",
        )
    if not reasons and not machine.disabled:
        yield good("Excel 设置", "没有发现禁止加载宏的设置")
