"""How many plans there will be, of which age, need and area, and who of them needs a specialist place."""
