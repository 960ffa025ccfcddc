"""A made panel of placements: sixty authorities over seven Januaries, in the layout of ``placements_panel``."""

from pathlib import Path

import numpy as np
import pandas as pd

from models.demand.practised import KINDS, PLANS
from sufficiency.packs.placements import Panel, placements_by_year

YEARS = tuple(range(2031, 2038))
AUTHORITIES = tuple(f"E0700{number:04d}" for number in range(60))
SHARES = {"base": 0.05, "state_special": 0.32, "inmss_special": 0.08, "independent_mainstream": 0.02}
FOLLOWS = {"base": 1.0, "state_special": 0.5, "inmss_special": 1.0, "independent_mainstream": 1.0}
"""What share of each authority's growth of plans its learners of a kind grow by."""


def placement_rows() -> pd.DataFrame:
    """Whole counts: plans grow by about a tenth a year, learners of each kind follow, with noise."""
    generator = np.random.default_rng(7)
    first = np.linspace(600.0, 9000.0, len(AUTHORITIES))
    growth = 0.1 + generator.normal(0.0, 0.03, (len(YEARS), len(AUTHORITIES)))
    logs = np.cumsum(np.vstack([np.zeros_like(first), growth[1:]]), axis=0)
    frames = {PLANS: first * np.exp(logs)}
    for kind in KINDS:
        noise = np.cumsum(generator.normal(0.0, 0.04, logs.shape), axis=0)
        frames[kind] = first * SHARES[kind] * np.exp(FOLLOWS[kind] * logs + noise)
    frames["not_recorded"] = np.zeros_like(logs)
    parts = [
        pd.DataFrame(np.round(values), index=list(YEARS), columns=list(AUTHORITIES))
        .rename_axis(index="census_year", columns="authority")
        .reset_index()
        .melt("census_year", value_name="learners")
        .assign(series=series)
        for series, values in frames.items()
    ]
    return pd.concat(parts, ignore_index=True)[["authority", "census_year", "series", "learners"]]


def placement_panel() -> Panel:
    """The same, arranged by series."""
    return placements_by_year(placement_rows(), {})


def write_placements(folder: Path) -> Path:
    """The same as a file."""
    path = folder / "panel.csv"
    placement_rows().to_csv(path, index=False)
    return path
