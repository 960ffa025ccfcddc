"""How saved runs differ, as text, page and workbook."""
