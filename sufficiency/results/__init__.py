"""The tables that leave a run, one file a table: contract, words and maker."""
