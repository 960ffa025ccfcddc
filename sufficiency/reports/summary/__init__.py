"""The values that a report shows, worked out once from the tables of a run."""
