"""Schools of the register Get Information about Schools, merged into a pack."""
