"""Assess the quality and balance of a Chinese county's compulsory education (优质均衡)."""

__version__ = "0.1.0"
