"""第九条, 社会认可度: whom to ask, what to ask, and what the answers come to.

questionnaires  the three papers as data, from data/questionnaires.toml
plan            how many papers go to whom, down to school, grade and township
plan_book       the plan as a workbook
answer_files    the files that survey services export, opened
columns         which column of such a file answers which question
tally           papers counted; nothing of a single paper is kept
importing       files in, the filled input workbook and the results out
result_book     the results as a workbook
"""
