"""Gathering a county's figures from its schools.

split      one workbook a school, to be filled in          (下发)
merge      whatever comes back, into one workbook          (汇总)
importing  what the county already has: statistics, lists  (导入)
"""
