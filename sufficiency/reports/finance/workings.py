"""The rule that the workbook counts by, a row for each line, provision and year.

    real = units x unit price x relative cost        nominal = real x index factor + rounding

The relative cost says what a unit of the year costs beside the unit price of the assumptions: 1 where the price is one
for all, else how the mix of needs, the miles or what follows plans move it. The rounding is of pennies, to which each
row of the ledger is rounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sufficiency.reports.finance.assumptions import Assumptions, LineByProvision, UnitPrice

MOST_ROUNDED = 1.0
"""Pounds that the pennies of a line's needs come to at most."""
_ROUNDING_DECIMALS = 6


@dataclass(frozen=True)
class Working:
    """One row: ``unit`` is the place of its unit price in the assumptions.

    ``stated`` is the factor that the ledger has where it is not that of the index, and None where it is.
    """

    year: int
    ledger: str
    line: str
    provision: str
    unit: int
    units: float
    unit_gbp: float
    relative: float
    index: str
    real: float
    factor: float
    rounding: float
    nominal: float
    stated: bool


def workings_of(known: Assumptions, lines: list[LineByProvision]) -> tuple[Working, ...]:
    """Work out every row of the lines, which stand in the order of the assumptions' units."""
    return tuple(
        row
        for place, (of, unit) in enumerate(zip(lines, known.units, strict=True))
        for row in _rows(known, of, place, unit)
    )


def _rows(known: Assumptions, of: LineByProvision, place: int, unit: UnitPrice) -> Iterator[Working]:
    for year, units, real, nominal in zip(of.years, of.counted(), of.real, of.nominal, strict=True):
        at_price = units * unit.gbp
        relative = real / at_price if at_price else 1.0
        worked = at_price * relative
        factor = known.factor(of.index, year)
        stated = abs(worked * factor - nominal) > MOST_ROUNDED and bool(worked)
        used = nominal / worked if stated else factor
        rounding = round(nominal - worked * used, _ROUNDING_DECIMALS)
        yield Working(
            *(year, of.ledger, of.line, of.provision, place, units, unit.gbp, relative, of.index),
            real=worked,
            factor=used,
            rounding=rounding,
            nominal=worked * used + rounding,
            stated=stated,
        )
