"""One county over the years: next September from this year's classes (明年预演).

`next_year` is pure; `rehearsal` holds the county against what it would be; `tables`, `html` and
`run` show and write it.
"""
