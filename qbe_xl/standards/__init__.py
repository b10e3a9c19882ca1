"""The rules as data: what the regulation asks, since when, and by which article."""

from qbe_xl.standards.loading import Rulebook, available, document_of, load
from qbe_xl.standards.model import Clause, Parameter, Reading, Standard
from qbe_xl.standards.resolving import resolve

__all__ = [
    "Clause",
    "Parameter",
    "Reading",
    "Rulebook",
    "Standard",
    "available",
    "document_of",
    "load",
    "resolve",
]
