"""The chart parts of Word: native and sharp, with sample figures, so that any program opens them.

Each series is named by its place in a document's view, as Jinja (`{{ charts.share.series[0].name }}`),
from which qbe_xl.sheets.word fills it in: names of the categories under `charts.<name>`, series with
their figures as printed ("" for none), a line that runs across, if any.
"""

from __future__ import annotations

from qbe_xl.sheets import palette

_FACE = (
    '<a:defRPr sz="800"><a:solidFill><a:srgbClr val="262626"/></a:solidFill>'
    '<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/></a:defRPr>'
)
_TEXT = f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{_FACE}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
_BARS = (palette.STAGES["primary"].ground[1:], palette.SECOND[1:])
_SAMPLE_NAMES, _SAMPLE_VALUES = ("示例一", "示例二", "示例三"), ("0.4", "0.5", "0.3")
_RED = palette.RULE[1:]


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _data(decimals: str) -> str:
    """Categories and figures that stand there until a document is made."""
    points = [
        "".join(f'<c:pt idx="{n}"><c:v>{text}</c:v></c:pt>' for n, text in enumerate(texts))
        for texts in (_SAMPLE_NAMES, _SAMPLE_VALUES)
    ]
    count = f'<c:ptCount val="{len(_SAMPLE_NAMES)}"/>'
    return (
        f"<c:cat><c:strLit>{count}{points[0]}</c:strLit></c:cat><c:val><c:numLit>"
        f"<c:formatCode>{decimals}</c:formatCode>{count}{points[1]}</c:numLit></c:val>"
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
        f"{_data(decimals)}</c:ser>"
    )


def _line(data: str, order: int, decimals: str) -> str:
    return (
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="{order}"/><c:order val="{order}"/>{_named(f"{{{{ {data}.line.name }}}}")}'
        f'<c:spPr><a:ln w="19050">{_fill(_RED)}<a:prstDash val="dash"/></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="none"/></c:marker>{_data(decimals)}<c:smooth val="0"/></c:ser>'
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
