"""Templates that a county may change: giving them out, and checking what comes back."""

from qbe_xl.documents.templates.checking import check_folder
from qbe_xl.documents.templates.exporting import export

__all__ = ["check_folder", "export"]
