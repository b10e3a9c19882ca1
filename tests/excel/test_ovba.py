"""The writer of VBA projects: read back by oletools, it gives what was put in."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.excel import cfb, ovba
from qbe_xl.excel.ovba import Kind, Module

ID = "6d5b3c6e-1d2b-4e0e-9c3f-7a1b2c3d4e5f"
NOISE = random.Random(1)  # noqa: S311
MODULES = [
    Module("ThisWorkbook", Kind.WORKBOOK),
    Module("Sheet1", Kind.SHEET, "Option Explicit\n"),
    Module("Long", Kind.STANDARD, "".join(f"' line {i}\n" for i in range(3000))),
    Module("Thing", Kind.CLASS, "Option Explicit\nPublic Name As String\n"),
]


def compressed_then_read(data: bytes) -> bytes:
    olevba = pytest.importorskip("oletools.olevba")
    return bytes(olevba.decompress_stream(bytearray(ovba.compress(data))))


@given(st.lists(st.sampled_from([b"Option", b" ", b"\r\n", b"Sub X()", b"aaaa"])).map(b"".join))
def test_text_survives_the_compression(data: bytes) -> None:
    assert compressed_then_read(data * 40) == data * 40


def test_bytes_that_do_not_compress_survive_in_whole_chunks() -> None:
    data = NOISE.randbytes(3 * 4096)
    assert compressed_then_read(data) == data


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 8192, 12289])
def test_the_borders_of_chunks_survive(size: int) -> None:
    data = (b"Attribute VB_Name = " * 700)[:size]
    assert compressed_then_read(data) == data


def test_an_end_that_does_not_compress_is_refused() -> None:
    with pytest.raises(ValueError, match="does not compress"):
        ovba.compress(NOISE.randbytes(4090))


def test_oletools_reads_every_module_as_it_was_written() -> None:
    olevba = pytest.importorskip("oletools.olevba")
    project = ovba.write("QBE", ID, MODULES)
    parser = olevba.VBA_Parser("vbaProject.bin", data=project)
    found = {name.rpartition(".")[0]: text for _, _, name, text in parser.extract_macros()}
    assert found == {module.name: module.text for module in MODULES}


def test_the_compound_file_has_no_fault_and_no_compiled_code() -> None:
    olefile = pytest.importorskip("olefile")
    project = olefile.OleFileIO(ovba.write("QBE", ID, MODULES))
    assert project.parsing_issues == []
    assert project.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000100")
    text = project.openstream("PROJECT").read().decode("ascii")
    assert f'ID="{{{ID.upper()}}}"\r\nDocument=ThisWorkbook/&H00000000\r\n' in text
    assert "Module=Long\r\nClass=Thing\r\n" in text


def test_streams_of_every_size_lie_where_the_directory_says() -> None:
    olefile = pytest.importorskip("olefile")
    sizes = (0, 1, 63, 64, 65, 511, 512, 4095, 4096, 4097, 100_000)
    streams = {f"S{size}": bytes([size % 251]) * size for size in sizes}
    found = olefile.OleFileIO(cfb.write({"Storage": streams, "Top": b"t"}))
    assert found.parsing_issues == []
    for name, content in streams.items():
        assert found.openstream(f"Storage/{name}").read() == content


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 8, 12, 30])
def test_the_directory_is_a_red_black_tree_in_the_order_of_names(count: int) -> None:
    names = [f"{'name' * (number % 3)}{chr(97 + number)}" for number in range(count)]
    content = cfb.write(dict.fromkeys(names, b"x"))
    start = (struct.unpack_from("<I", content, 48)[0] + 1) * 512
    entries = [content[at : at + 128] for at in range(start, start + 128 * (count + 1), 128)]

    def walk(number: int, above: int) -> tuple[list[str], int]:
        """The names below in their order, and how many black entries each way down has."""
        if number == 0xFFFFFFFF:
            return [], 0
        length, color, left, right = struct.unpack_from("<HxBII", entries[number], 64)
        assert color or above, "two red entries one below the other"
        (before, blacks), (after, others) = walk(left, color), walk(right, color)
        assert blacks == others
        name = entries[number][: length - 2].decode("utf-16-le")
        return [*before, name, *after], blacks + color

    order, _ = walk(struct.unpack_from("<I", entries[0], 76)[0], 1)
    assert order == sorted(names, key=lambda name: (len(name), name.upper()))


def test_documents_have_the_header_that_excel_gives_them() -> None:
    assert Module("Sheet1", Kind.SHEET).text.splitlines() == [
        'Attribute VB_Name = "Sheet1"',
        'Attribute VB_Base = "0{00020820-0000-0000-C000-000000000046}"',
        "Attribute VB_GlobalNameSpace = False",
        "Attribute VB_Creatable = False",
        "Attribute VB_PredeclaredId = True",
        "Attribute VB_Exposed = True",
        "Attribute VB_TemplateDerived = False",
        "Attribute VB_Customizable = True",
    ]


@pytest.mark.parametrize("name", ["", "1st", "two words", "模块", "x" * 32, "a-b"])
def test_a_name_that_excel_would_not_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a name"):
        ovba.write("QBE", ID, [Module(name, Kind.STANDARD)])


def test_two_modules_of_one_name_and_text_that_is_not_ascii_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        ovba.write("QBE", ID, [Module("A", Kind.STANDARD), Module("a", Kind.STANDARD)])
    with pytest.raises(UnicodeEncodeError):
        ovba.write("QBE", ID, [Module("A", Kind.STANDARD, "' 差异系数")])


def test_the_same_project_is_the_same_file() -> None:
    assert ovba.write("QBE", ID, MODULES) == ovba.write("QBE", ID, MODULES)
