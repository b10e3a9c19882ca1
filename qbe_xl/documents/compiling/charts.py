"""The chart parts of Word, as Jinja over a document's view: native charts, sharp and editable.

A chart's data stand in the view under `charts.<name>`: names of the categories, series with their
figures as printed ("" for none), a line that runs across, if any, and decimals of the axis.
"""

from __future__ import annotations

from qbe_xl.sheets import palette

_FACE = (
    '<a:defRPr sz="800"><a:solidFill><a:srgbClr val="262626"/></a:solidFill>'
    '<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/></a:defRPr>'
)
_TEXT = f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{_FACE}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
_BARS = (palette.STAGES["primary"].ground[1:], palette.SECOND[1:])
_RED = palette.RULE[1:]


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _categories(data: str) -> str:
    return (
        f'<c:cat><c:strLit><c:ptCount val="{{{{ {data}.names | length }}}}"/>'
        f"{{% for name in {data}.names %}}"
        '<c:pt idx="{{ loop.index0 }}"><c:v>{{ name }}</c:v></c:pt>'
        "{% endfor %}</c:strLit></c:cat>"
    )


def _values(data: str, source: str, decimals: str) -> str:
    return (
        f"<c:val><c:numLit><c:formatCode>{decimals}</c:formatCode>"
        f'<c:ptCount val="{{{{ {data}.names | length }}}}"/>'
        f"{{% for value in {source} %}}{{% if value %}}"
        '<c:pt idx="{{ loop.index0 }}"><c:v>{{ value }}</c:v></c:pt>'
        "{% endif %}{% endfor %}</c:numLit></c:val>"
    )


def _named(words: str) -> str:
    return f"<c:tx><c:v>{words}</c:v></c:tx>"


def _bars(data: str, number: int, decimals: str) -> str:
    series = f"{data}.series[{number}]"
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{_named(f"{{{{ {series}.name }}}}")}'
        f'<c:spPr>{_fill(_BARS[number])}</c:spPr><c:invertIfNegative val="0"/>'
        f'<c:dLbls><c:numFmt formatCode="{decimals}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{_TEXT}'
        '<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"{_categories(data)}{_values(data, f'{series}.values', decimals)}</c:ser>"
    )


def _line(data: str, order: int, decimals: str) -> str:
    return (
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="{order}"/><c:order val="{order}"/>{_named(f"{{{{ {data}.line.name }}}}")}'
        f'<c:spPr><a:ln w="19050">{_fill(_RED)}<a:prstDash val="dash"/></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="none"/></c:marker>{_categories(data)}'
        f'{_values(data, f"{data}.line.values", decimals)}<c:smooth val="0"/></c:ser>'
        '<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
    )


def part(name: str) -> str:
    """Return the XML of a chart's part."""
    data = f"charts.{name}"
    series, lined, decimals, most = _KINDS[name]
    bars = "".join(_bars(data, number, decimals) for number in range(series))
    line = _line(data, series, decimals) if lined else ""
    top = f'<c:max val="{most}"/>' if most else ""
    edge = f'<c:spPr><a:ln w="6350">{_fill("8C8C8C")}</a:ln></c:spPr>'
    return (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{bars}<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>{line}'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{edge}'
        f'{_TEXT}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{top}<c:min val="0"/>'
        '</c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f'<c:majorGridlines><c:spPr><a:ln w="6350">{_fill("E0E0E0")}</a:ln></c:spPr></c:majorGridlines>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{edge}{_TEXT}'
        '<c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx></c:plotArea>'
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_TEXT}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
    )


_KINDS: dict[str, tuple[int, bool, str, int]] = {
    "cv_primary": (1, True, "0.000", 0),
    "cv_junior": (1, True, "0.000", 0),
    "share": (2, False, "0.0", 100),
    "survey": (1, True, "0.0", 100),
}
"""By name: how many series, whether a line runs across, decimals, end of the axis."""
