"""What a returned file carries besides its cells: named, never run, never followed, never kept.

Reading takes stored values only, so nothing of this can do harm here; staff are told because it
can on their own machines.
"""

from __future__ import annotations

from qbe_xl.files.opening.package import Package

_IN_ZIP = (
    (("vbaproject.bin", "basic/", "scripts/"), "含宏（没有运行，没有带入）"),
    (("externallinks/",), "含指向其他文件的链接（没有打开，只取表内存的数）"),
    (("xl/connections.xml", "xl/querytables/"), "含外部数据连接（没有连接）"),
    (("embeddings/", "activex/", "object "), "含嵌入的对象（没有打开，没有带入）"),
    (("xl/macrosheets/", "xl/dialogsheets/"), "含旧式宏表（没有运行，没有带入）"),
)
_IN_OLE = (("_VBA_PROJECT", "含宏（没有运行，没有带入）"),)


def hazards(data: bytes, package: Package | None) -> tuple[str, ...]:
    """Return in words what is in a file that is no plain data.

    data: the file; package: its zip, None for an Excel 97 file.
    """
    if package is None:
        return tuple(words for name, words in _IN_OLE if name.encode("utf-16-le") in data)
    names = list(package.names())
    return tuple(
        words
        for marks, words in _IN_ZIP
        if any(
            name.startswith(mark) or f"/{mark}" in f"/{name}" for name in names for mark in marks
        )
    )
