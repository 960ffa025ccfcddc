"""A YAML file read strictly, as a tree of values that know their line; and one tree laid over another (``extends``)."""
