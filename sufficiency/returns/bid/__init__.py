"""Evidence for a capital bid: what a project is, and tables of saved runs that say why its places are needed.

Each module answers one question of whoever reads the bid; reports show their tables as a page and as a workbook.
"""
