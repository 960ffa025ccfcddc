"""What places at independent and non-maintained schools were invoiced at, as prices without a learner left in them."""
