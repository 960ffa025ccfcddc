"""Which schools there are, their places, learners and prices: providers of a pack made from open data."""
