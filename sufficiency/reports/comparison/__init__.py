"""Several runs side by side: values first, then page, workbook and text."""
