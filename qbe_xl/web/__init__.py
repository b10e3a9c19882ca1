"""The local page (本地页): a project folder in the browser, for a desk without any add-in.

gate      the four locks of everything that listens
session   one run of the page: links that work once, where a second start finds the first
events    what happened, numbered, for every page that is open
worker    the warm process that reads workbooks; the processes that run commands
viewing   what that process answers: pages, cells, trials, as text
wire      a workbook that is open in a program that speaks JavaScript, as the commands see it
views     an assessment as the page shows it; no rule and no sum
commands  what can be asked for, with its options
desk      the state of one run: folder, workbooks, watching, jobs
app       the addresses
serve     start, join, end
"""
