"""Which places there are, who may go there, and how far it is."""
