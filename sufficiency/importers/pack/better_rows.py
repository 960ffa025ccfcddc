"""Which of two rows is better: where a row is from says how far it can be trusted."""

import re

import pandas as pd

from models.vocabulary import Basis

GIAS = "gias"
REGISTER_STRENGTH = 2
PLACES_PREFIX = "places_"
"""How the name of a list of agreed places begins in ``sources.yaml``."""
OPEN_DATA = r"A-\d+|dfe_|ons_|place_facts|money_facts|school_designations|high_needs_|DfE |NAO "
"""How the source of a row of open data begins."""


def strength(basis: str, source: str) -> int:
    """How strong a row is: 4 agreed or written by the authority, 3 published, 2 the register's, 1 scaled, 0 estimated.

    A source that is no importer's is the authority's own hand.
    """
    if source.startswith(PLACES_PREFIX) or not re.match(rf"{GIAS}\b|sen2|{OPEN_DATA}", source):
        return 4
    if source.split(maxsplit=1)[0] == GIAS:
        return REGISTER_STRENGTH
    return {Basis.PUBLISHED: 3, Basis.SCALED: 1, Basis.ESTIMATED: 0}[Basis(basis)]


def is_better(source: pd.Series) -> pd.Series:
    """Whether each source is better than open data."""
    return ~source.str.match(f"(?:{OPEN_DATA})")
