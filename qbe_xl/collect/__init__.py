"""Gathering a county's figures from its schools.

split      下发: one workbook a school, to be filled in
           page the form of one school; school_book the workbook of a school, or of several in rows;
           self_check, self_check_sheet the sheet 自查; colours
merge      汇总: whatever comes back, into one workbook
           gather a folder; returns one file (page_reading a form; stamps when saved, hazards what else is in it);
           choosing the newest; combining the rows; branches 是否计校数; remarks what is said to
           a school; correction its workbook; status who owes what
importing  导入: what the county already has: statistics, lists of persons
cells, listing, writing   what these share
"""
