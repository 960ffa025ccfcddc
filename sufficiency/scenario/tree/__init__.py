"""A scenario file as a tree of values that know their line, with its parents laid under it."""
