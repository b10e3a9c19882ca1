"""A window of LibreOffice on a screen of its own (Xvfb), a mouse (xdotool), and pictures of it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageGrab

from tests.libreoffice import calc as calc_module
from tests.libreoffice.calc import Calc

PROGRAMS = ("Xvfb", "xdotool")
WIDTH, HEIGHT = 1280, 800
PATIENCE = 40  # seconds


class Screen:
    """A screen that nobody sees."""

    def __init__(self, name: str) -> None:
        self.name = name

    def picture(self, path: Path | None = None) -> Image.Image:
        """Return what is on the screen, and keep it in a file."""
        found = ImageGrab.grab(xdisplay=self.name)
        if path:
            found.save(path)
        return found

    def do(self, *words: str | int) -> str:
        """Move the mouse, click, press keys, look for windows."""
        return subprocess.run(
            ["xdotool", *map(str, words)],
            env=os.environ | {"DISPLAY": self.name},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        ).stdout

    def click(self, x: int, y: int) -> None:
        """Click with the left button."""
        self.do("mousemove", x, y, "click", 1)

    def windows(self, title: str) -> list[str]:
        """The windows whose title holds this text."""
        return self.do("search", "--onlyvisible", "--name", title).split()


@contextmanager
def screen() -> Iterator[Screen]:
    """Start an X server without a screen."""
    read, write = os.pipe()
    words = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
    server = subprocess.Popen(
        [*words, "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield Screen(f":{told.readline().strip()}")
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def calc_on(shown: Screen) -> Iterator[Calc]:
    """Start LibreOffice with a window on a screen."""
    variables = {"DISPLAY": shown.name, "SAL_USE_VCLPLUGIN": "gen"}
    with calc_module.running(**variables) as found:
        yield found


def wait(until: Callable[[], Any], what: str) -> Any:
    """Wait until something is so; return what it gave."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = until()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come")


def settled(screen: Screen, path: Path | None = None) -> Image.Image:
    """The screen once it is drawn and stays as it is; kept in a file where one is named."""
    alike, last = 0, screen.picture().convert("RGB")
    for _ in range(4 * PATIENCE):
        time.sleep(0.25)
        found = screen.picture(path).convert("RGB")
        same = not ImageChops.difference(last, found).getbbox()
        alike, last = alike + 1 if same and _drawn(found) else 0, found
        if alike == 3:
            break
    return last


def _drawn(picture: Image.Image) -> bool:
    """Whether there is more to see than an empty window."""
    return len(picture.getcolors(picture.width * picture.height) or ()) > 100
