"""The parts of a bid, each a question that an assessor asks and the tables of saved runs that answer it."""
