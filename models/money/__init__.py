"""What places and journeys cost."""
