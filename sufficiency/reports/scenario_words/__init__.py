"""What a scenario changes, in words for people who answer for it: made from the scenario, kept among the values."""
