"""What is hidden in tables that leave the authority, so that no child is known by them.

Small counts of the base year are hidden, and as many more that no hidden count can be worked out from what is shown.
"""

from sufficiency.returns.disclosure.hiding import hide

__all__ = ["hide"]
