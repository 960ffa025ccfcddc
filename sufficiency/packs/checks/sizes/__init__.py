"""Are figures of a believable size, and where they belong: prices, the points where children live, places."""
