"""最省方案: the cheapest additions and exchanges that bring every section and CV to the standard.

The solvers are imported only when a plan is asked for.
"""
