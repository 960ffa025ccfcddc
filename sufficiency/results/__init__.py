"""What a run found, as tables: one file a table, with its contract, its words and its maker.

``every_table`` lists and makes them, ``saved`` writes them to a folder and reads them again.
"""
