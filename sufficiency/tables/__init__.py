"""Tables in files: what a table must hold, reading with every fault named, and writing."""
