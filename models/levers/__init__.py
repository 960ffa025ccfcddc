"""What a scenario may change: one row for each kind of lever, and how its amount acts over the years."""
