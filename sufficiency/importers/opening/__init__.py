"""Opening the files of others safely: zips, workbooks and published CSVs."""
