"""Are prices whole among each other: what others pay of fees, who is carried, and the index of each price."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

import pandas as pd

from models.money.lines import ANY, CASH
from models.vocabulary import INMSS, NEEDS, Provision
from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import check, count, finding, line
from sufficiency.packs.contracts import PRICE_INDICES
from sufficiency.packs.reading import Pack
from sufficiency.tables.files import read_table

PARTS_OF_FEES = ("fee_health", "fee_care", "fee_place_funding")


@check(Severity.ERROR, "prices")
def shares_carried_are_shares(pack: Pack) -> Iterator[Fault]:
    """The share of learners who are carried, between nobody and everybody."""
    prices = pack.tables["prices"]
    for number, value in prices.loc[prices["item"] == "carried_share", "value"].items():
        if not 0.0 <= value <= 1.0:
            remedy = "write a share, such as 0.75 for three learners in four"
            yield finding(line("prices", number, "value"), count(float(value)), "a share from 0 to 1", remedy)


@check(Severity.ERROR, "prices")
def parts_of_fees_are_below_the_fee(pack: Pack) -> Iterator[Fault]:
    """What health, social care and DfE pay of a fee, together below the fee itself, of every kind of place and need."""
    stated = _stated(pack.tables["prices"])
    named: set[int] = set()
    for kind, need in product(INMSS, NEEDS):
        fee = _nearest(stated, "fee", kind, need)
        parts = [part for item in PARTS_OF_FEES if (part := _nearest(stated, item, kind, need)) is not None]
        paid = sum(part.gbp for part in parts)
        if fee is None or not parts or paid < fee.gbp or fee.line in named:
            continue
        named.add(fee.line)
        value = f"{kind}, {need}: parts of £{count(paid)} in a fee of £{count(fee.gbp)}"
        remedy = "a fee holds what health, social care and DfE pay of it: check which of the figures is wrong"
        dearest = max(parts, key=lambda part: part.gbp)
        yield finding(line("prices", dearest.line, "value"), value, "parts that together are below the fee", remedy)


@check(Severity.ERROR, "prices")
def place_funding_in_fees_is_of_non_maintained_schools(pack: Pack) -> Iterator[Fault]:
    """DfE pays places of non-maintained special schools; taken off another fee it would be paid by nobody."""
    prices = pack.tables["prices"]
    others = ~prices["provision"].isin((ANY, Provision.NON_MAINTAINED_SPECIAL))
    for number, kind in prices.loc[(prices["item"] == "fee_place_funding") & others, "provision"].items():
        remedy = "take the row out: DfE pays nothing of this kind's fee"
        yield finding(line("prices", number, "provision"), str(kind), "non_maintained_special", remedy)


@check(Severity.ERROR, "prices", optional=("price_indices",))
def every_index_is_stated(pack: Pack) -> Iterator[Fault]:
    """An index by which a price moves stands in the pack's own table of indices or in England's."""
    england, faults = read_table(pack.folder.parent / "reference" / f"{PRICE_INDICES.name}.csv", PRICE_INDICES)
    if faults:
        return  # England's tables are checked with what else a run reads
    own = pack.tables[PRICE_INDICES.name]["index"] if PRICE_INDICES.name in pack.tables else ()
    stated = {CASH, *england["index"], *own}
    prices = pack.tables["prices"]
    for number, index in prices.loc[~prices["index"].isin(stated), "index"].drop_duplicates().items():
        remedy = "give its growth by year in a price_indices.csv of the pack"
        yield finding(line("prices", number, "index"), str(index), ", ".join(sorted(stated)), remedy)


class _Price(NamedTuple):
    line: int
    gbp: float


_Stated = Mapping[tuple[str, str, str], _Price]


def _stated(prices: pd.DataFrame) -> _Stated:
    """Return every price by item, provision and need."""
    keys = zip(prices["item"], prices["provision"], prices["need"], strict=True)
    lines = (int(str(number)) for number in prices.index)
    return dict(zip(keys, map(_Price, lines, prices["value"].astype(float)), strict=True))


def _nearest(stated: _Stated, item: str, provision: str, need: str) -> _Price | None:
    """Price of a need at a kind of place: one of the kind before one of the need before one of any."""
    keys = ((item, *where) for where in product((provision, ANY), (need, ANY)))
    return next((stated[key] for key in keys if key in stated), None)
