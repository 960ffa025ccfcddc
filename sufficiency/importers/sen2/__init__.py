"""The authority's own SEN2 return, counted into a pack without a person left in it."""
