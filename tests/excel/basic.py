"""Runs a macro in LibreOffice, with the macros of one document at hand."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from tests import office

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {0}:{1} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">\n'  # fmt: skip
_MODULE = (
    _XML.format("script", "module")
    + '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
    'script:language="StarBasic">{}</script:module>'
)
_LIBRARY = (
    _XML.format("library", "library")
    + '<library:library xmlns:library="http://openoffice.org/2000/library" '
    'library:name="Standard" library:readonly="false" library:passwordprotected="false">'
    '<library:element library:name="Module1"/></library:library>'
)
_MAIN = """
Function Run(doc, name, arguments)
  uri = "vnd.sun.star.script:" & name & "?language=Basic&location=document"
  Run = doc.getScriptProvider().getScript(uri).invoke(arguments, Array(), Array())
End Function

Sub Main
  On Error Goto failed
  Dim options(1) As New com.sun.star.beans.PropertyValue
  options(0).Name = "Hidden" : options(0).Value = True
  options(1).Name = "MacroExecutionMode" : options(1).Value = 4
  doc = StarDesktop.loadComponentFromURL("{document}", "_blank", 0, options())
  said = ""
{body}
  Goto done
failed:
  said = "error " & Err & " " & Error$
done:
  file = FreeFile
  Open "{out}" For Output As #file
  Print #file, said
  Close #file
  StarDesktop.terminate
End Sub
"""


def run(document: Path, body: str) -> str:
    """Run Basic that has `doc` and Run(doc, "VBAProject.Module.Procedure", Array(…)); return its `said`."""
    with tempfile.TemporaryDirectory(prefix="qbe-basic-") as name:
        folder = Path(name)
        profile, out = folder / "profile", folder / "said.txt"
        words = (f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore")
        office.run("soffice", *words, "--terminate_after_init")
        library = profile / "user" / "basic" / "Standard"
        library.mkdir(parents=True, exist_ok=True)
        copy = Path(shutil.copy(document, folder))  # LibreOffice leaves a lock beside it
        main = _MAIN.format(document=copy.as_uri(), out=out, body=body)
        (library / "Module1.xba").write_text(_MODULE.format(escape(main)), encoding="utf-8")
        (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
        office.run("soffice", *words, "macro:///Standard.Module1.Main")
        return out.read_text(encoding="utf-8").strip()
