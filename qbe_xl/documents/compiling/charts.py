"""The chart parts of Word: native and sharp, with sample figures, so that any program opens them.

Each series is named by its place in a document's view, as Jinja (`{{ charts.share.series[0].name }}`),
from which qbe_xl.sheets.word fills it in: names of the categories under `charts.<name>`, series with
their figures as printed ("" for none), a line that runs across, if any.
"""

from __future__ import annotations

from typing import NamedTuple

from qbe_xl.sheets import palette

_FACE = (
    '<a:defRPr sz="900"><a:solidFill><a:srgbClr val="262626"/></a:solidFill>'
    '<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/></a:defRPr>'
)
_TEXT = f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{_FACE}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
_TWO = (palette.STAGES["primary"].ground, palette.SECOND)
_MET, _UNMET, _MISSING, _PLAIN = (
    palette.FULL[kind] for kind in ("met", "unmet", "missing", "plain")
)
_SAMPLE_NAMES, _SAMPLE_VALUES = ("示例一", "示例二", "示例三"), ("0.4", "0.5", "0.3")
_RED = palette.RULE[1:]


class _Kind(NamedTuple):
    """colours: of its series; lined: whether a line runs across; most: the end of its axis.

    stacked: series on one another; one_place: a point has a figure of one series only, or stacked;
    flat: bars from left to right, the first on top, so that long names stand level.
    """

    colours: tuple[str, ...]
    lined: bool = False
    decimals: str = "0.0##"
    most: int = 0
    stacked: bool = False
    one_place: bool = False
    flat: bool = False


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


def _look(colour: str) -> str:
    """A fill; that of what is unmet is hatched, too: colour is never the only sign."""
    if colour != _UNMET:
        return _fill(colour[1:])
    ink, ground = (f'<a:srgbClr val="{one[1:]}"/>' for one in (colour, palette.PAPER))
    return (
        f'<a:pattFill prst="wdUpDiag"><a:fgClr>{ink}</a:fgClr><a:bgClr>{ground}</a:bgClr>'
        f'</a:pattFill><a:ln w="9525">{_fill(colour[1:])}</a:ln>'
    )


def _bars(data: str, number: int, kind: _Kind) -> str:
    series = f"{data}.series[{number}]"
    labels = (
        f'<c:dLbls><c:numFmt formatCode="{kind.decimals}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'{_TEXT}<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
    )
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{_named(f"{{{{ {series}.name }}}}")}'
        f'<c:spPr>{_look(kind.colours[number])}</c:spPr><c:invertIfNegative val="0"/>'
        f"{'' if kind.stacked else labels}{_data(kind.decimals)}</c:ser>"
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
    kind = _KINDS[name]
    series = len(kind.colours)
    bars = "".join(_bars(data, number, kind) for number in range(series))
    line = _line(data, series, kind.decimals) if kind.lined else ""
    top = f'<c:max val="{kind.most}"/>' if kind.most else ""
    grouping = "stacked" if kind.stacked else "clustered"
    over = '<c:overlap val="100"/>' if kind.one_place else ""
    direction, order, names, values, end = (
        ("bar", "maxMin", "l", "b", "max") if kind.flat else ("col", "minMax", "b", "l", "autoZero")
    )
    edge = f'<c:spPr><a:ln w="6350">{_fill("8C8C8C")}</a:ln></c:spPr>'
    return (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
        f'{bars}<c:gapWidth val="60"/>{over}<c:axId val="1"/><c:axId val="2"/></c:barChart>{line}'
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{names}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{edge}'
        f'{_TEXT}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{top}<c:min val="0"/>'
        f'</c:scaling><c:delete val="0"/><c:axPos val="{values}"/>'
        f'<c:majorGridlines><c:spPr><a:ln w="6350">{_fill("E0E0E0")}</a:ln></c:spPr></c:majorGridlines>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{edge}{_TEXT}'
        f'<c:crossAx val="1"/><c:crosses val="{end}"/></c:valAx></c:plotArea>'
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_TEXT}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
    )


_ONE_CV = _Kind(_TWO[:1], lined=True, decimals="0.000##")
_CVS = _Kind((_MET, _UNMET), lined=True, decimals="0.000##", one_place=True)
_SHARE = _Kind(
    (_MET, _UNMET, _MISSING), decimals="0.0##", most=100, stacked=True, one_place=True, flat=True
)
_KINDS = {
    "cv_primary": _ONE_CV,
    "cv_junior": _ONE_CV,
    "share": _Kind(_TWO, decimals="0.0##", most=100),
    "survey": _Kind(_TWO[:1], lined=True, decimals="0.0##", most=100),
    "cvs_primary": _CVS,
    "cvs_junior": _CVS,
    "share_primary": _SHARE,
    "share_junior": _SHARE,
    "opinions": _Kind(
        (_PLAIN, _MET, _UNMET), lined=True, decimals="0.0##", most=100, one_place=True
    ),
}
LOW = ("share_primary", "share_junior", "cvs_primary", "cvs_junior", "opinions")
"""Those that stand beside others on their page."""
