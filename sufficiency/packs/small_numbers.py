"""Does a pack hold small numbers: counts of so few children that they might be known by them.

A pack that persons were counted into says so in ``pack.yaml``, and every run of it and every report of such a run says
it too. Whatever withholds small numbers goes by this mark.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from sufficiency.packs.contracts import OPTIONAL_PACK_TABLES

HOLDS_SMALL_NUMBERS = "holds_small_numbers"
"""Key of the mark. In ``pack.yaml`` it names the tables; in the manifest of a run it is true or false."""
COUNTED = "sen2"
"""How the source of a row begins that was counted from persons."""
NOT_FOR_PUBLICATION = "Not for publication: it holds small numbers, counted from persons"
"""What every report says, before what it needs to say more."""


def notice(*, small_numbers: bool) -> str:
    """Return the line with which a text begins that may not be published; nothing where it may."""
    return f"{NOT_FOR_PUBLICATION}.\n" if small_numbers else ""


def counted_tables(tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return the names of the tables that were counted from persons, by what they are or where their rows are from."""
    person_level = {contract.name for contract in OPTIONAL_PACK_TABLES}
    return tuple(sorted(name for name, table in tables.items() if name in person_level or _is_counted(table)))


def _is_counted(table: pd.DataFrame) -> bool:
    return "source" in table and bool(table["source"].astype(str).str.startswith(COUNTED).any())


def holds_small_numbers(about: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether a pack says that it holds small numbers, or has tables that were counted from persons."""
    return bool(about.get(HOLDS_SMALL_NUMBERS)) or bool(counted_tables(tables))


def marked(about: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return what ``pack.yaml`` says, with the mark on more tables."""
    return {**about, HOLDS_SMALL_NUMBERS: sorted({*named_tables(about), *names})}


def named_tables(about: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the tables that a pack names as holding small numbers; a mere yes names none."""
    said = about.get(HOLDS_SMALL_NUMBERS)
    return tuple(map(str, said)) if isinstance(said, list | tuple) else ()
