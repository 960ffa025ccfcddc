"""Questions that take more than one run: compare, seek a goal, weigh cost against travel, monitor."""
