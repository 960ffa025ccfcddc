"""What every importer does with a pack: read it, say whose rows are better and what changes, write it, report."""
