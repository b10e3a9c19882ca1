"""One folder for one county and year: its workbook, what belongs to it, and the results by kind.

`kinds` says where everything lies and what depends on what; `folder` opens, makes and adopts;
`runs` keeps the last run of each kind; `status` says what is done, stale and next.
"""
