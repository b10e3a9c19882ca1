"""From the verdict to passing: gaps, the cheapest path, the ledger."""
