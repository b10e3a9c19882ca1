"""Change every kind of file that a stranger may hand in, by numbered seeds; say what fell.

fuzz.py COUNT [FIRST]: so many mutants from seed FIRST on. A file may be read or refused with a
QbeError; anything else is a fault, told with the kind and the seed that make it again.
"""

from __future__ import annotations

import io
import json
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from qbe_xl.assessment import assess  # noqa: E402
from qbe_xl.checkup import loading, result  # noqa: E402
from qbe_xl.checkup.parts import read_parts  # noqa: E402
from qbe_xl.county.reading import read_all, read_book  # noqa: E402
from qbe_xl.errors import QbeError, told  # noqa: E402
from qbe_xl.evidence import places  # noqa: E402
from qbe_xl.evidence import state as evidence  # noqa: E402
from qbe_xl.files import writing  # noqa: E402
from qbe_xl.files.book import open_book  # noqa: E402
from qbe_xl.standards import resolve  # noqa: E402
from qbe_xl.survey import questionnaires  # noqa: E402
from tests.files.hostile import ods  # noqa: E402

SLOW = 5.0
"""Seconds of the processor beyond which a mutant counts as a hang."""
WORDS = (
    b"<row>", b"</row>", b"<c>", b"<is>", b"<v>", b"-1", b"1e400", b"NaN", b"inf", b"A0", b"XFD1048577",
    b"9" * 400, b"\0", b"\xff\xfe", b"&#0;", b"<!DOCTYPE x>", b"../../x", b"[" * 2000, b"{", b'"', b"\xed\xa0\x80",
    b"t=\"s\"", b"t=\"e\"", b"count=\"4294967295\"", b"=", b"4294967296", b"\xe6\x98\xaf",
)  # fmt: skip


@cache
def golden() -> tuple[bytes, ...]:
    """Return the workbooks that mutants are made of."""
    return tuple(p.read_bytes() for p in sorted((ROOT / "tests" / "golden").glob("*.xlsx")))


@cache
def _table() -> bytes:
    cell = '<table:table-cell office:value-type="float" office:value="3"/>'
    row = f"<table:table-row>{cell * 3}</table:table-row>"
    return ods(f'<table:table table:name="学校">{row * 9}</table:table>')


def changed(data: bytes, draw: random.Random) -> bytes:
    """Return bytes with some cut, doubled, overwritten or put in."""
    made = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(made) + 1)
        length = draw.choice((1, 2, 8, 60, 1000))
        match draw.randrange(4):
            case 0:
                del made[at : at + length]
            case 1:
                made[at:at] = made[at : at + length]
            case 2:
                made[at:at] = draw.choice(WORDS)
            case _:
                made[at : at + 1] = bytes([draw.randrange(256)])
    return bytes(made)


def changed_part(data: bytes, draw: random.Random) -> bytes:
    """Return a zip with one part changed, taken out or under another name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw.choice(sorted(parts))
    match draw.randrange(8):
        case 0:
            del parts[name]
        case 1:
            parts[draw.choice(("", "../x", "a/", name.upper(), "x" * 300))] = parts[name]
        case _:
            parts[name] = changed(parts[name], draw)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for one, content in parts.items():
            archive.writestr(zipfile.ZipInfo(one), content)
    return target.getvalue()


def _book(data: bytes) -> None:
    book = open_book(data, name="表.xlsx")
    county, problems = read_all(book)
    told(problems)
    read_parts(book)
    if not problems:
        county = read_book(data, name="表.xlsx")[1]
        assess(county, resolve(county).at(county.date))


def _xlsx(draw: random.Random, _: Path) -> None:
    _book(changed_part(draw.choice(golden()), draw))


def _zip(draw: random.Random, _: Path) -> None:
    _book(changed(draw.choice(golden()), draw))


def _ods(draw: random.Random, _: Path) -> None:
    _book(changed_part(_table(), draw))


def _toml(draw: random.Random, place: Path) -> None:
    source, load = draw.choice(
        (
            (questionnaires.OWN, questionnaires.load),
            (loading.SHIPPED, loading.read),
        )
    )
    path = place / "预设.toml"
    path.write_bytes(changed(source.read_bytes(), draw))
    load(path)


_NOTE = {".qbe-pending-1-a": ["a.txt", 1, 2], ".qbe-pending-1-b": ["网页/b.txt", 3, 4]}
_STATE: dict[str, object] = {
    "county": "县",
    "standard": "x",
    "listed": "y",
    "readmes": {},
    "files": {"a": [1, 2, "c"]},
}
_STATE |= {"indexed": None}
_CHECKUP = {"schema": 1, "findings": [], "log": {"lines": 0, "seal": "0"}}


def _json(draw: random.Random, place: Path) -> None:
    for name, plain, read in (
        (writing.NOTE, _NOTE, writing.recover),
        (places.STATE, _STATE, evidence.load),
        (result.JSON_NAME, _CHECKUP, result.read),
    ):
        data = changed(json.dumps(plain, ensure_ascii=False).encode(), draw)
        (place / name).write_bytes(data)
        try:
            read(place)
        except QbeError:
            continue


KINDS: dict[str, Callable[[random.Random, Path], None]] = {
    "xlsx": _xlsx,
    "zip": _zip,
    "ods": _ods,
    "toml": _toml,
    "json": _json,
}


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
    """Run the mutants and print what fell, and how many there were."""
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    fallen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        for seed in range(first, first + count):
            kind = list(KINDS)[seed % len(KINDS)]
            wrong = run(kind, seed, Path(name))
            if wrong:
                fallen[kind] += 1
                print(kind, seed, wrong, flush=True)
    print(f"{count} mutants, {time.process_time():.0f} s of the processor, fallen: {dict(fallen)}")


if __name__ == "__main__":
    main()
