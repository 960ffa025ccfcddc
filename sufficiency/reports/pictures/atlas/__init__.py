"""The maps of a report: areas shaded by their figures, schools where they stand, journeys as lines, and their labels."""
