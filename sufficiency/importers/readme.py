"""Writes the page of a pack that a planner reads first."""

from models.joint import Fit
from sufficiency.importers.areas import Areas, Authority

import pandas as pd


def readme_text(authority: Authority, own_areas: Areas, tables: dict[str, pd.DataFrame], joint: Fit) -> str:
    """Return the README of a pack: what is published, what is scaled, what is estimated, a line a table."""
    return f"# {authority.name}\n"
