"""DfE's returns, each made of one table of everybody with a plan through one mapping of its own, stated as data."""
