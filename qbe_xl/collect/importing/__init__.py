"""导入: figures from what the county already has, 教育事业统计 exports and lists of persons.

exports.toml  the mapping that ships; mapping: read and checked; mapping_sheet: as a workbook
proposing     a mapping proposed for tables that nobody knows
schools       the county's schools out of statistics, for a workbook that has none
headers       header rows of several levels as paths (在校生数>合计)
words         what the words of a column mean, official and daily ones
lines         whose the rows of a sheet are, and what their cells say
taking        figures and counts out of one sheet; filling: files in, a workbook and a list out
"""
