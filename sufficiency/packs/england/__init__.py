"""What is known of England: the tables that stand in ``data/reference/`` beside every pack."""
