"""The rules about the data of a pack, one check each, and their report."""
