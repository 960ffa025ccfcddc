"""How money is shown: on a screen, as files of its tables, and as a workbook that counts."""
