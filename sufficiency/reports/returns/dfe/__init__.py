"""How DfE's returns are shown: as files in the shape of each return, as a workbook, and on one screen."""
