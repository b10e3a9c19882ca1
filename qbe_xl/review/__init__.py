"""复核 (第十一条): a filing held against the workbook that it was made from, and nothing else.

The package's seals; every document made again and compared; the workbook against an earlier one;
the checkup's findings; schools drawn for a visit. Whatever lies in the folder is a stranger's.
"""
