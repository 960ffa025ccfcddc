"""The commands that show a saved run again, in other forms than those in which it was written."""
