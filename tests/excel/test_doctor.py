"""What the doctor finds, and the version within an add-in."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from pathlib import Path

import pytest
import xlwings

from qbe_xl.excel import doctor, installing, vba_version, windows_settings
from qbe_xl.excel.doctor import Machine
from qbe_xl.excel.installing import Places
from qbe_xl.office.health import State, is_well
from tests.excel.places import ADDIN, make_places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A user with the add-in ready to be installed."""
    return make_places(tmp_path)


@pytest.fixture
def machine() -> Machine:
    """A machine on which all is well."""
    versions = {"xlwings": xlwings.__version__, "pywin32": "312", "pandas": "3", "openpyxl": "3"}
    excel = r'"C:\Program Files\Microsoft Office\Root\Office16\EXCEL.EXE" /automation'
    return Machine(python=(3, 12, 4), bits=64, packages=versions, excel=excel)


def troubles(places: Places, machine: Machine) -> list[str]:
    findings = doctor.examine(places, machine)
    found = [finding for finding in findings if finding.state is not State.GOOD]
    assert all(finding.advice for finding in found)
    assert is_well(findings) == all(f.state is State.NOTICE for f in found)
    return [f"{f.state.name} {f}" for f in found]


def test_all_is_well(places: Places, machine: Machine) -> None:
    installing.install(places)
    assert troubles(places, machine) == []
    assert len(doctor.examine(places, machine)) == 8
    assert str(doctor.examine(places, machine)[0]).startswith("● 正常　Excel：")


def test_nothing_is_installed(places: Places, machine: Machine) -> None:
    found = troubles(places, machine)
    assert len(found) == 2
    assert "启动文件夹也不存在" in found[0]
    assert all("qbe-xl excel install" in text for text in found)


MACHINES = {
    "PROBLEM .*没有找到 Microsoft Excel": {"excel": ""},
    "PROBLEM .*WPS": {"excel": r"C:\Program Files\WPS Office\et.exe /automation"},
    "PROBLEM .*这个 Excel 来自": {
        "excel": r'"C:\Program Files\WindowsApps\Microsoft.Office\EXCEL.EXE"'
    },
    "PROBLEM .*Python：3.10.1": {"python": (3, 10, 1)},
    "NOTICE .*32 位": {"bits": 32},
    "PROBLEM .*缺少 pywin32": {"packages": {"xlwings": xlwings.__version__, "pandas": "3"}},
    "PROBLEM .*缺少 xlwings": {"packages": {}},
    "PROBLEM .*本机是 xlwings 0.1，加载宏要的是": {
        "packages": {"xlwings": "0.1", "pywin32": "1", "pandas": "3", "openpyxl": "3"}
    },
    "PROBLEM .*组策略禁用了所有应用程序": {"settings": {"policy/DisableAllAddins": 1}},
    "PROBLEM .*信任中心要求加载项": {"settings": {"own/RequireAddinSig": 1}},
    "PROBLEM .*禁用了所有宏": {
        "settings": {"own/VBAWarnings": 4, "policy/AllLocationsDisabled": 1}
    },
    "PROBLEM .*禁用了本加载宏": {"disabled": True},
}


@pytest.mark.parametrize("expected", MACHINES)
def test_what_is_wrong_with_a_machine(places: Places, machine: Machine, expected: str) -> None:
    installing.install(places)
    changed = dataclasses.replace(machine, **MACHINES[expected])  # type: ignore[arg-type]
    text = "\n".join(troubles(places, changed))
    assert re.search(expected, text), text


def test_macros_off_spares_trusted_locations(places: Places, machine: Machine) -> None:
    installing.install(places)
    assert troubles(places, dataclasses.replace(machine, settings={"own/VBAWarnings": 4})) == []


def test_what_is_wrong_with_the_files(places: Places, machine: Machine) -> None:
    def only(fragment: str, state: str, where: Places = places) -> None:
        (text,) = troubles(where, machine)
        assert text.startswith(state)
        assert fragment in text

    installing.install(places)
    dll = places.python.parents[1] / f"xlwings64-{xlwings.__version__}.dll"
    dll.unlink()
    only("没有 xlwings64", "PROBLEM")
    (places.python.parent / dll.name).touch()

    mark = Path(f"{places.installed_addin}:Zone.Identifier")
    mark.write_text("ZoneId=3", encoding="utf-8")
    only("解除锁定", "PROBLEM")
    mark.unlink()

    second = places.xlstart.parent.parent / "AddIns" / "qbe.xlam"
    second.parent.mkdir()
    second.touch()
    only("不要装两份", "NOTICE")
    second.unlink()

    places.addin.write_bytes(b"newer")
    only("与本版本自带的不同", "NOTICE")
    places.addin.write_bytes(ADDIN)

    places.config.write_bytes(b"x")
    only("没有一行 INTERPRETER_WIN", "PROBLEM")
    places.config.write_bytes(b'"interpreter_win","D:\\no\\python.exe"')
    only("不存在", "PROBLEM")
    other = places.home / "other.exe"
    other.touch()
    places.config.write_bytes(f'"INTERPRETER_WIN","{other}"'.encode("cp936"))
    only("另一个 Python", "NOTICE")
    installing.install(places)

    places.installed_addin.write_bytes(b"damaged")
    found = "\n".join(troubles(places, machine))
    assert "无法判断加载宏" in found


def test_paths_that_make_trouble(places: Places, machine: Machine) -> None:
    installing.install(places)
    variables = {**places.variables, "OneDriveCommercial": str(places.home)}
    found = troubles(dataclasses.replace(places, variables=variables), machine)
    assert ["在 OneDrive 里" in text for text in found] == [True, True, True]
    odd = dataclasses.replace(places, code_page="cp1252", base=Path("C:/WindowsApps/p"))
    text = "\n".join(troubles(odd, machine))
    assert "更改系统区域设置" in text
    assert "应用商店" in text
    share = dataclasses.replace(places, xlstart=Path("\\\\server\\share\\XLSTART"))
    assert "网络文件夹" in "\n".join(troubles(share, machine))


def test_the_machine_here_is_described() -> None:
    here = Machine.here()
    assert here.packages["xlwings"] == xlwings.__version__
    assert "pywin32" not in here.packages
    assert (here.excel, here.settings, here.disabled) == ("", {}, False)


def test_the_registry_is_read_as_windows_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    security = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
    registry = {
        (r"Excel.Application\CLSID", ""): "{1}",
        (r"WOW6432Node\CLSID\{1}\LocalServer32", ""): "EXCEL.EXE",
        (security, "VBAWarnings"): 4,
        (rf"{security}\Trusted Locations", "AllLocationsDisabled"): 1,
        (security, "RequireAddinSig"): "no number",
    }
    monkeypatch.setattr(
        windows_settings, "_value", lambda key, name, classes=False: registry.get((key, name))
    )
    assert windows_settings.excel_program() == "EXCEL.EXE"
    found = windows_settings.policies()
    assert found == {"policy/VBAWarnings": 4, "policy/AllLocationsDisabled": 1}
    assert len(windows_settings.objections(found)) == 2
    entry = b"\0" * 12 + r"c:\u\xlstart\QBE.xlam".encode("utf-16-le") + b"\0\0"
    monkeypatch.setattr(windows_settings, "_values", lambda _: [1, b"odd", entry])
    assert windows_settings.is_disabled("qbe.xlam")
    assert not windows_settings.is_disabled("other.xlam")
    registry.clear()
    assert windows_settings.excel_program() == ""


# ---- the version within an add-in


def test_the_version_is_that_of_the_vba() -> None:
    olevba = pytest.importorskip("oletools.olevba")
    with zipfile.ZipFile(io.BytesIO(ADDIN)) as archive:
        project = archive.read("xl/vbaProject.bin")
    macros = olevba.VBA_Parser("vbaProject.bin", data=project).extract_macros()
    source = next(text for _, _, name, text in macros if name.startswith("xlwings."))
    asked = re.findall(r'XLWINGS_VERSION As String = "([\d.]+)"', source)
    assert asked == [vba_version.xlwings_version(ADDIN)]


def test_what_has_no_version_has_none() -> None:
    shipped = Path(xlwings.__file__).parent / "addin" / "xlwings.xlam"
    assert vba_version.xlwings_version(shipped.read_bytes()) is None
    assert vba_version.xlwings_version(b"no zip") is None


def test_the_version_as_excel_writes_it() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "docProps/custom.xml",
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
            '"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt='
            '"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
            'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="xlwings">'
            "<vt:lpwstr>0.37.8</vt:lpwstr></property></Properties>",
        )
    assert vba_version.xlwings_version(out.getvalue()) == "0.37.8"
