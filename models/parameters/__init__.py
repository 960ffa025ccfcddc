"""What the method may be told: every number with its unit, range and source."""
