"""What may be written in a scenario file, and what is said when something else is written."""
