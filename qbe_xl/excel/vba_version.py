"""Which xlwings the VBA of an add-in belongs to: a property of the file, which Excel keeps."""

from __future__ import annotations

import io
import re
import zipfile

PROPERTY = "xlwings"
_VALUE = re.compile(rf'name="{PROPERTY}"[^>]*>\s*<vt:lpwstr>([\d.]+)</vt:lpwstr>')


def xlwings_version(addin: bytes) -> str | None:
    """Return the version of xlwings that an add-in's VBA asks for; None where it says none."""
    try:
        with zipfile.ZipFile(io.BytesIO(addin)) as archive:
            properties = archive.read("docProps/custom.xml").decode()
    except (zipfile.BadZipFile, KeyError, ValueError):
        return None
    found = _VALUE.search(properties)
    return found[1] if found else None
