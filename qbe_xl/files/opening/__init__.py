"""Opening workbooks that strangers hand in.

detect      what a file is, by its content
package     the zip of xlsx, xlsb and ods; markup: XML; ooxml: relationships between parts
xlsx        ─▶ xlsx_scan ─▶ xlsx_rows (plain rows) ◀─ xlsx_parser (any rows)
xlsb        ─▶ biff12, said again as plain rows
repack      plain rows packed again for calamine, which gives the values; contents: the result
ods, xls    read directly (expat, xlrd)
extent      how far content reaches, checked before a grid is laid out; limits: how far it may
sheet       a sheet as it was read; refusal: why a file cannot be
"""
