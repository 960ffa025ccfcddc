"""What the register of schools (GIAS) says of each provider of a pack, and the reference numbers it had before.

The identifier of a provider in a pack stays what it was when the provider came in; a school that became an academy has
a new reference number (URN), and this table joins the two. It is a table that a pack may lack.
"""

from models.tables import Column, Contract, integer, text
from sufficiency.packs import SOURCE


def _count(name: str, unit: str) -> Column:
    return Column(name, "number", unit, (), 0, None, optional=True)


def _word(name: str) -> Column:
    return Column(name, "text", optional=True)


PROVIDER_REGISTER = Contract(
    "provider_register",
    (text("urn"), text("part", ("school", "base"))),
    (
        text("provider_id"),
        text("relation", ("current", "predecessor")),
        text("name"),
        integer("type", "code of the type of establishment"),
        integer("status", "code of the status"),
        _word("opened"),
        _word("closed"),
        _count("statutory_low_age", "years"),
        _count("statutory_high_age", "years"),
        _count("capacity", "places"),
        _count("on_roll", "pupils"),
        _word("section_41"),
        _word("boarders"),
        _word("gender"),
        _word("ukprn"),
        SOURCE,
    ),
)
"""``part``: the school, or the specialist base in a mainstream school, whose capacity and roll are then the base's."""
