"""Scenarios: what a person writes in YAML, read strictly, resolved, checked, and shown back.

``nodes`` (the tree) <- ``reading`` (one file) <- ``overlay`` (extends) <- ``loader`` (a :class:`Scenario`, or every
fault with its line). ``schema`` says what may be written, ``messages`` what is said when something else is.
"""
