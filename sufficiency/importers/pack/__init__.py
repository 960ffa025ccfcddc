"""Writing into a pack: what stands there, whose rows are better, and where they come from."""
