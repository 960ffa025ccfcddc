"""Does a set of new places pay? Options side by side for two sets of payers, from the prices and journeys of a run."""
