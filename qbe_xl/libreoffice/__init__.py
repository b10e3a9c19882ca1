"""The binding to LibreOffice Calc: functions, menu and toolbar, the extension and its installing.

catalogue   the functions as Calc knows them: method, type of each argument, English help
adaptor     one call from a cell; reading: what a range holds
document, sheets, host   the open document, our sheets in it, the office, as the commands see them
build       qbe.oxt; inside/ holds what LibreOffice itself runs, and the type library
installing, doctor   on this machine, for this user
"""
