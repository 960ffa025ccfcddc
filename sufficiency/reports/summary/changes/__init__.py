"""What a page shows of what a scenario changes and of places that are dated: frozen values."""
