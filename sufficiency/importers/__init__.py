"""What others publish or send, read and written into a pack."""
