"""A scenario against its pack: what it names must be there, and must change something."""
