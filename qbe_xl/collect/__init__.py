"""Gathering a county's figures from its schools.

split      下发: one workbook a school, to be filled in
           school_book its sheets; self_check, self_check_sheet the sheet 自查; colours; names
merge      汇总: whatever comes back, into one workbook
           gather a folder; returns one file (stamps when saved, hazards what else is in it);
           choosing the newest; combining the rows; branches 是否计校数; remarks what is said to
           a school; correction its workbook; status who owes what
importing  导入: what the county already has: statistics, lists of persons
cells, listing, writing   what these share
"""
