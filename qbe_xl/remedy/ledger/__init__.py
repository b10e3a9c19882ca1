"""整改台账: one row a problem, kept over many runs; who does it, by when, and how far it is.

problems ─▶ merging ◀─ reading (a former ledger)     states, columns, model: what rows are
               │
               ▼
            Ledger ─▶ summaries ─▶ pages, workbook, html, gantt
"""
