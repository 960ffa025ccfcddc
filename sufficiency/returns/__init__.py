"""What leaves the authority: place need, DfE's returns and evidence for a bid, made of a saved run.

Each return is a mapping of its own from the same facts; what may be known of single children is hidden.
"""
