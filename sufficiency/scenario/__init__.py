"""What is asked: a scenario file in YAML, read strictly, checked, and made into a frozen :class:`Scenario`.

``tree`` reads files and lays one over another, ``schema`` says what may be written, ``checks`` compare a scenario with
its authority's pack. ``loader`` goes the whole way from a file to a scenario.
"""
