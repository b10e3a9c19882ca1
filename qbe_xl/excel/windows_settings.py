"""Reads the few settings of Windows and Excel that can keep an add-in from running.

Only the functions that open the registry need Windows; elsewhere they find nothing.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping

_OFFICE = "16.0"  # Excel 2016 and all later ones
_POLICIES = rf"Software\Policies\Microsoft\Office\{_OFFICE}\Excel\Security"
_OWN = rf"Software\Microsoft\Office\{_OFFICE}\Excel\Security"
_DISABLED = rf"Software\Microsoft\Office\{_OFFICE}\Excel\Resiliency\DisabledItems"
_TRUST = "Trusted Locations"
_ASK_IT = "是单位的组策略，请信息管理员放行本加载宏（或按说明改用签名的加载宏）"

MACROS_OFF = 4
"""The value of VBAWarnings that disables all macros without a word."""


def policies() -> dict[str, int]:
    """Return what was found, by where and name: policy/VBAWarnings, own/VBAWarnings …"""
    found = {}
    for place, key in (("policy", _POLICIES), ("own", _OWN)):
        for name, inside in (
            ("VBAWarnings", key),
            ("RequireAddinSig", key),
            ("DisableAllAddins", key),
            ("AllLocationsDisabled", rf"{key}\{_TRUST}"),
        ):
            value = _value(inside, name)
            if isinstance(value, int):
                found[f"{place}/{name}"] = value
    return found


def objections(settings: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return what keeps the add-in from running and what to do, for the settings found."""
    words = {
        "DisableAllAddins": "禁用了所有应用程序加载项",
        "RequireAddinSig": "要求加载项有受信任的发布者签名",
        "AllLocationsDisabled": "停用了受信任位置，启动文件夹（XLSTART）里的宏也不再自动信任",
    }
    trust_is_off = any(settings.get(f"{p}/AllLocationsDisabled") for p in ("policy", "own"))
    found = []
    for place in ("policy", "own"):
        where = "信任中心" if place == "own" else "组策略"
        advice = (
            _ASK_IT
            if place == "policy"
            else "请在 Excel“文件→选项→信任中心→信任中心设置”里改回，再重新打开 Excel"
        )
        found += [
            (f"{where}{text}", advice)
            for name, text in words.items()
            if settings.get(f"{place}/{name}")
        ]
        # A trusted location is exempt, as long as there are such.
        if settings.get(f"{place}/VBAWarnings") == MACROS_OFF and trust_is_off:
            found.append((f"{where}禁用了所有宏", advice))
    return found


def excel_program() -> str:
    """Return the command by which Windows starts Excel for other programs; "" for none."""
    identity = _value(r"Excel.Application\CLSID", "", classes=True)
    if not isinstance(identity, str):
        return ""
    for folder in ("CLSID", r"WOW6432Node\CLSID"):
        command = _value(rf"{folder}\{identity}\LocalServer32", "", classes=True)
        if isinstance(command, str) and command:
            return command
    return ""


def is_disabled(addin: str) -> bool:
    """Tell whether Excel has put an add-in on its list of those that made it fail."""
    return any(
        isinstance(value, bytes) and addin.lower() in value.decode("utf-16-le", "replace").lower()
        for value in _values(_DISABLED)
    )


def _value(key: str, name: str, *, classes: bool = False) -> object:
    found: object = None
    if sys.platform == "win32":
        import winreg

        root = winreg.HKEY_CLASSES_ROOT if classes else winreg.HKEY_CURRENT_USER
        with contextlib.suppress(OSError), winreg.OpenKey(root, key) as opened:
            found = winreg.QueryValueEx(opened, name)[0]
    return found


def _values(key: str) -> list[object]:
    found: list[object] = []
    if sys.platform == "win32":
        import winreg

        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            for number in range(winreg.QueryInfoKey(opened)[1]):
                found.append(winreg.EnumValue(opened, number)[1])
    return found
