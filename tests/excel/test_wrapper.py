"""The functions' VBA is xlwings' own; their help keeps Excel's limits and form."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace

from defusedxml.ElementTree import fromstring

from qbe_xl.excel import function_help, wrapper
from qbe_xl.functions import CATEGORY, FUNCTIONS
from tests.excel.windows import Windows

X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"


def test_the_wrapper_is_what_xlwings_generates(windows: Windows) -> None:
    out = io.StringIO()
    windows.xlwings_udfs.generate_vba_wrapper(
        wrapper.UDF_MODULE, windows.functions, out, SimpleNamespace(Name="a.xlsm")
    )
    head, _, ours = wrapper.source().partition("\n")
    assert head.startswith('#Const App = "Microsoft Excel"')
    lines = [line for line in ours.splitlines() if not line.startswith("Attribute ")]
    told = "\n".join(lines).replace("QbeFailure(Err.Description)", "Err.Description")
    assert told.strip() == out.getvalue().strip()
    assert ours.count("QbeFailure(Err.Description)") == len(FUNCTIONS)
    assert max(map(len, lines)) < 1024  # where Excel's editor breaks a line


def test_each_function_stands_in_our_group_of_the_wizard() -> None:
    for name in FUNCTIONS:
        attribute = f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n20"'
        assert wrapper.source().count(attribute) == 1
    groups = fromstring(function_help.function_groups())
    assert groups.get("builtInGroupCount") == str(wrapper.GROUP_NUMBER - 1)
    assert [group.get("name") for group in groups] == [CATEGORY]


def test_the_help_of_every_argument() -> None:
    extension = fromstring(function_help.argument_descriptions())
    # As in add-ins that Excel saved after MacroOptions had told it the help of arguments.
    assert extension.get("uri") == "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"
    names = {name.get("name"): name[0] for name in extension[0]}
    assert set(names) == {name for name, function in FUNCTIONS.items() if function.parameters}
    for name, descriptions in names.items():
        function = FUNCTIONS[str(name)]
        assert descriptions.tag == f"{X14}argumentDescriptions"
        assert descriptions.get("count") == str(len(function.parameters)) == str(len(descriptions))
        assert [d.get("index") for d in descriptions] == [str(i) for i in range(len(descriptions))]
        texts = [str(d.text) for d in descriptions]
        assert texts[0].startswith(f"【{function.title}】")
        for text, parameter in zip(texts, function.parameters, strict=True):
            assert len(text) <= function_help.LONGEST
            assert text.endswith(parameter.help)
            assert parameter.title in text


def test_a_help_that_is_too_long_loses_the_function_s_own_part() -> None:
    long = replace(FUNCTIONS["QBE_CV"], help="长" * 250)
    first = function_help.argument_texts(long)[0]
    assert first.startswith("【差异系数】　数值")
    assert len(first) <= function_help.LONGEST


def test_the_rows_for_intellisense() -> None:
    head, *rows = function_help.intellisense_rows()
    assert head[0] == "FunctionInfo"
    for row, function in zip(rows, FUNCTIONS.values(), strict=True):
        assert row[0] == function.name
        assert function.help in row[1]
        assert row[3::2] == [parameter.name for parameter in function.parameters]
        assert len(row) == 3 + 2 * len(function.parameters)
