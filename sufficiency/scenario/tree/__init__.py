"""A scenario file as a tree of values that know their line, and one tree laid over another (``extends``)."""
