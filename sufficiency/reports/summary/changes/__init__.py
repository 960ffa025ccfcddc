"""What does a scenario change, in words, and which places open or close when? Read from it and its pack, once."""
