"""A run for other people's programs: its tables as a workbook and CSV, their dictionary, and maps for QGIS.

Nothing is worked out here: every figure is one of the run's tables.
"""
