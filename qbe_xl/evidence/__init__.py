"""佐证材料: which documents each indicator needs, where they are, and what is still missing."""
