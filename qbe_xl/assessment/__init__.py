"""Pure: a county and a standard in, an assessment out. Nothing here knows a file or a cell."""

from qbe_xl.assessment.assess import Assessment, assess, reassess
from qbe_xl.assessment.states import State

__all__ = ["Assessment", "State", "assess", "reassess"]
