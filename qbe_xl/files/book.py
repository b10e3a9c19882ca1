"""Opening the county's workbook: any spreadsheet file, read once, never written, never trusted.

The formats stand in `opening`. Whatever is wrong with a file is an InputError in words for staff.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from qbe_xl.files.opening import limits, ods, xls, xlsb, xlsx
from qbe_xl.files.opening.contents import Contents, Wanted
from qbe_xl.files.opening.detect import format_of, is_xls, is_zip, nature
from qbe_xl.files.opening.package import Package
from qbe_xl.files.opening.refusal import Refusal, not_a_workbook, refuse, too_large
from qbe_xl.files.opening.sheet import Area, Cell, Position, Sheet

__all__ = ["Area", "Book", "Cell", "Position", "Sheet", "open_book"]

_ZIPPED = {"xlsx": xlsx.read, "xlsb": xlsb.read, "ods": ods.read}


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as it was handed in.

    sha256: of the file's bytes, in hexadecimal.
    format: xlsx (xlsm too), xlsb, ods or xls, by content.
    sheets: the worksheets that were asked for, in the file's order; chart sheets are none.
    sheet_names: of all worksheets, in the file's order, as spelt there.
    data: the file's bytes, for who asks more of them than their cells.
    """

    path: Path
    sha256: str
    format: str
    sheets: tuple[Sheet, ...]
    sheet_names: tuple[str, ...]
    data: bytes = field(repr=False)

    @property
    def package(self) -> Package | None:
        """The file's zip; None for Excel 97."""
        return Package(self.data) if is_zip(self.data) else None


def open_book(path: Path, only: Container[str] | None = None, data: bytes | None = None) -> Book:
    """Return the workbook in this file.

    only: names of the sheets to read, compared after trimming; None reads all. data: the file's
    bytes where they were read before.
    Raises InputError when the file is missing, is no workbook, is encrypted, damaged or larger
    than the contract allows (section 3), with every problem that was found.
    """

    def wanted(name: str) -> bool:
        return only is None or name.strip() in only

    try:
        data = _bytes(path) if data is None else data
        kind, contents = _read(data, wanted)
    except Refusal as refusal:
        raise refusal.of(path.name or str(path)) from refusal
    sha256 = hashlib.sha256(data).hexdigest()
    return Book(path, sha256, kind, contents.sheets, contents.names, data)


def _bytes(path: Path) -> bytes:
    """Return the file's content, read once; raises Refusal when it cannot or must not be read."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refuse("这是文件夹，不是文件；请选择其中的工作簿")
        if not stat.S_ISREG(status.st_mode):
            raise refuse("这不是普通文件，无法读取；请选择工作簿文件")
        if status.st_size <= limits.FILE_BYTES:
            with path.open("rb") as file:
                data = file.read(status.st_size + 1)
            if len(data) != status.st_size:
                raise refuse("文件正在被别的程序写入；请等它保存完成后再试")
            return data
    except FileNotFoundError as error:
        raise refuse("找不到这个文件；请检查文件名和所在的文件夹") from error
    except PermissionError as error:
        raise refuse(
            "没有权限读取这个文件，或它正被别的程序占用；请关闭占用它的程序，或另存一份后再试"
        ) from error
    except (OSError, ValueError) as error:
        raise refuse("无法读取这个文件；请检查文件名和磁盘，或另存一份到本机后再试") from error
    raise too_large(f"文件超过 {limits.FILE_BYTES // limits.MIB} MB")


def _read(data: bytes, wanted: Wanted) -> tuple[str, Contents]:
    if not data:
        raise refuse("文件是空的（0 字节），可能没有保存或复制完整；请重新保存或重新导出")
    if is_zip(data):
        package = Package(data)
        kind = format_of(package)
        return kind, _ZIPPED[kind](package, wanted)
    if is_xls(data):
        return "xls", xls.read(data, wanted)
    raise not_a_workbook(nature(data))
