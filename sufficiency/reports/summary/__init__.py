"""Which values does a report show? They are worked out here, once, from the tables of a run."""
