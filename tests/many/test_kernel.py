"""Whole columns and one county after another come to the same verdicts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.county.model import County
from qbe_xl.county.reading import read_book
from qbe_xl.many import kernel, tables
from qbe_xl.many.judging import rows_of_county
from qbe_xl.standards import Rulebook, load, resolve
from tests.counties import GOLDEN, GOLDEN_NAMES, random_county
from tests.properties import examples


def loaded(folder: Path, counties: list[tuple[str, County, Rulebook]]) -> DuckDBPyConnection:
    base = tables.connection()
    files = []
    for name, county, rulebook in counties:
        path = folder / f"{name}.parquet"
        tables.write_partition(base, rows_of_county(county, rulebook), path)
        files.append((name, name, path))
    assert tables.load(base, files) == []
    return base


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> DuckDBPyConnection:
    counties = []
    for name in GOLDEN_NAMES:
        county = read_book(GOLDEN / f"{name}.xlsx")[1]
        counties.append((name, county, resolve(county)))
    return loaded(tmp_path_factory.mktemp("golden"), counties)


def test_the_columns_judge_every_golden_county_as_the_engine_does(
    golden: DuckDBPyConnection,
) -> None:
    assert len(golden.execute("SELECT DISTINCT file FROM section").fetchall()) == len(GOLDEN_NAMES)
    assert kernel.disagreements(golden) == []


def test_figures_at_their_limit_are_decided_exactly(golden: DuckDBPyConnection) -> None:
    stack = kernel.stack_of(golden)
    assert kernel.judge(stack, load("yunnan-2022").at(None)).near > 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE section SET state = 'met' WHERE file = 'mixed' AND state = 'unmet'",
        "UPDATE figure SET state = 'unmet' WHERE file = 'mixed' AND key = 'cv' AND id = 'R1'",
        "DELETE FROM section WHERE file = 'mixed' AND row = (SELECT max(row) FROM section WHERE file = 'mixed')",
        "UPDATE school SET primary_pupils = primary_pupils * 3 WHERE file = 'mixed'",
    ],
)
def test_a_difference_is_found(golden: DuckDBPyConnection, change: str) -> None:
    golden.execute("BEGIN")
    try:
        golden.execute(change)
        assert kernel.disagreements(golden) == ["mixed"]
    finally:
        golden.execute("ROLLBACK")


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10_000),
            st.integers(1, 30),
            st.floats(0.0, 0.9),
            st.sampled_from(["yunnan-2022", "national-2017"]),
        ),
        min_size=1,
        max_size=6,
    )
)
@examples(8, shared_fixture=True)
def test_the_columns_judge_random_counties_as_the_engine_does(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, int, float, str]]
) -> None:
    counties = [
        (f"{i}", random_county(seed, schools, spread).county(), load(standard))
        for i, (seed, schools, spread, standard) in enumerate(drawn)
    ]
    base = loaded(tmp_path_factory.mktemp("random"), counties)
    assert kernel.disagreements(base) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells the address space")
def test_a_database_takes_little_of_the_address_space_that_a_bounded_process_has() -> None:
    import resource

    def taken() -> int:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()

    tables.connection(threads=1)
    before = taken()
    kept = [tables.connection(threads=1) for _ in range(2)]
    assert [base.execute("SELECT 1").fetchall() for base in kept] == [[(1,)], [(1,)]]
    assert taken() - before < 100 << 20
