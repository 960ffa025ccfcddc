"""Makes every table that explains a run, each checked against its contract."""

import pandas as pd

from models.tables import check
from sufficiency.explanations.access import access
from sufficiency.explanations.contracts import ACCESS, DISPLACED, PLACE_VALUES, POCKETS, STABILITY
from sufficiency.explanations.displaced import displaced
from sufficiency.explanations.place_values import place_values
from sufficiency.explanations.pockets import pockets
from sufficiency.explanations.stability import stability
from sufficiency.pipeline import Run


def explanations(run: Run) -> dict[str, pd.DataFrame]:
    """Tables of ``EXPLANATION_TABLES`` by name."""
    made = [
        (DISPLACED, displaced(run)),
        (PLACE_VALUES, place_values(run)),
        (POCKETS, pockets(run)),
        (STABILITY, stability(run)),
        (ACCESS, access(run)),
    ]
    return {contract.name: check(frame, contract) for contract, frame in made}
