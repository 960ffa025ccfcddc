"""What comes of a path: who of which age is where, which places are missing, and what is kept of it for ranges."""
