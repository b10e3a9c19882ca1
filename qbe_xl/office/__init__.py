"""What the spreadsheet programs share: the commands, their buttons, the sheets they read and write.

host       what a program has to offer: an open document, messages, files
commands   one function for each button
buttons    the table of buttons, from which the ribbon, menu and toolbar are made
assessing  全县评估 and 数据体检 over an open document
"""
