"""The report as one web page: offline, no scripts, nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from qbe_xl.assessment import Assessment
from qbe_xl.errors import Notice
from qbe_xl.report.record import RunRecord
from qbe_xl.report.view import report_view
from qbe_xl.sheets import svg as charts
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import environment

TEMPLATE = "评估报告.html"


def render(assessment: Assessment, notices: Sequence[Notice], run: RunRecord) -> str:
    """Return 评估报告.html."""
    return render_view(report_view(assessment, notices, run))


def render_view(view: View) -> str:
    """Return 评估报告.html of a view that is at hand."""
    return environment().get_template(TEMPLATE).render(view, charts=_charts(view)).lstrip()


def _charts(view: View) -> View:
    """The pictures, whose texts are already escaped."""
    found: View = {
        stage["id"]: {
            "all": Markup(charts.panorama(stage)),  # noqa: S704
            "share": Markup(charts.share_chart(stage)),  # noqa: S704
            "cv": Markup(charts.cv_chart(stage)),  # noqa: S704
        }
        for stage in view["stages"]
    }
    found["survey"] = Markup(charts.survey_chart(view["survey"]))  # noqa: S704
    return found
