"""Whose places are public: those that an authority agrees with a school, whoever fills them.

Places of independent and non-maintained schools are those in which the authority's learners are, and a base that a pack
estimates for an area is filled in the base year: of both the places would give back the learners (A-500).
"""

import pandas as pd

from models.vocabulary import Provision


def with_agreed_places(schools: pd.DataFrame) -> frozenset[str]:
    """State special schools, and bases of a school; a base that is estimated is called after its area.

    ``schools`` has the columns provider_id, provision and area.
    """
    found = schools.drop_duplicates("provider_id")
    rows = zip(found["provider_id"], found["provision"], found["area"], strict=True)
    return frozenset(str(code) for code, kind, area in rows if _agreed(str(code), str(kind), area))


def _agreed(code: str, kind: str, area: object) -> bool:
    estimated = isinstance(area, str) and bool(area) and area in code
    return kind == Provision.STATE_SPECIAL or (kind == Provision.SPECIALIST_BASE and not estimated)
