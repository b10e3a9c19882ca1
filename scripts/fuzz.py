"""Change every kind of file that a stranger may hand in, by numbered seeds; say what fell.

fuzz.py COUNT [FIRST [KIND …]]: so many mutants from seed FIRST on. A file may be read or refused
with a QbeError; anything else is a fault, told with the kind and the seed that make it again. Each
is read in a worker that may take so much memory and time of the processor, and may die alone.
"""

from __future__ import annotations

import logging
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from qbe_xl.errors import QbeError  # noqa: E402
from qbe_xl.files.children import (  # noqa: E402
    EndedError,
    OutOfTimeError,
    Standby,
    answer_jobs,
)
from scripts.fuzzing.kinds import KINDS, honest  # noqa: E402

SLOW = 5.0
"""Seconds of the processor beyond which a mutant counts as a hang."""
MEMORY = 600 << 20
"""Bytes beyond what a worker has before its first mutant."""
_SERVED = 2000
"""Mutants a worker, whose memory is bounded as a whole."""
_TOGETHER = 50
"""Mutants a folder: what the ones before have left must not matter, nor gather without end."""


def run(kind: str, seed: int, place: Path) -> str | None:
    """Make a mutant and read it; return what fell, None where it was read or refused."""
    draw = random.Random(f"{kind}-{seed}")  # noqa: S311 -- not for secrets
    began = time.process_time()
    try:
        KINDS[kind](draw, place)
    except QbeError:
        pass
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]
    took = time.process_time() - began
    return f"{took:.1f} s" if took > SLOW else None


def main() -> None:
    """Be a worker: run the mutants that are asked for."""
    logging.disable(logging.WARNING)
    honest()

    def answer(job: list[object]) -> dict[str, str]:
        kind, seed, place = job
        assert isinstance(kind, str)
        assert isinstance(seed, int)
        return {"fell": run(kind, seed, Path(str(place))) or ""}

    answer_jobs(answer, MEMORY)


def bench(count: int, first: int, kinds: list[str]) -> Counter[str]:
    """Run so many mutants and print what fell; return how many of each kind did."""
    fallen: Counter[str] = Counter()
    worker = Standby("scripts.fuzz", tries=2)
    try:
        for begin in range(first, first + count, _TOGETHER):
            if (begin - first) % _SERVED == 0:
                worker.end()
                print(f"{begin - first} done", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory() as place:
                for seed in range(begin, min(begin + _TOGETHER, first + count)):
                    kind = kinds[seed % len(kinds)]
                    try:
                        wrong = worker.ask([kind, seed, place], SLOW)["fell"]
                    except OutOfTimeError:
                        wrong = "hang"
                    except EndedError:
                        wrong = "abort"
                    if wrong:
                        fallen[kind] += 1
                        print(kind, seed, wrong, flush=True)
    finally:
        worker.end()
    return fallen


def _main() -> None:
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    began = time.monotonic()
    fallen = bench(count, first, sys.argv[3:] or list(KINDS))
    print(f"{count} mutants, {time.monotonic() - began:.0f} s, fallen: {dict(fallen)}")


if __name__ == "__main__":
    _main()
