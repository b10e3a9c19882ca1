"""How much a workbook may hold.

The contract fixes the first three (section 3); the others keep memory and time small for
whatever a stranger hands in, far above what any county needs.
"""

from __future__ import annotations

MIB = 1024 * 1024

FILE_BYTES = 50 * MIB
"""Size of the file."""

UNPACKED_BYTES = 1024 * MIB
"""Size of all parts of a zipped workbook together."""

ROWS = 200_000
"""Rows with content in one sheet."""

ENTRIES = 2_000
"""Parts in a zipped workbook."""

PART_BYTES = 256 * MIB
"""One part that has to be held in memory whole (the sheets of xlsx are streamed instead)."""

PARSED_BYTES = 128 * MIB
"""A sheet of xlsx that is not in the plain form, so that a slow parser has to read it."""

CELLS = 10_000_000
"""Area from A1 to the last content, of all sheets read together: 200,000 rows × 50 columns."""

COLUMNS = 16_384
"""Columns of a spreadsheet, A to XFD."""

LAST_ROW = 1_048_576
"""Rows of a spreadsheet."""

ROW_BYTES = 16 * MIB
"""What one row may take in the file."""

MERGED = 100_000
"""Merged ranges in one sheet."""

FAULTS = 100_000
"""Errors and formulas without a result in one sheet."""
