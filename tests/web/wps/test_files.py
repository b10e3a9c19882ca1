"""What is installed: every button and function is there, others' add-ins stay, and the doctor."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree as xml
from hypothesis import example, given
from hypothesis import strategies as st

from qbe_xl import __version__
from qbe_xl.functions import FUNCTIONS
from qbe_xl.office.buttons import BUTTONS, GROUPS
from qbe_xl.office.health import State
from qbe_xl.web.wps import addin, doctor, installing, publish, spelling
from qbe_xl.web.wps.places import Places, Wps, build_of
from tests.properties import examples

OTHER = b'<jsplugin name="other"  type="wps" url="http://127.0.0.1/a.7z" version=\'1.0\' enable="enable" />'
LIST = (
    b'<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- the county\'s -->\r\n<jsplugins>\r\n\t' + OTHER
)
LIST += b"\r\n</jsplugins>\r\n"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    start = ["/opt/py thon", "-m", "qbe_xl", "wps", "start"]
    state = tmp_path / "state"
    return Places(tmp_path / "jsaddons", state / "serve.json", state / "wps", start, windows=False)


def install(places: Places, wps: Wps | None = None) -> str:
    lines: list[str] = []
    installing.install(places, wps, lines.append)
    return "\n".join(lines)


def uninstall(places: Places) -> str:
    lines: list[str] = []
    installing.uninstall(places, lines.append)
    return "\n".join(lines)


def test_the_ribbon_has_every_button_once() -> None:
    root: Element = xml.fromstring(addin.ribbon().encode())
    space = "{http://schemas.microsoft.com/office/2006/01/customui}"
    buttons = list(root.iter(f"{space}button"))
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(set(ids)) == len(ids)
    shown = [one.get("id") for one in buttons]
    assert shown[: len(BUTTONS)] == [button.name for button in BUTTONS]
    assert {one.get("label") for one in buttons} >= {button.label for button in BUTTONS}
    labels = [one.get("label") for one in root.iter(f"{space}group")]
    assert labels[: len(GROUPS)] == [label for label, _ in GROUPS]


def test_every_file_is_there_and_every_name_is_ascii(places: Places) -> None:
    made = addin.files(places)
    assert all(name.isascii() for name in made)
    for name in ("ribbon.xml", "manifest.xml"):
        xml.fromstring(made[name])
    shown = set(re.findall(rb'<(?:button|menu) id="(\w+)"[^>]* getImage=', made["ribbon.xml"]))
    assert len(shown) > len(BUTTONS) - 4
    for name in shown:
        picture: Element = xml.fromstring(made[f"{name.decode()}.svg"])
        assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    listed = json.loads(
        made["functions.js"].decode().removeprefix("qbe.functions = ").rstrip(";\n")
    )
    assert {one["full"] for one in listed} == set(FUNCTIONS)
    for one in listed:
        assert len(one["parameters"]) == len(FUNCTIONS[one["full"]].parameters)
    for name in re.findall(rb'src="([\w.]+)"', made["index.html"]):
        assert name.decode() in made
    assert made["settings.js"].isascii()


def test_others_entries_are_kept_byte_for_byte(places: Places) -> None:
    places.jsaddons.mkdir(parents=True)
    places.publish.write_bytes(LIST)
    assert "没有动：other" in install(places)
    once = places.publish.read_bytes()
    assert OTHER in once
    assert once.replace(publish.entry(__version__), b"") == LIST
    assert publish.listed(once) == ["other", "qbe"]
    install(places)
    assert places.publish.read_bytes() == once
    uninstall(places)
    assert places.publish.read_bytes() == LIST
    assert [path.name for path in places.jsaddons.iterdir()] == ["publish.xml"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<jsplugins><jsplugin",
        b"<other/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><jsplugins>&b;</jsplugins>',
        '<?xml version="1.0" encoding="UTF-16"?><jsplugins></jsplugins>'.encode("utf-16"),
    ],
)
def test_a_strange_list_is_kept_and_said(places: Places, content: bytes) -> None:
    places.jsaddons.mkdir(parents=True)
    places.publish.write_bytes(content)
    said = install(places)
    assert "没有改动" in said
    assert "改名" in said
    assert places.publish.read_bytes() == content
    assert installing.folder_of(places).is_dir()
    uninstall(places)
    assert places.publish.read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        b"<jsplugins/>",
        b"<jsplugins></jsplugins>",
        b'<jsplugins><jsplugin type="et" name="qbe" url="qbe_0.0.1" version="0.0.1"></jsplugin></jsplugins>',
        b'<jsplugins><jsplugin name="qbe" url="a"/><jsplugin name="qbe" url="b"/><jsplugin name="z"/></jsplugins>',
        '<?xml version="1.0" encoding="gb2312"?><jsplugins><jsplugin name="公文"/></jsplugins>'.encode(
            "gb2312"
        ),
    ],
)
def test_our_entry_stands_once(content: bytes) -> None:
    if b"gb2312" in content:  # the parser knows no such encoding: then the list is left alone
        with pytest.raises(publish.StrangeList):
            publish.entered(content, "1.2.3")
        return
    made = publish.entered(content, "1.2.3")
    assert publish.listed(made).count("qbe") == 1
    assert publish.entered(made, "1.2.3") == made


def test_uninstalling_leaves_nothing_of_ours_and_all_else(places: Places) -> None:
    install(places)
    own = installing.folder_of(places) / "备注.txt"
    own.write_text("x", encoding="utf-8")
    (places.jsaddons / "qbe_other-firm").mkdir()
    assert "备注.txt" in uninstall(places)
    left = sorted(str(p.relative_to(places.jsaddons)) for p in places.jsaddons.rglob("*"))
    assert left == [f"qbe_{__version__}", f"qbe_{__version__}/备注.txt", "qbe_other-firm"]
    own.unlink()
    uninstall(places)
    assert "没有找到加载项" in uninstall(places)


def test_an_older_one_makes_room(places: Places) -> None:
    old = places.jsaddons / "qbe_0.0.1"
    old.mkdir(parents=True)
    (old / "client.js").write_text("", encoding="utf-8")
    install(places)
    assert not old.exists()


def stand(places: Places, wps: Wps | None = None) -> dict[str, State]:
    return {one.subject: one.state for one in doctor.examine(places, wps)}


def test_the_doctor(places: Places) -> None:
    assert stand(places)["加载项"] is State.PROBLEM
    assert stand(places)["加载项列表"] is State.PROBLEM
    install(places)
    found = stand(places)
    assert State.PROBLEM not in found.values()
    assert found["允许加载"] is State.NOTICE
    for content, state in (
        ("{", State.NOTICE),
        ("[]", State.NOTICE),
        ('{"et": {"a": {"name": "other", "isload": false}}}', State.NOTICE),
        ('{"et": {"a": {"name": "qbe", "isload": true}}}', State.GOOD),
        ('{"et": {"a": {"name": "qbe", "isload": false}}}', State.PROBLEM),
        ('{"wps": {"a": {"name": "qbe", "isload": false}}}', State.NOTICE),
    ):
        places.allowed.write_text(content, encoding="utf-8")
        assert stand(places)["允许加载"] is state
        assert places.allowed.read_text(encoding="utf-8") == content
    (installing.folder_of(places) / "client.js").write_text("", encoding="utf-8")
    assert stand(places)["加载项"] is State.PROBLEM


def test_which_wps_was_found(places: Places, tmp_path: Path) -> None:
    assert "没有在通常的位置找到 WPS" in install(places)
    place = tmp_path / "WPS Office" / "12.1.0.17827" / "office6" / "et.exe"
    assert build_of(place) == "12.1.0.17827"
    assert "12.1.0.17827" in install(places, Wps(place, build_of(place)))
    linux = tmp_path / "office6" / "et"
    (linux.parent / "cfgs").mkdir(parents=True)
    assert build_of(linux) == ""
    (linux.parent / "cfgs" / "setup.cfg").write_text("[Version]\nversion=11.1.0.11723\n", "utf-8")
    assert build_of(linux) == "11.1.0.11723"
    found = doctor.examine(places, Wps(linux, "11.1.0.11723"))
    assert any("Linux 版" in one.found for one in found)


@pytest.mark.parametrize(
    ("excel", "wps"),
    [
        ("=QBE_CV(A1:A9,B1:B9)", "=QBE.CV(A1:A9,B1:B9)"),
        ("=1+QBE_MEAN (A1)*QBE_STD(A1)", "=1+QBE.MEAN (A1)*QBE.STD(A1)"),
        ('="QBE_CV("&QBE_CV(A1)', '="QBE_CV("&QBE.CV(A1)'),
        ("=QBE_CV('QBE_CV(1'!A1)", "=QBE.CV('QBE_CV(1'!A1)"),
        ("=[1]!QBE_CV(A1)", "=[1]!QBE_CV(A1)"),
        ("='C:\\a\\qbe.xlam'!QBE_CV(A1)", "='C:\\a\\qbe.xlam'!QBE_CV(A1)"),
        ("=MY_QBE_CV(A1)", "=MY_QBE_CV(A1)"),
        ("=QBE_NONE(A1)", "=QBE_NONE(A1)"),
        ("=QBE_CV+1", "=QBE_CV+1"),
        ("QBE_CV(A1)", "QBE_CV(A1)"),
    ],
)
def test_a_formula_is_spelt_as_wps_does_and_back(excel: str, wps: str) -> None:
    assert spelling.to_wps(excel) == wps
    assert spelling.to_excel(wps) == excel


@given(
    st.lists(
        st.sampled_from(
            [*"=\"'()!,.[]& A1", "QBE_CV", "QBE.CV", "qbe_mean(", "QBE_TABLE(", "QBE.STD("]
        ),
        max_size=12,
    ).map("".join)
)
@example("=QBE_CV(QBE.CV(")
@examples(200)
def test_whatever_is_turned_comes_back(formula: str) -> None:
    for there, back in (
        (spelling.to_wps, spelling.to_excel),
        (spelling.to_excel, spelling.to_wps),
    ):
        made = there(formula)
        assert made == formula or back(made) == formula
