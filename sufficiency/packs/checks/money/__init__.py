"""Is what a pack says of money whole: parts of fees, who is carried, indices, the authority's ledger and its grant."""
