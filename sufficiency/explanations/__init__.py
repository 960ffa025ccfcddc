"""What a run explains: who is displaced, what is full, what one more place saves, what stability costs."""
