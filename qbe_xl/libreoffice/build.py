"""qbe.oxt: the extension for LibreOffice, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files

from qbe_xl import __version__
from qbe_xl.functions import CATEGORY
from qbe_xl.libreoffice import configuration, english
from qbe_xl.libreoffice.catalogue import METHODS, MODULE

NAME = "qbe.oxt"
TYPES, COMPONENT = "QbeFunctions.rdb", "qbe_component.py"
OLDEST_OFFICE = "25.2"
"""Older ones do not find the functions of an extension in .xlsx, and damage them on saving."""

_MEDIA = "application/vnd.sun.star."
_KINDS = {
    TYPES: f"{_MEDIA}uno-typelibrary;type=RDB",
    COMPONENT: f"{_MEDIA}uno-component;type=Python",
    "CalcAddIns.xcu": f"{_MEDIA}configuration-data",
    "Addons.xcu": f"{_MEDIA}configuration-data",
    "CalcWindowState.xcu": f"{_MEDIA}configuration-data",
}
_DATE = (1980, 1, 1, 0, 0, 0)


def extension() -> bytes:
    """Return qbe.oxt."""
    parts = {
        "META-INF/manifest.xml": _manifest().encode(),
        "description.xml": _description().encode(),
        TYPES: (files(__package__) / "inside" / TYPES).read_bytes(),
        COMPONENT: component().encode(),
        "CalcAddIns.xcu": configuration.calc_addins().encode(),
        "Addons.xcu": configuration.addons().encode(),
        "CalcWindowState.xcu": configuration.window_state().encode(),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, _DATE)
            member.external_attr = 0o644 << 16
            member.create_system = 3
            archive.writestr(member, content)
    return target.getvalue()


def component() -> str:
    """Return the source that LibreOffice loads, with the names of the functions that spill."""
    source = (files(__package__) / "inside" / COMPONENT).read_text(encoding="utf-8")
    spilling = "".join(f'    "{name}",\n' for name, f in METHODS.items() if f.spills)
    empty = "frozenset(())  # filled in by qbe_xl.libreoffice.build"
    if source.count(empty) != 1:
        raise ValueError(COMPONENT)
    return source.replace(empty, f"frozenset((\n{spilling}))")


def _manifest() -> str:
    entries = "".join(
        f' <manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>\n'
        for name, kind in _KINDS.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{entries}</manifest:manifest>\n"
    )


def _description() -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006" \
xmlns:l="http://libreoffice.org/extensions/description/2011">
 <identifier value="{MODULE}"/>
 <version value="{__version__}"/>
 <display-name><name lang="en">{english.TITLE}</name><name lang="zh-CN">{CATEGORY}评估</name></display-name>
 <publisher><name lang="en">qbe_xl</name></publisher>
 <dependencies>
  <l:LibreOffice-minimal-version value="{OLDEST_OFFICE}" name="LibreOffice {OLDEST_OFFICE}"/>
 </dependencies>
</description>
"""
