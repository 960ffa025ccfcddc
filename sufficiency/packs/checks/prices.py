"""Is there a price for everything that a run pays for."""

from collections.abc import Iterator

from models.vocabulary import IN_COUNTY, INMSS, NEEDS
from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import check, finding, of_table
from sufficiency.packs.reading import Pack

ANY = ("any",)
WANTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(("top_up", provision, NEEDS) for provision in IN_COUNTY),
    *(("place_funding", provision, ANY) for provision in IN_COUNTY),
    *(("fee", provision, NEEDS) for provision in INMSS),
    ("transport_fixed", "any", ANY),
    ("transport_mile", "any", ANY),
)
"""Items with the provision and the needs for which each must have a price."""


@check(Severity.ERROR, "prices")
def every_price_is_there(pack: Pack) -> Iterator[Fault]:
    """A price for each kind of place, or for each need of it; one for any provision or any need stands for all."""
    prices = pack.tables["prices"]
    for item, provision, needs in WANTED:
        priced = prices[(prices["item"] == item) & prices["provision"].isin([provision, "any"])]
        lacking = sorted(set(needs) - set(priced["need"]))
        if "any" in set(priced["need"]) or not lacking:
            continue
        value = f"{item}, {provision}: none for {', '.join(lacking)}"
        remedy = "add the price, or one for need any; without it no run can say what it costs"
        message = f"no price for {item}, {provision}, {', '.join(lacking)}; add a row for it"
        yield finding(of_table("prices"), value, "a price for every need", remedy, message)
