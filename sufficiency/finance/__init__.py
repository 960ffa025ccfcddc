"""What a run costs whom: ledgers, the block's position, and why it changes."""
