"""Plans of the base year as DfE published them, and how those without a recorded provision were shared out."""

import pandas as pd

from models.vocabulary import PROVISIONS
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.returns.dfe.counting import LEARNERS, YEAR
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.tables.contracts import ALL


def against_published(facts: ReturnFacts, published: pd.DataFrame) -> pd.DataFrame:
    """By provision: published, shared out of those not recorded, and the run; ``all`` is the sum.

    ``published`` has the columns provision and plans, of the base year.
    """
    counts = published.groupby("provision")["plans"].sum()
    run = facts.learners[facts.learners[YEAR] == facts.base].groupby("provision")[LEARNERS].sum()
    kinds = [str(one) for one in PROVISIONS]
    frame = pd.DataFrame({"provision": kinds})
    frame["published"] = [float(counts.get(one, 0.0)) for one in kinds]
    frame["run"] = [float(run.get(one, 0.0)) for one in kinds]
    unknown = float(counts.get(NOT_RECORDED, 0.0))
    rows = [{"provision": NOT_RECORDED, "published": unknown, "run": 0.0}]
    rows.append({"provision": ALL, "published": float(counts.sum()), "run": float(run.sum())})
    whole = pd.concat([frame, pd.DataFrame(rows)], ignore_index=True)
    return whole.assign(shared_out=whole["run"] - whole["published"])[["provision", "published", "shared_out", "run"]]
