"""Sets of places that somebody might build: a file of one, or of several options side by side, read strictly.

Unknown keys, values of another kind or outside their bounds are faults, each with its line, and all are named at once;
amounts that are hard to believe are warnings. What a file may hold: docs/appraisal.md, docs/sets/.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.arrays import Floats
from models.money.appraisal import GREEN_BOOK, OPTIMISM_BIAS, DiscountRates, Planned, from_opening, with_optimism_bias
from models.vocabulary import IN_COUNTY, Provision, financial_year
from sufficiency.errors import Fault, InputError, Severity
from sufficiency.finance.set_reading import Amount, SectionReader
from sufficiency.scenario.checks.believable import MOST_PLACES
from sufficiency.scenario.schema.kinds import NAME
from sufficiency.tree.nodes import Section
from sufficiency.tree.reading import MOST_BYTES, Form, read_tree

DFE, COUNCIL = "dfe", "council"
BUILDINGS = {
    "conversion": (15_000.0, 40_000.0, 6, 24),
    "base_extension": (50_000.0, 75_000.0, 18, 24),
    "extension": (70_000.0, 100_000.0, 24, 36),
    "new_school": (90_000.0, 120_000.0, 36, 60),
}
"""Kinds of building: pounds a place between which they mostly cost, and months that they mostly take (A-427)."""
DEFAULT_YEARS = 26
"""Last year of an appraisal, counted from the first year of spend (A-428)."""
DEFAULT_BIAS = OPTIMISM_BIAS["standard"][1]
"""Optimism bias before there is a design: the upper bound of standard buildings (A-426)."""
DO_NOTHING = "do-nothing"
"""The option that every file is set beside; no option of a file has its name."""
DUE = 0.001
"""How near to the whole the shares of a profile add up."""
SET_FILE = Form("a file of places", ", starting with title:", texts=frozenset({"title", "source"}))

_DEAREST = 200_000.0
_SHARE = Amount("share", 0, 1)
_COST = Amount("pounds", 0, 1e9)
_A_PLACE = Amount("pounds a place", 0, 1e6, (1_000, _DEAREST), "A-427")
_BIAS = Amount("share of the cost", 0, 2, (0, OPTIMISM_BIAS["non-standard"][1]), "A-426")
_PLACES = Amount("places", 1, 2_000, whole=True)
_LEARNERS = Amount("learners", 0, 2_000)
_YEARS = Amount("years after the first", 1, 75, (10, 60), "A-428", whole=True)
_PRICE_YEAR = Amount(
    "year in which the financial year of the prices begins", 2010, 2100, (2015, 2035), "A-430", whole=True
)
_MAINSTREAM = Amount("pounds a learner a year", 0, 80_000, (1_000, 30_000), "A-429")
_RATE = Amount("share a year", 0, 0.2, (0.01, 0.06), "A-425")
_TOP = ("title", "years", "discount_rate")
_OPTION = ("places", "provision", "opens", "fills", "capital", "from")
_CAPITAL = ("cost_gbp", "cost_a_place_gbp", "optimism_bias", "profile", "price_year", "source", "paid_by", "building")
_FROM = ("inmss", "low", "high", "mainstream_gbp")
KEYS = (*_TOP, *_OPTION, *_CAPITAL, *_FROM, "options")
"""Every key that a file of places may have."""


@dataclass(frozen=True)
class Capital:
    """What a set costs to build: pounds of ``price_year`` without optimism bias, and the share spent in each year."""

    cost_gbp: float
    optimism_bias: float
    profile: tuple[tuple[int, float], ...]
    price_year: int
    paid_by: str
    source: str
    building: str

    @property
    def total_gbp(self) -> float:
        """With optimism bias."""
        return with_optimism_bias(self.cost_gbp, self.optimism_bias)


@dataclass(frozen=True)
class Otherwise:
    """Where learners would else be, as far as the file says: the share at INMSS, its ends, and pounds in mainstream."""

    inmss: float | None = None
    low: float | None = None
    high: float | None = None
    mainstream_gbp: float | None = None


@dataclass(frozen=True)
class PlaceSet:
    """New places: ``opens`` is the year of the September in which they open, which is also their financial year.

    ``fills`` are learners in each academic year from opening; the last goes on.
    """

    name: str
    title: str
    places: int
    provision: Provision
    opens: int
    fills: tuple[float, ...]
    capital: Capital
    otherwise: Otherwise

    @property
    def first_year(self) -> int:
        """The first financial year with spend, by the year in which it begins."""
        return min([self.opens, *(year for year, _ in self.capital.profile)])

    def capital_by_financial_year(self, years: Sequence[int]) -> Floats:
        """Pounds of building with optimism bias in financial years, at prices of ``capital.price_year``, (years,)."""
        shares = dict(self.capital.profile)
        return np.array([self.capital.total_gbp * shares.get(year, 0.0) for year in years])

    def planned(self, first: int, years: int, capital_factor: float = 1.0) -> Planned:
        """The set over financial years ``first`` to ``first + years``; the factor brings capital to their prices."""
        opening, span = self.opens - first, range(first, first + years + 1)
        return Planned(
            capital=self.capital_by_financial_year(span) * capital_factor,
            places=from_opening((self.places,), opening, years),
            learners=from_opening(self.fills, opening, years),
        )


@dataclass(frozen=True)
class PlaceSets:
    """What a file asks: options in its order, years after the first, rates of discount, and what is doubtful."""

    title: str
    options: tuple[PlaceSet, ...]
    years: int
    rates: DiscountRates
    warnings: tuple[Fault, ...]

    @property
    def first_year(self) -> int:
        """The financial year to which all options are discounted: the first in which one of them spends."""
        return min(option.first_year for option in self.options)


def read_sets(path: Path) -> PlaceSets:
    """Read a file of one set of places, or of several ``options``.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    tree, faults = read_tree(str(path), content_of(path), KEYS, SET_FILE)
    top = SectionReader(tree, (), list(faults))
    read = sets_in(top)
    errors = [fault for fault in top.faults if fault.severity is Severity.ERROR]
    if not errors:
        errors = beyond_the_end(read, str(path))
    if errors:
        raise InputError(errors)
    return replace(read, warnings=tuple(top.faults))


def sets_in(top: SectionReader) -> PlaceSets:
    """Read the sets that a section holds; its faults are noted with the reader, and without them it may be used."""
    title = top.text("title", "what is appraised, in a few words")
    years, rate = top.number("years", _YEARS), top.number("discount_rate", _RATE)
    options = _options(top) if top.has("options") else [_option(top, "set", title, (*_TOP, *_OPTION, "options"))]
    last = DEFAULT_YEARS if years is None else int(years)
    rates = GREEN_BOOK if rate is None else DiscountRates("the file's own rate", ((0, rate),))
    return PlaceSets(title, tuple(options), last, rates, ())


def content_of(path: Path, such_as: str = "a file of places, such as docs/sets/semh-60-places.yaml") -> bytes:
    """Read what a person's file holds, no more than a tree is made of.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    try:
        if not path.is_file():  # a pipe would be waited for
            words = f"is {'no file' if path.exists() else 'not there'}; name {such_as}"
            raise InputError([Fault(str(path), 0, 0, "", words)])
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        words = f"cannot be read ({error.strerror}); name {such_as}"
        raise InputError([Fault(str(path), 0, 0, "", words)]) from error


def beyond_the_end(read: PlaceSets, file: str) -> list[Fault]:
    """Options not open for a whole year, or not paid for in full, by the end of the appraisal."""
    last = read.first_year + read.years
    words = [f"comes before {option.name} is open a year" for option in read.options if option.opens >= last]
    words += [
        f"comes before {option.name} is paid for: its profile has {financial_year(year)}"
        for option in read.options
        for year, share in option.capital.profile
        if share and year > last
    ]
    return [Fault(file, 0, 0, "years", f"the last year, {financial_year(last)}, {why}") for why in words]


def _options(top: SectionReader) -> list[PlaceSet]:
    """Several sets, each under its name."""
    top.refuse_unknown((*_TOP, "options"))
    below = top.below("options")
    if below is None:
        return []
    if not below.section.key_marks:
        top.fault(top.at("options"), "options", "no option stands below; give each a name, and its keys below the name")
    found = []
    for name, mark in below.section.key_marks.items():
        if not re.fullmatch(NAME, name):
            below.fault(mark, name, "is not a name of small letters, digits and hyphens")
        if name == DO_NOTHING:
            below.fault(mark, name, "stands beside every file of places by itself; give the option another name")
        one = below.below(name)
        found += [_option(one, name, one.text("title"), ("title", *_OPTION))] if one else []
    return found


def _option(of: SectionReader, name: str, title: str, allowed: Sequence[str]) -> PlaceSet:
    """One set; what is faulty is read as nothing, and noted."""
    of.refuse_unknown(allowed)
    places = int(of.number("places", _PLACES, "how many places, such as 60") or 0)
    provision = of.choice("provision", tuple(map(str, IN_COUNTY)), "state_special or specialist_base")
    opens = of.september("opens", "the academic year in which it opens, such as 2027/28")
    fills = of.numbers("fills", _LEARNERS, "learners in each academic year from opening, such as [20, 40, 60]")
    _check_places(of, places, provision, fills)
    return PlaceSet(
        name=name,
        title=title or name,
        places=places,
        provision=Provision(provision) if provision in IN_COUNTY else Provision.STATE_SPECIAL,
        opens=opens or 0,
        fills=fills,
        capital=_capital(of, places),
        otherwise=_otherwise(of),
    )


def _check_places(of: SectionReader, places: int, provision: str, fills: Sequence[float]) -> None:
    """More learners than places are no filling; none at all, and more places than any school has, are doubtful."""
    if fills and not any(fills):
        of.fault(of.at("fills"), "fills", "nobody ever comes: the places stay empty; is it a slip?", doubt=True)
    if places and max(fills, default=0) > places:
        of.fault(of.at("fills"), "fills", f"{max(fills):g} learners are more than the {places} places")
    most = MOST_PLACES.get(Provision(provision)) if provision in IN_COUNTY else None
    if most is not None:
        of.doubt(of.at("places"), "places", places, Amount("places", 1, 2_000, (1, most), "A-303"))


def _capital(of: SectionReader, places: int) -> Capital:
    below = of.below("capital", "what it costs to build: cost_gbp or cost_a_place_gbp, profile, price_year, source")
    if below is None:
        return Capital(0.0, 0.0, (), 0, COUNCIL, "", "")
    below.refuse_unknown(_CAPITAL)
    cost = _cost(below, places)
    bias = below.number("optimism_bias", _BIAS)
    profile = below.by_year("profile", _SHARE, "the share spent in each financial year, such as {2025-26: 1}")
    if len(profile) == _lines(below, "profile") and abs(sum(profile.values()) - 1.0) > DUE:
        words = f"the shares add up to {sum(profile.values()):g}; they are to add up to 1"
        below.fault(below.at("profile"), "profile", words)
    price_year = below.number("price_year", _PRICE_YEAR, "the financial year of its prices, 2025 for 2025-26")
    return Capital(
        cost_gbp=cost,
        optimism_bias=DEFAULT_BIAS if bias is None else bias,
        profile=tuple(sorted(profile.items())),
        price_year=int(price_year or 0),
        paid_by=below.choice("paid_by", (DFE, COUNCIL)) or COUNCIL,
        source=below.text("source", "where the cost is from"),
        building=below.choice("building", tuple(BUILDINGS)),
    )


def _lines(of: SectionReader, key: str) -> int:
    """Lines that a section below has, of which each may have a fault; -1 where there is no section."""
    given = of.section.entries.get(key)
    return len(given.key_marks) if isinstance(given, Section) else -1


def _cost(of: SectionReader, places: int) -> float:
    """Pounds without optimism bias, of the whole or a place: one of the two is given."""
    whole, a_place = of.number("cost_gbp", _COST), of.number("cost_a_place_gbp", _A_PLACE)
    if of.has("cost_gbp") == of.has("cost_a_place_gbp"):
        of.fault(of.section.mark, "", "give one of cost_gbp and cost_a_place_gbp")
    if whole is not None and places:
        of.doubt(of.at("cost_gbp"), "cost_gbp", whole / places, _A_PLACE)
    return (a_place or 0.0) * places if whole is None else whole


def _otherwise(of: SectionReader) -> Otherwise:
    """Where its learners would else be; what the file leaves open the run says."""
    below = of.below("from")
    if below is None:
        return Otherwise()
    below.refuse_unknown(_FROM)
    low, share, high = (below.number(key, _SHARE) for key in ("low", "inmss", "high"))
    given = [value for value in (low, share, high) if value is not None]
    if given != sorted(given):
        below.fault(below.section.mark, "", "low, inmss and high are to stand in that order of size")
    return Otherwise(share, low, high, below.number("mainstream_gbp", _MAINSTREAM))
