"""Programs are started at their full path, in an environment of their own, and bounded by what they use."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qbe_xl.files.children import Child, EndedError, OutOfTimeError, environment, program, run

pytestmark = pytest.mark.program

MODULE = """
import os, subprocess, sys, threading, time
from qbe_xl.files.children import answer_jobs

def reserved():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGESIZE")

def answer(job):
    if job == "spin":
        while True:
            pass
    if job == "die":
        os._exit(3)
    if job == "sleep":
        time.sleep(3)
    if job == "threads":
        before, together = reserved(), threading.Barrier(13)
        for _ in range(12):
            threading.Thread(target=lambda: ([*map(bytearray, range(999))], together.wait())).start()
        found = reserved() - before
        together.wait()
        return {"reserved": str(found >> 20)}
    if job == "start":
        return {"started": str(subprocess.Popen(["/bin/sleep", "60"]).pid)}
    return {"job": job, "path": os.environ.get("PYTHONPATH", ""), "isolated": str(sys.flags.isolated)}

def main():
    answer_jobs(answer)
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Child:
    (tmp_path / "jobs_for_a_child.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "elsewhere"))
    return Child("jobs_for_a_child")


def test_a_child_is_isolated_and_answers_one_job_after_another(child: Child) -> None:
    for job in ("甲", "乙"):
        assert child.ask(job, 5) == {"job": job, "path": "", "isolated": "1"}
    child.end()


@pytest.mark.skipif(sys.platform == "win32", reason="the system knows no bound")
def test_processor_time_is_bounded_not_time_on_the_clock(child: Child) -> None:
    assert child.ask("sleep", 1)["job"] == "sleep"
    with pytest.raises(OutOfTimeError):
        child.ask("spin", 0.3)


@pytest.mark.skipif(sys.platform != "linux", reason="a heap for each thread is glibc's")
def test_threads_of_a_library_do_not_use_up_the_bound_of_memory(child: Child) -> None:
    assert int(child.ask("threads", 5)["reserved"]) < 300  # stacks of 8 MB; it was 850
    child.end()


def test_a_child_that_dies_is_told(child: Child) -> None:
    with pytest.raises(EndedError):
        child.ask("die", 5)


def test_a_program_has_to_stand_at_its_full_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run([sys.executable, "-c", "print('甲')"], 30).stdout == "甲\n"
    with pytest.raises(OutOfTimeError):
        run([sys.executable, "-c", "import time; time.sleep(60)"], 0.5)
    with pytest.raises(OSError, match="ls"):
        run(["ls"], 5)
    tool = tmp_path / "工具"
    tool.write_text("")
    tool.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join((".", "", str(tmp_path))))
    assert program("工具") is None
    monkeypatch.chdir("/")
    assert program("工具") == str(tool)


@pytest.mark.program
def test_an_activated_environment_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "环境" / "bin").mkdir(parents=True)
    (tmp_path / "环境" / "pyvenv.cfg").touch()
    inside = str(tmp_path / "环境" / "bin")
    monkeypatch.setenv("PATH", os.pathsep.join((inside, str(tmp_path))))
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "环境"))
    assert environment()["PATH"] == str(tmp_path)
    assert "VIRTUAL_ENV" not in environment()
    code = "import os; print(os.environ['PATH'])"
    assert run([sys.executable, "-c", code], 30).stdout.strip() == str(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="the system knows no groups")
def test_what_a_child_started_ends_with_it(child: Child) -> None:
    started = int(child.ask("start", 5)["started"])
    os.kill(started, 0)
    child.end()
    for _ in range(100):
        state = Path(f"/proc/{started}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.02)
    raise AssertionError("it goes on")


def test_a_system_without_utf_8_does_not_stop_the_program(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from qbe_xl.cli import main; main()", "new", "甲 县/"]
    poor = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=tmp_path, env=poor, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert "甲 县" in done.stdout.decode()
    assert (tmp_path / "甲 县" / "填报表.xlsx").is_file()
