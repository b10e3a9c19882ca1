"""The pictures of the buttons, our own: lines on a field of 32 by 32."""

from __future__ import annotations

from qbe_xl.sheets import palette

_SHEET = "M7 4h13l5 5v19H7z M20 4v5h5"
_GRID = "M5 6h22v20H5z M5 12h22 M12 6v20"
ICONS = {
    "new_workbook": f"{_SHEET} M16 14v8 M12 18h8",
    "split_schools": "M4 6h10v8H4z M18 4h9v7h-9z M18 14h9v7h-9z M18 24h9v5h-9z M14 10h4",
    "merge_returns": "M4 4h9v6H4z M4 13h9v6H4z M4 22h9v6H4z M13 16h5 M18 9h10v14H18z",
    "check_data": f"{_GRID} M15 19l3 3 6-7",
    "assess_county": "M16 3a13 13 0 1 0 .01 0z M12 10l10 6-10 6z",
    "make_documents": f"{_SHEET} M11 14h10 M11 18h10 M11 22h6",
    "export_values": "M6 4h12l4 4v8 M6 4v24h9 M18 23h10 M24 19l4 4-4 4",
    "plan_remedies": "M4 27h24 M7 27V17h4v10 M14 27V11h4v16 M21 27V5h4v22 M6 12l8-6",
    "adopt_plan": f"{_GRID} M14 16l4 4 6-8 M6 16h4 M6 21h4",
    "keep_ledger": f"{_SHEET} M10 14l2 2 3-4 M17 14h5 M10 21l2 2 3-4 M17 21h5",
    "monitor_years": "M4 4v24h24 M7 22l6-7 5 4 9-11 M22 8h5v5",
    "self_check": "M16 4l11 4v8c0 7-5 11-11 13-6-2-11-6-11-13V8z M11 16l4 4 7-8",
    "show_help": "M16 3a13 13 0 1 0 .01 0z M12 12c0-5 8-5 8 0 0 3-4 3-4 7 M16 23v1",
    "about": "M16 3a13 13 0 1 0 .01 0z M16 14v9 M16 9v1",
    "to_wps": "M4 8h14 M14 4l4 4-4 4 M9 24h1 M15 18v10 M22 18l3 10 3-10",
    "to_excel": "M28 8H14 M18 4l-4 4 4 4 M6 27h7 M18 18l8 10 M26 18l-8 10",
    "try_functions": "M13 4h6 M14 4v9L6 26c-1 2 0 3 2 3h16c2 0 3-1 2-3l-8-13V4 M10 21h12",
}


def icon(name: str) -> str:
    """Return a picture as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32">'
        f'<path d="{ICONS[name]}" fill="none" stroke="{palette.ACCENT}" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )
