"""Opening the county's workbook: any spreadsheet file, read once, never written, never trusted.

The formats stand in `opening`. Whatever is wrong with a file is an InputError in words for staff.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from qbe_xl.files.names import readable
from qbe_xl.files.opening import limits, xlsx
from qbe_xl.files.opening.package import MIMETYPE, OLE, ZIP, Package
from qbe_xl.files.opening.refusal import Refusal, damaged, not_a_workbook, refuse, too_large
from qbe_xl.files.opening.sheet import Area, Cell, Contents, Position, Sheet, Wanted
from qbe_xl.files.reading import content

__all__ = ["Area", "Book", "Cell", "Position", "Sheet", "content_of", "open_book"]

_OTHERS = (
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"{\\rtf", "RTF 文档"),
)
_WEB = (b"<html", b"<!doctype html", b"<table", b"<head", b"<body", b"mime-version:")
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv")


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as it was handed in.

    name: of the file; data: its bytes; sha256: of these, in hexadecimal.
    format: xlsx (xlsm too), ods or xls, by content.
    sheets: the worksheets that were asked for, in the file's order; chart sheets are none.
    sheet_names: of all worksheets, in the file's order, as spelt there.
    """

    name: str
    data: bytes = field(repr=False)
    sha256: str
    format: str
    sheets: tuple[Sheet, ...]
    sheet_names: tuple[str, ...]

    @property
    def package(self) -> Package | None:
        """The file's zip, for who asks more of it than its cells; None for Excel 97."""
        return Package(self.data) if self.data.startswith(ZIP) else None


def open_book(source: Path | bytes, only: Container[str] | None = None, *, name: str = "") -> Book:
    """Return the workbook in this file, or in bytes that were read before.

    only: names of the sheets to read, compared after trimming; None reads all.
    name: of the file for the messages, where it is not that of the path.
    Raises InputError when the file is missing, is no workbook, is encrypted, damaged or larger
    than the contract allows (section 3), with every problem that was found.
    """
    if isinstance(source, Path):
        name = name or readable(source.name or str(source))
    data = content_of(source) if isinstance(source, Path) else source
    try:
        kind, contents = _read(data, lambda sheet: only is None or sheet.strip() in only)
    except Refusal as refusal:
        raise refusal.of(name) from refusal
    sha256 = hashlib.sha256(data).hexdigest()
    return Book(name, data, sha256, kind, contents.sheets, contents.names)


def content_of(path: Path) -> bytes:
    """Return a file's bytes, read once; raises InputError when it cannot or must not be read."""
    try:
        return _bytes(path)
    except Refusal as refusal:
        raise refusal.of(readable(path.name or str(path))) from refusal


def _bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refuse("这是文件夹，不是文件；请选择其中的工作簿")
        if not stat.S_ISREG(status.st_mode):
            raise refuse("这不是普通文件，无法读取；请选择工作簿文件")
        if path.name.startswith(("~$", ".~lock.")):
            raise refuse(
                "这是打开工作簿时留下的临时文件，不是工作簿；请选名称前面没有这个记号的那一份"
            )
        if status.st_size <= limits.FILE_BYTES:
            data = content(path, status.st_size + 1)  # of a pipe that came meanwhile: an OSError
            if len(data) != status.st_size:
                raise refuse("文件正在被其他程序写入；请等它保存完成后再试")
            return data
    except FileNotFoundError as error:
        raise refuse("找不到这个文件；请检查文件名和所在的文件夹") from error
    except PermissionError as error:
        raise refuse(
            "没有权限读取这个文件，或它正被其他程序占用；请关闭占用它的程序，或另存一份后再试"
        ) from error
    except (OSError, ValueError) as error:
        raise refuse("无法读取这个文件；请检查文件名和磁盘，或另存一份到本机后再试") from error
    raise too_large(f"文件超过 {limits.FILE_BYTES // limits.MIB} MB")


def _read(data: bytes, wanted: Wanted) -> tuple[str, Contents]:
    """What a file is stands in its content: its name may say anything."""
    if not data:
        raise refuse("文件是空的（0 字节），可能没有保存或复制完整；请重新保存或重新导出")
    if data.startswith(OLE):
        from qbe_xl.files.opening import xls

        return "xls", xls.read(data, wanted)
    if not data.startswith(ZIP):
        raise not_a_workbook(_nature(data))
    package = Package(data)
    if package.find("_rels/.rels") is not None:
        return "xlsx", xlsx.read(package, wanted)
    if package.find(MIMETYPE) is not None:
        from qbe_xl.files.opening import ods

        return "ods", ods.read(package, wanted)
    if package.find("[Content_Types].xml") is not None:
        raise damaged("缺少部件 _rels/.rels")
    inside = any(name.endswith(_SPREADSHEETS) for name in package.names())
    raise not_a_workbook("压缩包，请先解压再选择里面的工作簿" if inside else "压缩包")


def _nature(data: bytes) -> str:
    """In words what a file is that is neither zip nor OLE2: 网页文件, 文本文件."""
    for magic, what in _OTHERS:
        if data.startswith(magic):
            return what
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "XML 表格文件"
    if head.startswith(_WEB) or b"<html" in head:
        return "网页文件（有的系统导出的 .xls 就是这样）"
    if b"\0" not in head or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "文本文件（例如 CSV 或改了扩展名的 TXT）"
    return "无法识别的文件"
