"""Does a scenario suit its authority's pack? What it names must be there, and each change must change something."""
