"""How a run, or several, is shown to a person: a summary of its figures, then one writer for each format.

A report never runs a model.
"""
