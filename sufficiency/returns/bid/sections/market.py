"""What the authority asks of independent and non-maintained schools: its market position statement, as one table."""

from models.vocabulary import NEED_GROUP_NAMES, NeedGroup
from sufficiency.returns.bid.evidence import BidSection, BidTable, counts, words
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.need_facts import cell_of
from sufficiency.tables.contracts import ALL

COLUMNS = ("in_inmss", "for_want", "otherwise", "independent_only")


def market_section(given: BidGiven) -> BidSection:
    """Learners in independent and non-maintained schools by group of needs and area, and why they are there."""
    years = tuple(dict.fromkeys((given.years[0], given.opening, given.full)))
    held = given.market[given.market["academic_year"].isin(years)]
    held = held[held["need_group"].isin([str(group) for group in given.project.need_groups])]
    held = held.assign(is_part=held["area"] != ALL).sort_values(["need_group", "academic_year", "is_part", "area"])
    rows = tuple(
        (
            NEED_GROUP_NAMES[NeedGroup(str(row["need_group"]))],
            f"All of {given.authority}" if row["area"] == ALL else given.area_names.get(row["area"], row["area"]),
            str(row["academic_year"]),
            *(cell_of(row[name]) for name in COLUMNS),
        )
        for row in held.to_dict("records")
    )
    table = BidTable(
        "market_position",
        "Learners in independent and non-maintained schools, and why they are there",
        "All phases, without the project. Learners in INMSS are those there for want of a state place, those there for"
        " another reason, and those whom only an independent school can serve.",
        (
            *words("Group of needs", "Area", "Academic year"),
            *counts("In INMSS", "For want of a place", "For another reason", "Independent only"),
        ),
        rows,
    )
    return BidSection("market", "Market position", (), (table,))
