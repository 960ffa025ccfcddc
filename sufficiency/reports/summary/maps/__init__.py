"""What do the maps of a report show? The figures of areas, where schools stand, and who travels from where."""
