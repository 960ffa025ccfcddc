"""An authority's own list of places, merged into a pack."""
