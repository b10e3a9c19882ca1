"""州市、省、全国: a folder of counties' workbooks in, tables to ask questions of out (第十二、十三条).

Every workbook is read and judged by itself, by one pure function (`judging.rows_of`), and what came
of it is kept under the SHA-256 of the file. Everything shown is asked of those tables.
"""
