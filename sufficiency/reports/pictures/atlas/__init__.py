"""The maps of a report: areas shaded by figures, schools where they stand, journeys as lines, and their labels."""
