"""The sheets of the ledger's workbook, each on a page of the result workbook's machinery."""
