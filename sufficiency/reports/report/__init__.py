"""The report of a run as one page, in ten parts: each part says what its template is given."""
