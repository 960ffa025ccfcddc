"""What is known of an authority: the tables of its pack, read, checked and arranged for the method."""
