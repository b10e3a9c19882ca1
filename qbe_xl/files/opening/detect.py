"""What a file is, by its content: its name may say anything."""

from __future__ import annotations

from typing import Literal, TypeAlias

from qbe_xl.files.opening import ooxml
from qbe_xl.files.opening.markup import local, tree
from qbe_xl.files.opening.package import Package
from qbe_xl.files.opening.refusal import ENCRYPTED, damaged, not_a_workbook, refuse

Format: TypeAlias = Literal["xlsx", "xlsb", "ods", "xls"]

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
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


def is_zip(data: bytes) -> bool:
    """Return whether the file is a zip, as xlsx, xlsm, xlsb and ods are."""
    return data.startswith(_ZIP)


def is_xls(data: bytes) -> bool:
    """Return whether the file is an Excel 97 workbook; raises Refusal for other OLE2 files."""
    if not data.startswith(_OLE):
        return False
    if _has_stream(data, "EncryptedPackage"):
        raise refuse(ENCRYPTED)
    if not (_has_stream(data, "Workbook") or _has_stream(data, "Book")):
        raise not_a_workbook("Word 97 之类的旧式文档，或已不完整的旧式工作簿")
    return True


def format_of(package: Package) -> Format:
    """Return which kind of workbook a zip is; raises Refusal when it is none."""
    if package.find("_rels/.rels") is None:
        if package.find("mimetype") is not None:
            return _open_document(package, package.read("mimetype"))
        if package.find("[Content_Types].xml") is not None:
            raise damaged("缺少部件 _rels/.rels")
        if any(name.endswith(_SPREADSHEETS) for name in package.names()):
            raise not_a_workbook("压缩包，请先解压再选择里面的工作簿")
        raise not_a_workbook("压缩包")
    main = ooxml.main_part(package)
    if main.endswith(".bin"):
        return "xlsb"
    kind = local(tree(package.read(main), main).tag)
    if kind != "workbook":
        raise not_a_workbook(
            {"document": "Word 文档", "presentation": "演示文稿"}.get(kind, "其他文件")
        )
    return "xlsx"


def _open_document(package: Package, mimetype: bytes) -> Format:
    manifest = package.find("META-INF/manifest.xml")
    if package.find("encrypted-package") is not None:
        raise refuse(ENCRYPTED)
    if manifest is not None and b"encryption-data" in package.read(manifest):
        raise refuse(ENCRYPTED)
    if not mimetype.startswith(_ODS):
        raise not_a_workbook("其他文档")
    return "ods"


def _has_stream(data: bytes, name: str) -> bool:
    """Return whether an OLE2 file names a stream so; its directory holds 64-byte UTF-16 names."""
    return (name.encode("utf-16-le") + b"\0\0") in data


def nature(data: bytes) -> str:
    """Return in words what a file is that is neither zip nor OLE2: 网页文件, 文本文件."""
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
