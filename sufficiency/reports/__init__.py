"""What a run shows a person: a summary (values), then one renderer a format. A report never re-runs a model."""
