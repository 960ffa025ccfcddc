"""How money is shown: the tables of finance as files, and as a workbook that counts."""
