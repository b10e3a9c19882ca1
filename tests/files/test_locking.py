"""One run at a time in a folder, whatever becomes of the one that holds it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from qbe_xl.errors import OutputError
from qbe_xl.files.locking import NAME, Busy, holding

ROOT = Path(__file__).parents[2]
_HOLD = """
import sys
from pathlib import Path
from qbe_xl.files.locking import holding
with holding(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_holder_may_take_it_again_and_leaves_nothing(tmp_path: Path) -> None:
    with holding(tmp_path), holding(tmp_path / ".." / tmp_path.name):
        assert (tmp_path / NAME).exists()
    assert list(tmp_path.iterdir()) == []


def test_another_thread_waits_and_is_told(tmp_path: Path) -> None:
    told: list[str] = []

    def other() -> None:
        try:
            with holding(tmp_path, patience=0.1):
                told.append("in")
        except Busy as busy:
            told.append(str(busy))

    with holding(tmp_path):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(told) == 1
    assert "请等它结束后再试" in told[0]
    other()
    assert told[1] == "in"


@pytest.mark.program
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdin, child.stdout:
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(Busy), holding(tmp_path, patience=0.1):
            pass
        child.send_signal(signal.SIGKILL)
        child.wait()
    with holding(tmp_path, patience=0.1):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="links and pipes")
def test_what_else_bears_the_name_is_no_lock(tmp_path: Path) -> None:
    precious = tmp_path / "填报表.xlsx"
    precious.write_bytes(b"ours")
    folder = tmp_path / "结果"
    folder.mkdir()
    (folder / NAME).symlink_to(precious)
    with holding(folder):
        pass
    os.mkfifo(folder / NAME)
    with holding(folder):
        pass
    assert precious.read_bytes() == b"ours"
    (folder / NAME).mkdir()
    with pytest.raises(OutputError, match="无法写入"), holding(folder):
        pass


@pytest.mark.program
def test_two_at_once_both_end_well(tmp_path: Path) -> None:
    """Whole sets, from one of the two, five times over."""
    write = (
        "import sys\nfrom pathlib import Path\nfrom qbe_xl.files.writing import write_all\n"
        "for n in range(40):\n"
        "    write_all(Path(sys.argv[1]), {f'{i}.txt': f'{sys.argv[2]}{n}'.encode() for i in 'abc'})\n"
        "    found = {Path(sys.argv[1], f'{i}.txt').read_bytes()[:1] for i in 'abc'}\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", write, str(tmp_path), tag], cwd=ROOT)
        for tag in ("A", "B")
    ]
    assert [one.wait() for one in both] == [0, 0]
    assert len({(tmp_path / f"{i}.txt").read_bytes() for i in "abc"}) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "c.txt"]


def test_a_folder_made_for_a_run_that_failed_goes_again(tmp_path: Path) -> None:
    new = tmp_path / "结果" / "评估"
    with pytest.raises(ValueError, match="no good"), holding(new):
        raise ValueError("no good")
    assert list(tmp_path.iterdir()) == []
    with holding(new):
        (new / "留下").write_text("1", encoding="utf-8")
    with pytest.raises(ValueError, match="no good"), holding(new):
        raise ValueError("no good")
    assert [path.name for path in new.iterdir()] == ["留下"]
