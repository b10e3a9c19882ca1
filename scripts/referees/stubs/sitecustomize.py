"""Beside the Python in Wine only: what pip installed asks a stand-in for complex functions.

Wine has none of them, and takes `api-ms-win-…` from its own library whatever lies beside.
"""

import atexit
import pathlib
import sys

MATH = b"api-ms-win-crt-math-l1-1-0.dll"


def use_stand_in() -> None:
    for path in pathlib.Path(sys.prefix, "Lib", "site-packages").rglob("*"):
        if path.suffix.lower() in (".pyd", ".dll") and MATH in (content := path.read_bytes()):
            path.write_bytes(content.replace(MATH, b"qpi" + MATH[3:]))


if "pip" in sys.orig_argv and "install" in sys.orig_argv:
    atexit.register(use_stand_in)
