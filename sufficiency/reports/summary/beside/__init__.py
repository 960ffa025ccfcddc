"""What a page shows of several runs side by side."""
