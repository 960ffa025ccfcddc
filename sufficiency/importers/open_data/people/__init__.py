"""Who lives where and who has a plan: population, areas and plans of a pack made from open data."""
