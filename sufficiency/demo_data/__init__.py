"""Made-up returns to try the importers with: how learners of a county that does not exist would be written."""
