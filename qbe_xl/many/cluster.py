"""The same work on a Dask cluster that a province already has: the only file that knows Dask.

Its scheduler and workers take what they are sent for code, so an address is either this machine's
own or tls:// with certificates on both sides; anything else is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from qbe_xl import __version__
from qbe_xl.errors import InputError, OutputError, Place, Problem
from qbe_xl.files.book import content_of
from qbe_xl.files.writing import put
from qbe_xl.many.engines import Answer, Job
from qbe_xl.many.judging import broken
from qbe_xl.many.partitions import judge_bytes, partition

_OWN = ("127.0.0.1", "::1", "localhost")
_AT_ONCE = 64
_SECONDS = 30


def demand_safe(address: str) -> None:
    """Raise InputError unless an address is loopback, or TLS."""
    parts = urlsplit(address)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in ("tcp", "tls") or not host or not port:
        raise _refused(address, "写法不对；应为 tls://主机:端口（本机可用 tcp://127.0.0.1:端口）")
    if parts.scheme == "tcp" and host not in _OWN:
        raise _refused(
            address,
            "没有加密，任何能连上的人都可以冒充它；跨机器只接受 tls://，"
            "并须在 Dask 配置里给出证书（distributed.comm.tls），见手册“省级集群”",
        )


def _refused(address: str, why: str) -> InputError:
    return InputError([Problem(Place("--scheduler"), f"“{address}”{why}")])


def cluster(jobs: Sequence[Job], address: str) -> Iterator[Answer]:
    """Judge on the cluster at this address; the workbooks are read here and sent there.

    Raises InputError for an address that is not safe, OutputError where nobody answers or the
    workers are of another version.
    """
    demand_safe(address)
    try:
        from distributed import Client, as_completed
        from distributed.security import Security
    except ImportError as error:
        raise OutputError(
            "没有安装 distributed，请先运行 pip install qbe-xl[distributed]"
        ) from error
    security = Security()
    secret = security.get_connection_args("client").get("ssl_context")
    if address.startswith("tls") and secret is None:
        raise _refused(
            address, "需要证书；请在 Dask 配置里写明 distributed.comm.tls 的 ca-file 和 client 证书"
        )
    try:
        client = Client(address, security=security, timeout=_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise OutputError(f"连不上“{address}”：{error}；请检查调度器、端口和证书") from error
    with client:
        _demand_same(client.run(_version))
        running = as_completed([], loop=client.loop)
        sent: dict[str, Job] = {}
        for job in jobs:
            try:
                data = content_of(job.path)
            except InputError as error:
                yield Answer(job, "", broken(error.problems[0].message))
                continue
            future = client.submit(judge_bytes, data, job.name, job.standard, pure=False, retries=2)
            sent[future.key] = job
            running.add(future)
            if len(sent) >= _AT_ONCE:
                future = next(running)
                yield _kept(sent.pop(future.key), future)
        while sent:
            future = next(running)
            yield _kept(sent.pop(future.key), future)


def _version() -> str:
    return __version__


def _demand_same(found: dict[str, str]) -> None:
    if not found:
        raise OutputError("调度器上没有工作进程；请先启动 dask worker")
    others = sorted({version for version in found.values() if version != __version__})
    if others:
        raise OutputError(
            f"工作进程的 qbe-xl 是 {'、'.join(others)}，这里是 {__version__}；请装同一版本"
        )


def _kept(job: Job, future: object) -> Answer:
    try:
        seal, content = future.result()  # type: ignore[attr-defined]
    except Exception as error:  # a worker's death, or what a stranger's file made of it
        said = f"集群处理这个文件时出错（{type(error).__name__}），请单独检查"
        return Answer(job, "", broken(said))
    target = partition(job.folder, seal, job.standard)
    put(target, content, job.folder)
    return Answer(job, seal)
