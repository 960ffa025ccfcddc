"""A run: the method from a scenario and a pack to placements, centrally and in every draw."""
