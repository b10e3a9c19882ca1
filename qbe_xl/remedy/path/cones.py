"""The geometry of a CV: ratios to the mean, and how far it is from its limit."""

from __future__ import annotations

import numpy as np

from qbe_xl.county.model import Figures
from qbe_xl.remedy.path.problem import Cone

NEAR = 1e-5
"""Limits this close (in CV²) count as binding."""


def relative(cone: Cone, ratios: Figures) -> Figures:
    """Return each section's ratio to the mean ratio of its cone."""
    mine = ratios[cone.sections, cone.column]
    mean = float((cone.weights * mine).sum())
    return np.asarray(mine / mean) if mean > 0 else np.full(len(mine), np.nan)


def excess(cone: Cone, ratios: Figures) -> float:
    """Return CV² − limit²; −limit² where there is nothing at all."""
    at = relative(cone, ratios)
    if np.isnan(at).any():
        return -(float(cone.limit) ** 2)
    return float((cone.weights * at * at).sum()) - cone.bound
