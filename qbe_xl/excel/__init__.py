"""The binding to Excel through xlwings: functions, ribbon, and the building of the add-in."""
