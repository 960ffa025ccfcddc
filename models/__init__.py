"""The method: how many plans, who needs a place, who is placed where, what it costs, and why.

No file, no clock, no logging: arrays and values in, arrays and values out. ``sufficiency`` reads, writes and shows.
"""
