"""What a reader should know about each authority's history before leaning on its forecast."""

import pandas as pd

from models.demand.growth import breaks, usable_counts
from sufficiency.backtest.ours import OLDEST_COUNT, OurMethod
from sufficiency.backtest.panel import TOTAL, Panel
from sufficiency.tables.contracts import Contract, check, text

REMARKS = Contract("remarks", (text("authority"), text("remark")), (text("what_is_done"),))


def remarks(panel: Panel, settings: OurMethod) -> pd.DataFrame:
    """Return a row for each thing to know about a history at the last year: a table of :data:`REMARKS`."""
    parameters = settings.parameters
    faulty = settings.references.faulty
    rows = [
        (str(authority), f"{year} known to be faulty: {reason}", "not used, scored apart")
        for authority, year, reason in zip(faulty["authority"], faulty["census_year"], faulty["reason"], strict=True)
        if authority in panel.counts[TOTAL].index and year in panel.years
    ]
    visible = panel.without(settings.references.faulty).counts[TOTAL]
    for authority, own in visible.T.items():
        years, _ = usable_counts(own, parameters)
        name = str(authority)
        if not len(years):
            rows.append((name, "no count above zero", "not forecast"))
        elif own.dropna().index.max() < panel.years[-1] - OLDEST_COUNT:
            rows.append((name, f"last counted in {years[-1]}", "not forecast after that"))
        elif len(years) < parameters.shortest_history:
            rows.append((name, f"only {len(years)} counts", "grows as England does, with wider bands"))
        rows += [(name, f"break in {year}", "growth is not read across it") for year in breaks(own, parameters)]
    return check(pd.DataFrame(rows, columns=["authority", "remark", "what_is_done"]), REMARKS)
