"""How place need is shown: on a screen, as CSV with names beside codes, and as a workbook that anybody can read."""
