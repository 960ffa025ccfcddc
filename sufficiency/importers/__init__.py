"""What others publish or send, read and written into a pack.

Each importer has ``files`` (reads what was given, and names every fault at once), ``merge`` (what it changes in the
pack) and ``make`` (its entry). What they share is in ``pack``: reading, comparing, reporting and writing a pack.
"""
