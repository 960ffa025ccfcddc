"""Checks of an authority's pack: what is wrong in its files, in plain words, each with what to do about it."""
