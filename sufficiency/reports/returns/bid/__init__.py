"""The evidence for a bid as one page, one workbook and one screen, for the public or for officers."""
