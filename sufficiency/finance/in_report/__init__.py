"""What does the report of a run show of money? Tables made while the run is in memory."""
