"""What stands on each sheet of the workbook of finance, and how it looks."""
