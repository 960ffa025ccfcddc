"""The table of reconciliation: what the model has of each line in the last year of which an outturn is known.

In years of the run the model's figure is that of the ledger. Before them it is what the base year shows of a learner,
for those who were counted then (A-441):

    modelled[y] = sum over provisions  AY[B] / counted[B] (a counted[y] + (1 - a) counted[y + 1]) / index, y to B - 1

counted are the learners of the provision's series in England's panel; for lines that follow plans after school, the
learners for whom the outturn was paid. Lines whose unit comes from that very outturn differ by nothing, which says
nothing of the model: they are ``calibrated``. A line of which a price was read from that outturn is ``priced``: what is
left of it is learners and time. What is left counts as unexplained until somebody has explained it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.practised import KINDS, PLANS
from models.money.lines import ANY, ITEMS, LINES, Follows, outturn_columns
from models.money.prices import PRICES_OF_LINE
from models.vocabulary import financial_year
from sufficiency.finance.inputs import EXPLAINED, OUTTURN, MoneyInputs
from sufficiency.finance.ledger import FINANCIAL_YEAR
from sufficiency.finance.nominal import of_ledger_rows
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.packs.placements import COUNTED_BESIDE, PROVISIONS_OF_SERIES, SERIES_OF_PROVISION
from sufficiency.tables.contracts import ALL, number, text
from sufficiency.tables.files import IN_POUNDS

CALIBRATED, PRICED, INDEPENDENT = "calibrated", "priced", "independent"
MOST_UNEXPLAINED = 0.02
"""From this share of the outturn on, what is unexplained is said wherever money is quoted (A-440)."""
_SAME = 1e-4
"""A difference of less than this share of the outturn is one of decimals: a unit is written with two."""
_SET_BY_OUTTURN = ("top_up_schools", "top_up_special", "inmss_fees")
"""Lines whose prices the authority's own ledger can set."""
_SOURCE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
"""How a file is named as a source."""


@dataclass(frozen=True)
class _Model:
    """The model's figure of a line in any financial year."""

    given: Given

    @cached_property
    def counted(self) -> pd.DataFrame:
        """Learners by census year, a column a series; those that a panel lacks are plans in none of the kinds."""
        panel = self.given.money.panel.pivot_table(index="census_year", columns="series", values="learners")
        whole = panel.reindex(columns=[PLANS, *PROVISIONS_OF_SERIES])
        rest = whole[PLANS] - whole[list(KINDS)].sum(axis=1, skipna=False)
        return whole.assign(**{name: rest for name in COUNTED_BESIDE if whole[name].isna().all()})

    @cached_property
    def nominal(self) -> Floats:
        """Pounds of the run's financial years."""
        return of_ledger_rows(self.given.books, self.given.money.indices)

    def figure(self, line: str, year: int) -> float:
        """Nominal pounds of a line in a year; not a number where learners were not counted."""
        places = [place for place, item in enumerate(ITEMS) if item.line == line]
        books = self.given.books
        if year in books.years:
            return float(self.nominal[books.years.index(year), places].sum())
        if year > books.years[-1]:
            return np.nan
        base = books.central[1, places]
        if LINES[line].follows is Follows.PLANS and (learners := self._paid_for(line, year)):
            units = books.units[1, places].sum()
            now = base.sum() / units * learners if units else np.nan
        else:
            now = sum(gbp * self._ratio(place, year) for place, gbp in zip(places, base, strict=True) if gbp)
        return float(now * self.given.money.indices.factor(LINES[line].index, books.base, year))

    def _paid_for(self, line: str, year: int) -> float:
        """Learners for whom an outturn was paid; 0 where the ledger does not say."""
        rows = self.given.money.high_needs
        mine = rows[
            (rows["kind"] == OUTTURN) & (rows["line"] == line) & (rows["financial_year"] == financial_year(year))
        ]
        return float(mine["learners"].astype(float).fillna(0.0).sum())

    def _ratio(self, place: int, year: int) -> float:
        """Learners of a financial year for one of the base census, of the provision of an item."""
        item, old = ITEMS[place], self.given.books.old_share[place]
        if LINES[item.line].follows is Follows.FIXED:
            return 1.0
        series = self.counted[SERIES_OF_PROVISION[item.provision]]
        before, after, base = (series.get(one, np.nan) for one in (year, year + 1, self.given.books.academic[1]))
        return float((old * before + (1.0 - old) * after) / base) if base else np.nan


@dataclass(frozen=True)
class _Compared:
    """A line in a year: nominal pounds that were modelled, spent and explained, and how to read the difference."""

    s251_line: str
    year: int
    modelled_gbp: float
    outturn_gbp: float
    explained_gbp: float
    reading: str


def reconciliation(given: Given) -> pd.DataFrame:
    """Each line in its last outturn year, and all lines together in years in which each has an outturn."""
    compared = _compared(given)
    by_year: dict[int, list[_Compared]] = {}
    last: dict[str, _Compared] = {}
    for one in sorted(compared, key=lambda one: one.year):
        by_year.setdefault(one.year, []).append(one)
        last[one.s251_line] = one
    wanted = {*outturn_columns()}
    whole = [_together(parts) for parts in by_year.values() if wanted <= {one.s251_line for one in parts}]
    frame = pd.DataFrame([*last.values(), *whole], columns=[field.name for field in fields(_Compared)])
    frame = frame.astype({name: np.float64 for name in frame.columns.astype(str) if name.endswith(IN_POUNDS)})
    difference = frame["outturn_gbp"] - frame["modelled_gbp"]
    unexplained = difference - frame["explained_gbp"]
    return frame.assign(
        financial_year=[financial_year(year) for year in frame["year"]],
        difference_gbp=difference,
        unexplained_gbp=unexplained,
        unexplained_share=unexplained / frame["outturn_gbp"].abs().where(frame["outturn_gbp"] != 0),
    )


def _compared(given: Given) -> list[_Compared]:
    """Every outturn beside the model."""
    model, explained = _Model(given), given.money.of_ledger(EXPLAINED)
    return [
        _compare(model, line, year, outturn, explained.get((line, year), 0.0))
        for (line, year), outturn in given.money.of_ledger(OUTTURN).items()
    ]


def _compare(model: _Model, line: str, year: int, outturn: float, explained: float) -> _Compared:
    """An outturn beside the model; where its unit is from that outturn, what decimals leave is no difference."""
    modelled = model.figure(line, year)
    follows = LINES[line].follows in (Follows.FIXED, Follows.PLANS)
    if follows and abs(modelled - outturn) <= _SAME * abs(outturn):
        return _Compared(line, year, outturn, outturn, explained, CALIBRATED)
    reading = PRICED if _is_priced(model.given.money, line, year) else INDEPENDENT
    return _Compared(line, year, modelled, outturn, explained, reading)


def _is_priced(money: MoneyInputs, line: str, year: int) -> bool:
    """Whether a price of a line was read from its outturn of a year: both begin with the same source."""
    spent, prices = money.high_needs, money.prices
    is_outturn = (
        (spent["kind"] == OUTTURN) & (spent["line"] == line) & (spent["financial_year"] == financial_year(year))
    )
    items = [item for item, _ in PRICES_OF_LINE[line]] if line in _SET_BY_OUTTURN else []
    provisions = (ANY, *map(str, LINES[line].provisions))
    of_line = prices["item"].isin(items) & prices["provision"].isin(provisions)
    return not set(spent.loc[is_outturn, "source"].map(_leading)).isdisjoint(
        prices.loc[of_line, "source"].map(_leading)
    )


def _leading(source: str) -> str:
    """The file that a source begins with; all its words where it begins with none."""
    found = _SOURCE.match(source)
    return found[0] if found else source


def _together(parts: list[_Compared]) -> _Compared:
    """All lines of a year together, those of the block without published columns too where they have an outturn."""
    modelled, outturn, explained = (
        sum(getattr(one, name) for one in parts) for name in ("modelled_gbp", "outturn_gbp", "explained_gbp")
    )
    readings = {one.reading for one in parts}
    reading = next(one for one in (INDEPENDENT, PRICED, CALIBRATED) if one in readings)
    return _Compared(ALL, parts[0].year, modelled, outturn, explained, reading)


def unexplained_words(table: pd.DataFrame) -> tuple[str, ...]:
    """Say what is unexplained, of the whole block and of lines of a later year; nothing where it is 2% or less."""
    if table.empty:
        return ("Not reconciled: no outturn of the council's own ledger is known (high_needs.csv of the pack).",)
    return tuple(_sentences(table))


def _sentences(table: pd.DataFrame) -> Iterator[str]:
    whole = table[table["s251_line"] == ALL].sort_values("financial_year")
    lines = table[table["s251_line"] != ALL]
    last = str(whole["financial_year"].iloc[-1]) if len(whole) else ""
    yield from _uncounted(table)
    if len(whole) and _is_large(whole).iloc[-1]:
        row = whole.iloc[-1]
        of_year = lines[lines["financial_year"] == last]
        most = _most_of(float(row["unexplained_gbp"]), of_year)
        yield f"Unexplained of the block's outturn of {last}: {_difference_in_words(row)}{most}."
    for _, row in lines[(lines["financial_year"] > last) & _is_large(lines)].iterrows():
        yield f"Unexplained of {LINES[row['s251_line']].name} in {row['financial_year']}: {_difference_in_words(row)}."


def priced_words(table: pd.DataFrame) -> tuple[str, ...]:
    """Name the lines whose outturn proves no price, by year."""
    priced = table[(table["reading"] == PRICED) & (table["s251_line"] != ALL)]
    names = {
        str(year): "; ".join(LINES[line].name for line in lines["s251_line"])
        for year, lines in priced.groupby("financial_year")
    }
    return tuple(
        f"Prices were read from the outturn of {year} itself, which tests only learners and time: {lines}."
        for year, lines in names.items()
    )


def _uncounted(table: pd.DataFrame) -> Iterator[str]:
    """Name the lines of which the model has no figure, by year: nothing is known of their difference."""
    blank = table[table["modelled_gbp"].isna() & (table["s251_line"] != ALL)]
    for year in sorted(set(blank["financial_year"])):
        names = "; ".join(LINES[line].name for line in blank.loc[blank["financial_year"] == year, "s251_line"])
        yield f"Not reconciled, as learners of {year} are neither in England's panel nor in the run: {names}."


def _is_large(table: pd.DataFrame) -> "pd.Series[bool]":
    """What is more than the share, and anything where the outturn is nothing."""
    of_nothing = (table["outturn_gbp"] == 0) & (table["unexplained_gbp"].abs() >= 0.5)
    return (table["unexplained_share"].abs() > MOST_UNEXPLAINED) | of_nothing


def _difference_in_words(row: pd.Series) -> str:
    gbp, share = float(row["unexplained_gbp"]), abs(float(row["unexplained_share"]))
    way, part = "below" if gbp > 0 else "above", "" if np.isnan(share) else f" ({share:.1%})"
    return f"the model is £{abs(gbp) / 1e6:,.1f}m{part} {way} £{float(row['outturn_gbp']) / 1e6:,.1f}m"


def _most_of(whole_gbp: float, lines: pd.DataFrame) -> str:
    """Name the line that makes up most of what is unexplained, where one does."""
    for code, gbp in zip(lines["s251_line"].astype(str), lines["unexplained_gbp"], strict=True):
        if gbp * whole_gbp > 0 and abs(gbp) > abs(whole_gbp) / 2:
            sign = "+" if gbp < 0 else "−"
            return f", most of it in {LINES[code].name} ({sign}£{abs(gbp) / 1e6:,.1f}m)"
    return ""


RECONCILIATION = FinanceTable(
    "reconciliation",
    (text("s251_line", (ALL, *LINES)), FINANCIAL_YEAR),
    (
        number("modelled_gbp", "pounds", optional=True),
        number("outturn_gbp", "pounds"),
        number("difference_gbp", "pounds", optional=True),
        number("explained_gbp", "pounds"),
        number("unexplained_gbp", "pounds", optional=True),
        number("unexplained_share", "share", optional=True),
        text("reading", (CALIBRATED, PRICED, INDEPENDENT)),
    ),
    words="The model beside the council's outturn, nominal: each line in the last year of which an outturn is known,"
    " and all lines of the block together (all). Difference is outturn less model; lines that are calibrated take their"
    " unit from that very outturn, so that nothing follows from their difference; of lines that are priced a price was"
    " read from it, so that what is left is learners and time.",
    make=reconciliation,
)
