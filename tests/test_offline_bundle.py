"""The bundle for machines without a network: what is in it, and that it installs itself."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import importlib.util
import io
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def load(path: str) -> ModuleType:
    file = ROOT / "scripts" / path
    name = f"tested_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


bundle = load("offline_bundle.py")
setup = load("windows/install.py")
locks = bundle.locks


# ---- which packages


def walked(python: str) -> set[str]:
    """What qbe-xl[excel,many] needs on Windows, from what the installed packages say themselves."""
    environment = locks.windows(python)
    found: set[str] = set()
    queue = [("qbe-xl", frozenset({"excel", "many"}))]
    while queue:
        name, extras = queue.pop()
        try:
            texts = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # only for Windows, and a leaf
        for requirement in map(Requirement, texts):
            marker = requirement.marker
            wanted = marker is None or any(
                marker.evaluate({**environment, "extra": extra}) for extra in (*extras, "")
            )
            key = canonicalize_name(requirement.name)
            if wanted and key not in found:
                found.add(key)
                queue.append((key, frozenset(requirement.extras)))
    return found


@pytest.mark.parametrize("python", bundle.PYTHONS)
def test_the_packages_are_those_that_the_metadata_name(python: str) -> None:
    names = {locked.name for locked in bundle.needed(python)}
    # The lock joins what xlwings needs on a Mac with what the cluster of the tests needs everywhere.
    assert names - {"psutil"} == walked(python)
    assert {"colorama", "pywin32", "xlwings", "pandas", "tzdata"} <= names
    assert not names & {
        "appscript",
        "distributed",
        "pytest",
        "ruff",
        "mypy",
        "hypothesis",
        "pillow",
    }


def test_the_lock_is_read_whole() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    lock = locks.read(text)
    assert sum(len(locked.hashes) for locked in lock.values()) == text.count("--hash=")
    assert lock["pywin32"].marker == "sys_platform == 'win32'"
    assert lock["colorama"].via == {"pytest", "typer"}
    assert lock["numpy"].via >= {"pandas", "qbe-xl"}


@pytest.mark.parametrize(
    "text",
    [
        "a==1\n",
        "-e .\n",
        f"a==1 \\\n    --hash=sha256:{'0' * 64}\n",
        "a==1 \\\n    # via b\n",
        f"a==1 \\\n    --hash=md5:{'0' * 32}\n    # via b\n",
    ],
)
def test_a_lock_not_understood_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"not understood|has no hash"):
        locks.read(text)


def test_what_the_project_asks_for_must_be_locked() -> None:
    with pytest.raises(ValueError, match=r"not locked.*nosuch"):
        locks.runtime({}, {"nosuch"}, locks.windows("3.12"))


# ---- a tiny bundle


def wheel(name: str, version: str, files: dict[str, str]) -> tuple[str, bytes]:
    """A wheel with these files."""
    info = f"{name}-{version}.dist-info"
    files = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        record += f"{path},sha256={digest.decode()},{len(text.encode())}\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(path, text)
    return f"{name}-{version}-py3-none-any.whl", out.getvalue()


TINY = wheel("tiny", "1.0", {"tiny.py": "HERE = True\n"})
MAIN = "import sys, tiny, pathlib\npathlib.Path(sys.prefix, 'ran').write_text(' '.join(sys.argv[1:]))\n"
OWN = wheel("qbe_xl", bundle.__version__, {"qbe_xl/__init__.py": "", "qbe_xl/__main__.py": MAIN})
BOOKS = {"qbe.xlam": b"x", "优质均衡评估.xlsm": b"y"}


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    digest = f"sha256:{hashlib.sha256(TINY[1]).hexdigest()}"
    tiny = locks.Locked("tiny", "1.0", "", (digest, f"sha256:{'0' * 64}"), frozenset({"qbe-xl"}))
    monkeypatch.setattr(bundle, "everything", lambda: [(tiny, "")])
    made: dict[str, bytes] = bundle.contents(dict([TINY]), OWN, BOOKS)
    return made


@pytest.fixture
def folder(files: dict[str, bytes], tmp_path: Path) -> Path:
    """The bundle, unpacked into a folder with a Chinese name and spaces."""
    place = tmp_path / "新建 文件夹 (2)"
    with zipfile.ZipFile(io.BytesIO(bundle.packed(files))) as archive:
        archive.extractall(place)
    return place / bundle.TOP


def test_everything_is_in_it(files: dict[str, bytes]) -> None:
    assert set(files) == {
        *("install.cmd", "卸载.cmd", "install.py", "安装说明.txt", "安装手册.txt", "LICENSE.txt"),
        *("requirements.txt", "qbe-xl.txt", "SHA256SUMS.txt"),
        *(f"wheels/{name}" for name in (TINY[0], OWN[0])),
        *(f"workbook/{name}" for name in BOOKS),
    }
    assert files["requirements.txt"].count(b"--hash=") == 1
    assert bundle.__version__ in files["安装说明.txt"].decode()


def test_the_same_files_give_the_same_zip(files: dict[str, bytes]) -> None:
    backwards = dict(reversed(files.items()))
    assert bundle.packed(files) == bundle.packed(backwards)
    with zipfile.ZipFile(io.BytesIO(bundle.packed(files))) as archive:
        member = archive.getinfo(f"{bundle.TOP}/卸载.cmd")
        assert member.flag_bits & 0x800  # its name is UTF-8


def test_what_lacks_or_is_strange_is_refused(files: dict[str, bytes]) -> None:
    assert files
    with pytest.raises(ValueError, match="no wheel of tiny"):
        bundle.contents({}, OWN, BOOKS)
    with pytest.raises(ValueError, match=r"not in the lock.*other"):
        bundle.contents({**dict([TINY]), "other-1.whl": b"z"}, OWN, BOOKS)
    with pytest.raises(ValueError, match="no add-in"):
        bundle.contents(dict([TINY]), OWN, {})


@pytest.mark.program
def test_the_sums_are_those_of_sha256sum(folder: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", "--quiet", setup.SUMS], cwd=folder, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["install.cmd", "卸载.cmd"])
def test_the_scripts_suit_cmd(files: dict[str, bytes], name: str) -> None:
    raw = files[name]
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert raw.startswith(b"@echo off")
    lines = raw.decode().splitlines()
    switch = lines.index("chcp 65001 >nul")
    assert "".join(lines[:switch]).isascii()
    assert not any(line.lstrip().startswith(":") for line in lines)  # labels are found by bytes
    depth = 0
    for line in lines:
        outside = re.sub(r'"[^"]*"', "", line)
        if line.lstrip().startswith(("rem ", "for /f", "(goto)")):
            continue
        # A path may have & or ) in it: only between quotes.
        assert not re.search(r"%(PLACE|LOCALAPPDATA|~dp0|~f0)", outside), line
        if line.lstrip().startswith("echo"):
            assert not re.search(r"[()&|<>!^]", outside), line
            continue
        depth += outside.count("(") - outside.count(")")
        assert depth >= 0
    assert depth == 0
    assert "DisableDelayedExpansion" in raw.decode()
    assert "/quiet" in raw.decode()


# ---- it installs itself


@pytest.mark.program
def test_it_installs_for_real(folder: Path, tmp_path: Path) -> None:
    mark = Path(f"{folder / 'workbook' / 'qbe.xlam'}{setup.MARK}")
    mark.write_text("ZoneId=3", encoding="utf-8")
    place = tmp_path / "王 小明" / "QBE"
    said: list[str] = []
    (place / "venv-new" / "bin").mkdir(parents=True)  # what an interrupted run left
    for _ in range(2):  # the second time as a repair, with the environment that is there
        setup.install(folder, place, setup.run, said.append)
        assert (place / "venv" / "ran").read_text() == "wps install"
        (place / "venv" / "ran").unlink()
    assert (place / "卸载.cmd").read_bytes() == (folder / "卸载.cmd").read_bytes()
    assert not mark.exists()
    assert sorted(path.name for path in place.iterdir()) == ["venv", "卸载.cmd"]
    assert sum("[4/4]" in line for line in said) == 2
    assert said[-1].endswith(str(folder / "workbook"))


@pytest.mark.program
def test_an_environment_without_pip_is_repaired(folder: Path, tmp_path: Path) -> None:
    """As a run leaves it that was ended between making the environment and its pip."""
    place = tmp_path / "QBE"
    venv.EnvBuilder(with_pip=False).create(place / "venv")
    setup.install(folder, place, setup.run, lambda line: None)
    assert (place / "venv" / "ran").read_text() == "wps install"


def test_no_pip_is_told_in_chinese_and_the_old_program_stays(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "QBE"
    (place / "venv").mkdir(parents=True)
    (place / "venv" / "old").touch()

    def fail(self: venv.EnvBuilder, where: Path) -> None:
        raise subprocess.CalledProcessError(1, ["python.exe", "-m", "ensurepip"])

    monkeypatch.setattr(venv.EnvBuilder, "create", fail)
    with pytest.raises(setup.Failure) as failure:
        setup.install(folder, place, setup.run, lambda line: None)
    assert "再运行一次" in str(failure.value)
    assert "ensurepip" not in str(failure.value)
    assert (place / "venv" / "old").exists()


def test_an_old_environment_in_use_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows renames no folder whose python.exe runs."""
    for name in ("venv", "venv-new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    rename = Path.rename

    for refused in ("venv", "venv-new"):

        def refuse(self: Path, target: Path, refused: str = refused) -> Path:
            if self.name == refused:
                raise PermissionError(13, "in use")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", refuse)
        with pytest.raises(setup.Failure, match="关闭所有 Excel"):
            setup.put_in_place(tmp_path / "venv-new")
        assert (tmp_path / "venv" / "venv").exists()


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_a_step_that_fails_ends_it(
    folder: Path, tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(place: Path) -> Path:
        (place / "venv-new").mkdir()
        return place / "venv-new"

    monkeypatch.setattr(setup, "make_environment", make)
    ran: list[list[str]] = []

    def run(command: list[str]) -> int:
        ran.append(command)
        return int(len(ran) > step)

    with pytest.raises(setup.Failure, match="没有装好"):
        setup.install(folder, tmp_path / "QBE", run, lambda line: None)
    assert len(ran) == step + 1
    pips = [command for command in ran if "pip" in command]
    assert all("--require-hashes" in c and "--no-index" in c for c in pips)


@pytest.mark.parametrize(
    "name", ["install.py", "requirements.txt", "wheels/tiny-1.0-py3-none-any.whl"]
)
def test_a_changed_file_stops_it_before_anything(folder: Path, tmp_path: Path, name: str) -> None:
    before = (folder / name).read_bytes()
    for content in (before + b" ", b"", None):
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)
        with pytest.raises(setup.Failure, match=re.escape(name)):
            setup.install(folder, tmp_path / "QBE", lambda _: 1, lambda line: None)
    assert not (tmp_path / "QBE").exists()


def test_a_file_too_many_or_no_list_stops_it(folder: Path) -> None:
    extra = folder / "wheels" / "tiny-9-py3-none-any.whl"
    extra.touch()
    with pytest.raises(setup.Failure, match="tiny-9"):
        setup.verify(folder)
    extra.unlink()
    assert setup.verify(folder) == 12
    (folder / setup.SUMS).write_text("", encoding="utf-8")
    with pytest.raises(setup.Failure, match="不完整"):
        setup.verify(folder)
    (folder / setup.SUMS).unlink()
    with pytest.raises(setup.Failure, match="没有找到"):
        setup.verify(folder)


def test_the_python_must_be_one_of_the_bundle_s() -> None:
    assert ["{}.{}".format(*version) for version in setup.VERSIONS] == list(bundle.PYTHONS)
    setup.demand((3, 12, 4), 64, "C:\\Python312")
    for version, bits, base in (
        ((3, 10, 1), 64, "C:\\Python"),
        ((3, 14, 0), 64, "C:\\Python"),
        ((3, 12, 0), 32, "C:\\Python"),
        ((3, 12, 0), 64, "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python"),
    ):
        with pytest.raises(setup.Failure, match="Python 3"):
            setup.demand(version, bits, base)


@pytest.mark.program
def test_a_failure_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    (folder / "LICENSE.txt").write_bytes(b"")
    for local, words in ((str(tmp_path), "LICENSE.txt"), ("", "LOCALAPPDATA")):
        done = subprocess.run(
            [sys.executable, folder / "install.py"],
            env={"LOCALAPPDATA": local, "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 1
        assert words in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.program
def test_our_own_wheel_carries_the_add_in() -> None:
    name, content = bundle.own_wheel()
    assert bundle.own_wheel() == (name, content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        addin = (ROOT / "workbook" / "qbe.xlam").read_bytes()
        assert archive.read("qbe_xl/_workbook/qbe.xlam") == addin
        names = archive.namelist()
    assert not [n for n in names if n.startswith(("tests", "scripts", "workbook")) or "~" in n]


# ---- the real one


@pytest.mark.network
def test_the_real_bundle_is_complete(tmp_path: Path) -> None:
    own = bundle.own_wheel()
    made = bundle.contents(bundle.download(ROOT / "build" / "wheels"), own, bundle.workbooks())
    with zipfile.ZipFile(io.BytesIO(bundle.packed(made))) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / bundle.TOP
    setup.verify(folder)
    for python in bundle.PYTHONS:
        # pip resolves the dependencies anew from the wheels' own metadata.
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--isolated",
            "install",
            "-q",
            "--dry-run",
            "--no-index",
        ]
        where = ["--find-links", folder / "wheels", "--target", tmp_path / python]
        system = ["--platform", "win_amd64", "--python-version", python, "--only-binary=:all:"]
        lists = ["--require-hashes", "-r", folder / "requirements.txt", "-r", folder / "qbe-xl.txt"]
        done = subprocess.run([*pip, *where, *system, *lists], check=False)
        assert done.returncode == 0
        names = {p.name for p in (folder / "wheels").glob(f"*cp{python.replace('.', '')}-*")}
        assert {name.partition("-")[0] for name in names} >= {"pywin32", "numpy", "xlwings"}
