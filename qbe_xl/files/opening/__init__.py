"""Opening workbooks that strangers hand in.

package      the zip of xlsx and ods and how its parts point to each other; markup: its XML
xlsx         ─▶ xlsx_rows (rows in the plain form) ◀─ xlsx_parser (rows in any form)
             ─▶ xlsx_contents (what their cells hold, each once)
ods, xls     read directly (expat, xlrd)
limits       how far content may reach, checked before a grid is laid out
sheet        a sheet as it was read; refusal: why a file cannot be
"""
