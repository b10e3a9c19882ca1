"""The real bundle in Wine: installed, interrupted, repaired, used and taken away by 张三.

Every command runs on Linux too, on the same workbook; what they write must be the same.
"""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from qbe_xl import __version__
from scripts.offline_bundle import TOP
from scripts.referees import wine as wines
from scripts.referees.npm import Lacking
from scripts.referees.verdict import Verdict, fallen, judged
from tests.files.hostile import unzipped

NAME = "Windows Python in Wine"
BOOK = f"{TOP}/workbook/示例县.xlsx"
RETURNED = f"{TOP}/交回"
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check", BOOK),
    ("new", "空白.xlsx"),
    ("new-params", "整改参数.xlsx"),
    ("new-units", "本县方案.xlsx"),
    ("assess", BOOK, "--out", "结果"),
    ("plan", BOOK, "--out", "方案"),
    ("ledger", BOOK, "--out", "台账"),
    ("checkup", BOOK, "--out", "体检"),
    ("collect", "split", BOOK, "--out", "下发"),
    ("collect", "merge", RETURNED, "--into", BOOK, "--out", "汇总"),
    ("evidence", "init", "佐证"),
    ("evidence", "report", "佐证"),
    ("survey", "papers", BOOK, "--out", "问卷"),
    ("templates", "export", "模板"),
    ("templates", "check", "模板"),
    ("rehearse", BOOK, "--out", "明年"),
    ("many", f"{TOP}/workbook", "--out", "各县"),
    ("documents", BOOK, "--out", "材料"),
)
ZIPS = (".xlsx", ".xlsm", ".docx")
MOMENT = re.compile(rb"(\b20\d\d-\d\d-\d\d[ T])\d\d:\d\d(?::\d\d)?")
SUM = re.compile(rb'("sha256": ?")[0-9a-f]{64}')
"""In the list of a package; the files themselves are compared."""
NOTES = re.compile(r"/\.cache/(?![0-9a-f]{64}-)")
"""What `many` notes of the disk it wrote on, perhaps in its name; what it keeps of a county begins
with a sum."""
KINDS = {
    "JSON": (".json",),
    "pages and texts": (".html", ".txt", ".csv", ".toml", ".svg"),
    "workbooks, by their parts": (".xlsx", ".xlsm"),
    "documents, by their parts": (".docx",),
}


def verdicts(place: Path) -> Iterator[Verdict]:
    """Yield how each step ended. Raises Lacking where Wine, Python or the bundle cannot be had."""
    bundle = _bundle(place)
    wine = wines.ready(place)
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(wine.desktop)
    if not (wine.desktop / TOP).is_dir():
        raise Lacking(f"no folder {TOP} in the bundle")
    for about, step in (
        ("install.cmd, a wheel changed", refused),
        ("install.cmd, interrupted", interrupted),
        ("install.cmd once more: repair", repaired),
        ("functions: DLL, cmd, Python, COM", called),
    ):
        yield taken(about, partial(step, wine))
    here = place / "linux" / wines.FOLDER
    yield taken("commands", partial(commanded, wine, here))
    yield from alike(wine.desktop, here)
    yield taken("卸载.cmd", partial(taken_away, wine))


def taken(about: str, step: Callable[[], tuple[str, list[str]]]) -> Verdict:
    """Return how a step ended. In Wine that runs nothing lacks any more: an error is a fault."""
    try:
        return judged(NAME, about, *step())
    except Exception as error:  # the steps after it are worth their rows all the same
        return fallen(NAME, about, error)


def _bundle(place: Path) -> Path:
    command = [sys.executable, "scripts/offline_bundle.py", "--out", str(place)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Lacking(f"no bundle: {done.stderr.strip()[-200:]}")
    (bundle,) = place.glob("*-windows.zip")
    return bundle


def _install(wine: wines.Wine) -> str:
    return wine.run(rf"call {TOP}\install.cmd /quiet", "echo RC=%ERRORLEVEL%", seconds=1500)


def refused(wine: wines.Wine) -> tuple[str, list[str]]:
    """A wheel with one byte more: it is named, nothing is installed."""
    wheel = next((wine.desktop / TOP / "wheels").glob("xlsxwriter*"))
    before = wheel.read_bytes()
    wheel.write_bytes(before + b"\0")
    said = _install(wine)
    wheel.write_bytes(before)
    faults = [] if "RC=1" in said and wheel.name in said else [f"it said {said[-300:]!r}"]
    if (wine.local / "venv").exists():
        faults.append("it was installed")
    return "named, status 1", faults


def interrupted(wine: wines.Wine) -> tuple[str, list[str]]:
    """All programs ended while pip unpacks: what is left is half an environment."""
    half = wine.local / "venv-new" / "Lib" / "site-packages"
    running = threading.Thread(target=_install, args=(wine,))
    running.start()
    while running.is_alive() and not (half / "xlwings").is_dir():
        time.sleep(0.2)
    wine.inside("wineserver", "-k")
    running.join()
    faults = [] if half.is_dir() else ["it was over before it could be interrupted"]
    if (wine.local / "venv").exists():
        faults.append("half an environment took its place")
    return "ended while pip unpacked", faults


def repaired(wine: wines.Wine) -> tuple[str, list[str]]:
    """It builds anew beside, then takes its place."""
    said = _install(wine)
    faults = [] if "RC=0" in said and "安装完成" in said else [f"it said {said[-500:]!r}"]
    left = [name for name in ("venv-new", "venv-old") if (wine.local / name).exists()]
    faults += [f"{name} is left" for name in left]
    faults += [f"no {path.name}" for path in _put(wine) if not path.exists()]
    return "status 0, add-in, settings and icon in place", faults


def _put(wine: wines.Wine) -> list[Path]:
    home = wine.local.parents[2]
    addin = wine.local.parents[1] / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "qbe.xlam"
    return [wine.local / "venv", addin, home / ".qbe" / "qbe.conf"]


def called(wine: wines.Wine) -> tuple[str, list[str]]:
    """Call functions as the add-in's VBA does."""
    (library,) = (wine.local / "venv").glob("xlwings64*.dll")
    answered = wine.drive / "udf.txt"
    # A console would wrap the lines and read them by the code page of the system.
    line = rf'C:\udf.exe "%LOCALAPPDATA%\QBE\venv" {library.name} >C:\{answered.name}'
    wine.run(line, seconds=300)
    return "4 calls, numbers, arrays and Chinese text", wrong(answered.read_text("utf-8"))


def wrong(said: str) -> list[str]:
    """Return what is wrong with the answers of udf.c, lines of name=text."""
    answers = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    version = answers.get("QBE_VERSION", "")
    faults = [] if version.startswith(f"qbe_xl {__version__}，") else [f"it said {said[-300:]!r}"]
    mean = (4 * 100 + 5 * 200 + 6 * 300) / 600
    spread = sum(n * (x - mean) ** 2 for x, n in ((4, 100), (5, 200), (6, 300))) / 600
    for name, expected in {
        "QBE_CV": math.sqrt(2 / 3) / 5,
        "QBE_CV weighted": math.sqrt(spread) / mean,
    }.items():
        try:
            alike = math.isclose(float(answers.get(name, "")), expected, rel_tol=1e-9)
        except ValueError:
            alike = False
        if not alike:
            faults.append(f"{name} {answers.get(name)!r}, not {expected}")
    if "条" not in answers.get("QBE_CITE", ""):
        faults.append(f"QBE_CITE {answers.get('QBE_CITE')!r}")
    return faults


def commanded(wine: wines.Wine, here: Path) -> tuple[str, list[str]]:
    """Run every command there and here; compare how they end."""
    shutil.rmtree(here, ignore_errors=True)
    (here / TOP).mkdir(parents=True)
    shutil.copytree(wine.desktop / TOP / "workbook", here / TOP / "workbook")
    program = r'"%LOCALAPPDATA%\QBE\venv\Scripts\qbe-xl.exe"'
    faults: list[str] = []
    for words in COMMANDS:
        name = " ".join(words[:2]) if words[0] in _GROUPS else words[0]
        line = " ".join(f'"{word}"' for word in words).replace("/", "\\")
        if RETURNED in words:
            send_back(wine.desktop, here)
        said = wine.run(f"{program} {line}", "echo RC=%ERRORLEVEL%", seconds=900)
        done = subprocess.run(
            [sys.executable, "-m", "qbe_xl", *words], cwd=here, capture_output=True, text=True
        )
        if f"RC={done.returncode}" not in said:
            faults.append(f"{name} ends with {said.strip()[-200:]!r}, here {done.returncode}")
    return f"{len(COMMANDS)}, ended as on Linux", faults


def send_back(windows: Path, linux: Path) -> None:
    """Let both sides merge what Windows made: a merged workbook tells the sums of its files."""
    for side in (windows, linux):
        if (made := windows / "下发").is_dir():
            shutil.copytree(made, side / RETURNED)


def alike(windows: Path, linux: Path) -> Iterator[Verdict]:
    """Compare what was written in two folders, the bundle's own aside."""
    there, ours = (
        {name: path for name, path in files(side).items() if not NOTES.search(name)}
        for side in (windows, linux)
    )
    faults = [f"only in one place: {name}" for name in sorted(set(there) ^ set(ours))]
    both = sorted(set(there) & set(ours))
    if not both:
        faults.append("nothing was written in both places")
    yield judged(NAME, "names of what is written", f"{len(there)} files", faults)
    for about, endings in KINDS.items():
        chosen = [name for name in both if Path(name).suffix in endings]
        differ = [said for name in chosen for said in unlike(name, there[name], ours[name])]
        if not chosen:
            differ.append("none to compare")
        yield judged(NAME, f"{about}: as on Linux", f"{len(chosen)} files", differ)
    other = [n for n in both if all(Path(n).suffix not in endings for endings in KINDS.values())]
    differ = [said for name in other for said in unlike(name, there[name], ours[name])]
    yield judged(NAME, "all else: as on Linux", f"{len(other)} files", differ)


_GROUPS = ("collect", "evidence", "survey", "templates")


def files(folder: Path) -> dict[str, Path]:
    """Return what is below a folder, the unpacked bundle aside, by path."""
    found = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: path for name, path in named.items() if not name.startswith(TOP)}


def timeless(content: bytes) -> bytes:
    """Return a content without what follows from when it was made: times of day, sums of files."""
    return SUM.sub(rb"\1", MOMENT.sub(rb"\1", content))


def unlike(name: str, there: Path, here: Path) -> Sequence[str]:
    """Return in what two files of that name differ, a zip by its parts; empty where in nothing."""
    if parts := _unlike(name, there.read_bytes(), here.read_bytes()):
        return (name if parts == [name] else f"{name} ({', '.join(parts[:3])})",)
    return ()


def _unlike(name: str, one: bytes, other: bytes) -> list[str]:
    """The parts that differ, those of a zip within a zip too; the content's own name if it is none."""
    if timeless(one) == timeless(other):
        return []
    if Path(name).suffix not in ZIPS:
        return [name]
    # The directory of a zip names the system it was made on.
    ours, theirs = unzipped(one), unzipped(other)
    found = sorted(ours.keys() ^ theirs.keys())
    for part in sorted(ours.keys() & theirs.keys()):
        found += _unlike(part, ours[part], theirs[part])
    return found


def taken_away(wine: wines.Wine) -> tuple[str, list[str]]:
    """Nothing that was installed is left; what the clerk made is."""
    made = set(files(wine.desktop))
    said = wine.run(rf"call {TOP}\卸载.cmd /quiet", "echo RC=%ERRORLEVEL%", seconds=300)
    faults = [] if "RC=0" in said else [f"it said {said[-300:]!r}"]
    faults += [f"{path.name} is left" for path in _put(wine) if path.exists()]
    if set(files(wine.desktop)) != made:
        faults.append("files of the clerk are gone")
    return "status 0, nothing left, the clerk's files kept", faults
