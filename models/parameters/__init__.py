"""What numbers the method takes: each with its unit, its range, and a source or an assumption."""
