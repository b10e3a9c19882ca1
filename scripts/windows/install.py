"""Install qbe_xl from the folder that this file lies in, without a network.

Runs with the Python that install.cmd found; needs nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

SUMS = "SHA256SUMS.txt"
WHEELS, REQUIREMENTS, OWN = "wheels", "requirements.txt", "qbe-xl.txt"
UNINSTALL = "卸载.cmd"
MARK = ":Zone.Identifier"
VERSIONS = ((3, 11), (3, 12), (3, 13))

Run = Callable[[list[str]], int]


class Failure(Exception):
    """Why it cannot go on; the text is for staff."""


def verify(folder: Path) -> int:
    """Compare every file with the list of sums; return how many. Raises Failure."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise Failure(f"没有找到 {SUMS}，请重新解压整个安装包") from error
    pairs = [line.split(" *", 1) for line in lines if " *" in line]
    listed = {name: expected for expected, name in pairs}
    if not {"install.py", REQUIREMENTS, OWN} <= set(listed):
        raise Failure(f"{SUMS} 不完整，请重新取得安装包")
    wrong = [name for name, expected in listed.items() if _sum(folder / name) != expected]
    # A wheel that is not on the list might be taken instead of one that is.
    wrong += [
        f"{WHEELS}/{path.name}"
        for path in sorted((folder / WHEELS).glob("*"))
        if f"{WHEELS}/{path.name}" not in listed
    ]
    if wrong:
        names = "\n".join(f"  {name}" for name in wrong)
        raise Failure(f"下列文件缺少、被改动或是多出来的，没有安装。请重新取得安装包：\n{names}")
    return len(listed)


def _sum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def demand(version: tuple[int, ...], bits: int, base: str) -> None:
    """Raise Failure unless the Python is one that the bundle has wheels for."""
    if "windowsapps" in base.lower() or "pythonsoftwarefoundation" in base.lower():
        raise Failure("应用商店里的 Python 不能用，请从官方安装包安装 64 位 Python 3.12")
    if version[:2] not in VERSIONS or bits != 64:
        found = ".".join(map(str, version[:3]))
        raise Failure(f"需要 64 位 Python 3.11、3.12 或 3.13，现在是 {found}（{bits} 位）")


def pip_commands(python: Path, folder: Path) -> list[list[str]]:
    """Return the two runs of pip: first what we need, then our own wheel, replaced in any case."""
    pip = [str(python), "-I", "-m", "pip", "--isolated", "--disable-pip-version-check", "install"]
    common = ["--quiet", "--no-input", "--no-index", "--find-links", str(folder / WHEELS)]
    common += ["--only-binary=:all:", "--no-deps", "--require-hashes"]
    return [
        [*pip, *common, "-r", str(folder / REQUIREMENTS)],
        [*pip, *common, "--force-reinstall", "-r", str(folder / OWN)],
    ]


def interpreter(environment: Path) -> Path:
    """Return the python.exe of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_environment(place: Path) -> Path:
    """Make a new virtual environment beside that in use; return its folder. Raises Failure."""
    fresh = place / "venv-new"
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(fresh)
    except subprocess.SubprocessError as error:
        raise Failure(
            "没有建好独立的 Python 环境，原来装的没有动。请暂停杀毒软件的拦截，再运行一次；"
            "仍然不行，请用官方安装包修复（Repair）Python 后再试"
        ) from error
    return fresh


def put_in_place(fresh: Path) -> Path:
    """Let a whole new environment take the place of the old one; return its python.exe.

    Whatever interrupts it, the next run builds anew. Raises Failure while the old one is in use.
    """
    target, old = fresh.with_name("venv"), fresh.with_name("venv-old")
    try:
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
            target.rename(old)
        fresh.rename(target)
    except OSError as error:
        if old.exists() and not target.exists():
            old.rename(target)
        raise Failure(
            "原来的程序正在使用，没有换成新的。请关闭所有 Excel 窗口（仍未换成的，请注销后重新登录），再运行一次"
        ) from error
    shutil.rmtree(old, ignore_errors=True)
    return interpreter(target)


def unblock(folder: Path) -> int:
    """Take the mark of the internet from the workbooks, whose sums are right; return how many."""
    count = 0
    for path in sorted((folder / "workbook").glob("*.xl*")):
        try:
            Path(f"{path}{MARK}").unlink()
            count += 1
        except OSError:
            continue
    return count


def install(folder: Path, place: Path, run: Run, say: Callable[[str], None] = print) -> None:
    """Verify, install, and hand over to `qbe-xl excel install`. Raises Failure."""
    say(f"[1/4] 核对安装包：{folder}")
    say(f"      {verify(folder)} 个文件都与 {SUMS} 一致")
    say(f"[2/4] 准备独立的 Python 环境：{place / 'venv'}（约半分钟）")
    place.mkdir(parents=True, exist_ok=True)
    fresh = make_environment(place)
    say("[3/4] 离线安装组件（约一分钟）")

    def add(command: list[str]) -> None:
        if run(command):
            raise Failure("组件没有装好。请关闭所有 Excel 窗口，暂停杀毒软件的拦截，然后再运行一次")

    for command in pip_commands(interpreter(fresh), folder):
        add(command)
    python = put_in_place(fresh)
    # Once more: qbe-xl.exe has the path of its Python written in it.
    add(pip_commands(python, folder)[-1])
    shutil.copyfile(folder / UNINSTALL, place / UNINSTALL)
    put_icon(python, run, say)
    say("[4/4] 安装 Excel 加载宏")
    if run([str(python), "-I", "-B", "-m", "qbe_xl", "excel", "install"]):
        raise Failure("加载宏没有装好，原因见上。改正后再运行一次")
    put_into_wps(python, run, say)
    if unblock(folder):
        say("已解除工作簿的“来自互联网”标记，可以直接打开")
    say(f"安装完成。工作簿在：{folder / 'workbook'}")


def put_into_wps(python: Path, run: Run, say: Callable[[str], None] = print) -> None:
    """Put the add-in into WPS' folder, whether WPS is there or not; it keeps nothing from working."""
    if run([str(python), "-I", "-B", "-m", "qbe_xl", "wps", "install"]):
        say("WPS 加载项没有放成，不影响其他；可以用 qbe-xl wps install 再放")


def put_icon(python: Path, run: Run, say: Callable[[str], None] = print) -> None:
    """Put the icon of the local page on the desktop; without it nothing else is amiss."""
    home = os.environ.get("USERPROFILE")
    if not home:
        return
    work = Path(home, "Documents", "优质均衡")
    try:
        work.mkdir(parents=True, exist_ok=True)
        words = ["-I", "-B", "-m", "qbe_xl", "serve", str(work), "--icon"]
        if run([str(python), *words]) == 0:
            say(f"桌面的“优质均衡”图标打开本地页（WPS 也能用），文件放在：{work}")
    except OSError:
        say("桌面图标没有放成，不影响其他；可以用 qbe-xl serve 文件夹 --icon 再放")


def run(command: list[str]) -> int:
    """Run a program, pip without any configuration of this machine; return its exit status."""
    return subprocess.run(command, env={**os.environ, "PIP_CONFIG_FILE": os.devnull}).returncode


def main() -> int:
    """Install; return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        demand(sys.version_info[:3], 64 if sys.maxsize > 2**32 else 32, sys.base_prefix)
        local = os.environ.get("LOCALAPPDATA")
        if not local:
            raise Failure("环境变量 LOCALAPPDATA 是空的，请注销后重新登录 Windows 再试")
        here = Path(__file__).resolve().parent
        install(here, Path(local, "QBE"), run)
    except Failure as failure:
        print(f"没有安装成功：{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("安装被中断，没有装完。请再运行一次", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"没有安装成功：{error}\n请关闭所有 Excel 窗口，检查磁盘空间和权限后再运行一次",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
