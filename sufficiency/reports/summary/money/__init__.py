"""What a report shows of money."""
