"""python -m qbe_xl is qbe-xl."""

import atexit
import gc
import os
import sys
from contextlib import suppress
from types import SimpleNamespace


def main() -> None:
    """Run the command line in a process of its own."""
    # A run is over before much garbage could gather; looking for it takes a fifth of the time.
    gc.set_threshold(200_000, 20, 20)
    end = SimpleNamespace(status=None)
    atexit.register(_leave, end)
    from qbe_xl.cli import main as run

    try:
        run()
    except SystemExit as over:
        end.status = over.code
        raise


def _leave(end: SimpleNamespace) -> None:
    """Leave at once when all went well: taking half a million objects apart is no use to anybody.

    What others do at the end is done by then, for this was registered first.
    """
    if end.status == 0:
        with suppress(OSError, ValueError, AttributeError):  # what Python says of it, it will say
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)


if __name__ == "__main__":
    main()
