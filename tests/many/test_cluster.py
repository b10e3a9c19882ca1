"""The same work on a Dask cluster with certificates: a scheduler and two workers, on loopback."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from qbe_xl.errors import InputError, OutputError
from qbe_xl.many.run import EXPORTED, many
from tests.command_line import ROOT
from tests.counties import GOLDEN, GOLDEN_NAMES

pytestmark = [pytest.mark.program, pytest.mark.slow]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert("127.0.0.1", "localhost").private_key_and_cert_chain_pem.write_to_path(
        str(folder / "both.pem")
    )
    return folder


def settings(folder: Path) -> dict[str, str]:
    """Dask's own configuration, as an office gives it."""
    tls = {
        "CA_FILE": folder / "ca.pem",
        **{f"{role}__CERT": folder / "both.pem" for role in ("SCHEDULER", "WORKER", "CLIENT")},
        **{f"{role}__KEY": folder / "both.pem" for role in ("SCHEDULER", "WORKER", "CLIENT")},
    }
    found = {f"DASK_DISTRIBUTED__COMM__TLS__{key}": str(path) for key, path in tls.items()}
    return found | {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True"}


@pytest.fixture(scope="module")
def scheduler(certificates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler and two workers, as plain processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tls://127.0.0.1:{port}"
    env = {**os.environ, **settings(certificates), "PYTHONPATH": str(ROOT)}
    folder = tmp_path_factory.mktemp("dask")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address]
    running = [
        subprocess.Popen(
            [
                *dask,
                "--host",
                "tls://127.0.0.1",
                "--port",
                str(port),
                "--no-dashboard",
                "--no-show",
            ],
            env=env,
            **quiet,  # type: ignore[call-overload]
        )
    ]
    running += [
        subprocess.Popen(
            [*worker, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"],
            env=env,
            **quiet,  # type: ignore[call-overload]
        )
        for _ in range(2)
    ]
    try:
        yield address
    finally:
        for process in running:
            process.kill()
        for process in running:
            process.wait()


@pytest.fixture
def configured(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import dask

    for key, value in settings(certificates).items():
        monkeypatch.setenv(key, value)
    dask.config.refresh()
    yield
    monkeypatch.undo()
    dask.config.refresh()


def test_a_cluster_gives_byte_equal_tables(
    scheduler: str, configured: None, tmp_path: Path
) -> None:
    folder = tmp_path / "各县"
    folder.mkdir()
    for name in GOLDEN_NAMES[:6]:
        shutil.copy(GOLDEN / f"{name}.xlsx", folder)
    (folder / "坏.xlsx").write_bytes(b"x")
    with contextlib.closing(socket.socket()) as probe:
        for _ in range(600):  # it listens once its imports are done
            if probe.connect_ex(("127.0.0.1", int(scheduler.rpartition(":")[2]))) == 0:
                break
            time.sleep(0.1)
    here = many(folder, tmp_path / "本机", workers=2)
    there = many(folder, tmp_path / "集群", scheduler=scheduler)
    assert here.read == there.read == 7
    for part in EXPORTED:
        ours, theirs = (
            (tmp_path / place / f"{part}.parquet").read_bytes() for place in ("本机", "集群")
        )
        assert ours == theirs, part
    ours, theirs = ((tmp_path / place / "many.json").read_bytes() for place in ("本机", "集群"))
    assert ours == theirs


def test_a_cluster_without_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "县.xlsx").write_bytes(b"x")
    with pytest.raises(InputError, match="证书"):
        many(tmp_path, tmp_path / "out", scheduler="tls://127.0.0.1:1")


def test_nobody_answers(configured: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from qbe_xl.many import cluster

    monkeypatch.setattr(cluster, "_SECONDS", 1)
    (tmp_path / "县.xlsx").write_bytes(b"x")
    with pytest.raises(OutputError, match="连不上"):
        many(tmp_path, tmp_path / "out", scheduler="tls://127.0.0.1:1")
