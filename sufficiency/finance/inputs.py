"""What finance reads of a pack as it is now: the authority's own ledger, the grant, prices and how they move."""

from dataclasses import dataclass

import pandas as pd

from models.money.indices import PriceIndices


@dataclass(frozen=True)
class MoneyInputs:
    """Tables of a pack about money (``sufficiency.packs.contracts``), empty where the pack has none.

    ``panel`` is England's panel of placements for this authority alone: census_year, series, learners.
    """

    high_needs: pd.DataFrame
    grant: pd.DataFrame
    prices: pd.DataFrame
    panel: pd.DataFrame
    indices: PriceIndices
