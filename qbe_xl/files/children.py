"""Other programs that this one starts: at their full path, in an environment made for them.

A Python that works on what strangers made is isolated (-I: no folder at hand, no PYTHON… variable)
and bounded by what it uses, processor time and memory, where the system knows such bounds; a
slow machine then ends no honest work. Where it does not, time on the clock has to serve.
"""

from __future__ import annotations

import json
import math
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

_SLOWEST = 10
"""How many times its processor time a child may take on the clock."""
_STEP = "\0step"
"""The key of a line that tells of a step; no answer has it."""
MEMORY = 1 << 30
"""Bytes that a child may take beyond what the program itself has."""
_HIDDEN: dict[str, Any] = {"creationflags": 0x08000000} if sys.platform == "win32" else {}
_ONE_HEAP = {"MALLOC_ARENA_MAX": "2"}
"""glibc reserves 64 MB of addresses for every thread that ever asked for memory: fifteen threads
of a library used up the bound of a child that held 150 MB."""
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0) or None
python = sys.executable
"""The Python that children are; within LibreOffice `sys.executable` is whatever is first on PATH."""
_START = "import sys; sys.path += {paths!r}; from {module} import main; main()"


class OutOfTimeError(Exception):
    """A child took longer than it may."""


class EndedError(Exception):
    """A child ended without an answer."""


def program(name: str) -> str | None:
    """Return where a program of the PATH is; the current folder is never looked into."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    path = os.pathsep.join(folder for folder in folders if Path(folder).is_absolute())
    found = shutil.which(name, path=path)
    inside = found and (not Path(found).is_absolute() or Path(found).parent == Path.cwd())
    return None if inside else found


def environment() -> dict[str, str]:
    """Return this process's environment without what would change a Python that is started.

    An activated virtual environment is left too: the Python within LibreOffice takes its library
    from the first python3 of the PATH, and one that knows no `uno` breaks the office.
    """
    strange = ("PYTHON", "VIRTUAL_ENV")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(strange)}
    if "PATH" in kept:
        folders = kept["PATH"].split(os.pathsep)
        kept["PATH"] = os.pathsep.join(folder for folder in folders if not _is_virtual(folder))
    return kept


def _is_virtual(folder: str) -> bool:
    """Whether a folder of the PATH is that of a virtual environment's programs."""
    return (Path(folder).parent / "pyvenv.cfg").is_file()


def in_utf8() -> None:
    """Begin this program anew in UTF-8, for LC_ALL=C knows no name with a Chinese letter.

    Where a process cannot give way to another (Windows, which has none but UTF-8) it goes on.
    """
    if sys.platform != "win32" and sys.executable:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def run(command: Sequence[str], seconds: float) -> subprocess.CompletedProcess[str]:
    """Run a program that stands at its full path to its end.

    Raises OutOfTimeError, or OSError where it cannot be started.
    """
    if not Path(command[0]).is_absolute():
        raise FileNotFoundError(command[0])
    try:
        return subprocess.run(  # noqa: S603
            command,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
            **_HIDDEN,
        )
    except subprocess.TimeoutExpired as error:
        raise OutOfTimeError from error


class Child:
    """A Python of our own that answers one job after another, each a line of JSON.

    module: has `main`, which calls `answer_jobs`.
    """

    def __init__(self, module: str) -> None:
        paths = [path for path in sys.path if Path(path).is_absolute()]
        self._process = subprocess.Popen(  # noqa: S603
            [python, "-I", "-X", "utf8", "-c", _START.format(paths=paths, module=module)],
            env=environment() | _ONE_HEAP,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,  # so that what it starts can be ended with it
            **_HIDDEN,
        )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put("")

    def ask(
        self, job: object, seconds: float, tell: Callable[[str], None] = lambda step: None
    ) -> dict[str, str]:
        """Return the answer to a job that may take so many seconds of the processor.

        tell: gets each step that the child tells meanwhile. Raises OutOfTimeError or EndedError;
        the child is no more then.
        """
        assert self._process.stdin
        until = time.monotonic() + seconds * _SLOWEST
        try:
            with suppress(ValueError):  # it was ended meanwhile, its pipe closed
                self._process.stdin.write(json.dumps([seconds, job]) + "\n")
                self._process.stdin.flush()
            while line := self._answers.get(timeout=max(0.0, until - time.monotonic())):
                found: dict[str, str] = json.loads(line)
                if _STEP not in found:
                    return found
                tell(found[_STEP])
        except queue.Empty:
            self.end()
            raise OutOfTimeError from None
        except OSError:
            pass
        code = self._process.wait()
        self.end()
        raise OutOfTimeError if code == _OUT_OF_TIME else EndedError

    def end(self) -> None:
        """End the process and, where the system knows groups, all that it started."""
        if self._process.returncode is None:
            with suppress(AttributeError, OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


class Standby:
    """A child that is there when it is asked, and is started anew after it has ended."""

    def __init__(self, module: str, tries: int = 1) -> None:
        """tries: how often a job may end a child before it is given up."""
        self._module = module
        self._tries = tries
        self._child: Child | None = None
        self._served = 0

    def ask(
        self, job: object, seconds: float, tell: Callable[[str], None] = lambda step: None
    ) -> dict[str, str]:
        """Return the answer to a job as `Child.ask` does, and raise as it does.

        A child that ends over it after others may have ended of them: a fresh one tries again.
        """
        left = self._tries
        while True:
            child, fresh = self._child or Child(self._module), not self._served
            self._child = child
            try:
                answer = child.ask(job, seconds, tell)
            except (OutOfTimeError, EndedError) as error:
                self._child, self._served = None, 0
                left -= 1
                if (fresh and left <= 0) or isinstance(error, OutOfTimeError):
                    raise
                continue
            self._served += 1
            return answer

    def end(self) -> None:
        """End the process, whatever it is doing."""
        if self._child is not None:
            self._child.end()
        self._child, self._served = None, 0


def answer_jobs(answer: Callable[[Any], dict[str, str]], memory: int = MEMORY) -> None:
    """Be a child: answer every job that comes, within its bounds, until there are no more."""
    bound_memory(memory)
    for line in sys.stdin:
        seconds, job = json.loads(line)
        _bound_time(seconds)
        _send(answer(job))


def tell(step: str) -> None:
    """Be a child: tell who asked how far the job is."""
    _send({_STEP: step})


def _send(line: dict[str, str]) -> None:
    print(json.dumps(line), file=sys.__stdout__, flush=True)


def bound_memory(memory: int = MEMORY) -> None:
    """Let this process take only so much more memory, where the system can hold it to that."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _bound_time(seconds: float) -> None:
    """Let this process take only so much more of the processor, where the system can do that."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = math.ceil(used.ru_utime + used.ru_stime + seconds)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
