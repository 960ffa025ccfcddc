"""Why learners are where they are, and what would change it."""
