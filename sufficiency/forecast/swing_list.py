"""The assumptions of a run that are swung one at a time, each with the range that is plausible and what says so.

A range is about the run's own value, so that a scenario which sets a value is swung about what it set. It is wide where
nothing is published or measured, and as wide as the misses were where they are (``docs/assumptions.md``, A-515 on).
"""

from dataclasses import dataclass
from typing import NamedTuple

from sufficiency.scenario.schema.fields import key_at, limits
from sufficiency.scenario.values import Scenario
from sufficiency.tables.assumptions_log import ids_in

PARAMETERS = "parameters."


class Ends(NamedTuple):
    """What a value is swung to."""

    low: object
    high: object


@dataclass(frozen=True)
class By:
    """Ends that lie so far below and above the run's own value."""

    below: float
    above: float

    def of(self, scenario: Scenario, path: str) -> Ends:
        """The ends for a scenario, within the bounds of the schema, whole where the value is."""
        own = _number(scenario, path)
        return Ends(_within(path, own, own - self.below), _within(path, own, own + self.above))


@dataclass(frozen=True)
class Times:
    """Ends that are so many times the run's own value."""

    low: float
    high: float

    def of(self, scenario: Scenario, path: str) -> Ends:
        """The ends for a scenario, within the bounds of the schema."""
        own = _number(scenario, path)
        return Ends(_within(path, own, own * self.low), _within(path, own, own * self.high))


@dataclass(frozen=True)
class Interval:
    """Ends that are the 80% interval which the scenario itself gives the value, from which its draws are drawn."""

    low: str
    high: str

    def of(self, scenario: Scenario, _path: str) -> Ends:
        """The ends for a scenario."""
        return Ends(_number(scenario, self.low), _number(scenario, self.high))


@dataclass(frozen=True)
class Either:
    """Two values that exclude each other; the run has one of them."""

    one: object
    other: object

    def of(self, _scenario: Scenario, _path: str) -> Ends:
        """The two values."""
        return Ends(self.one, self.other)


@dataclass(frozen=True)
class Swing:
    """An assumption that is swung: the path of its value, its name in plain words, and its ids in the log.

    ``assumption`` is what is assumed, ``because`` what says how far it may plausibly lie. ``unit`` follows a number,
    which is written as a percentage where the unit begins with ``%``; ``words`` are what the values of an either-or
    are called.
    """

    path: str
    name: str
    assumption: str
    because: str
    ends: By | Times | Interval | Either
    unit: str = ""
    words: tuple[tuple[str, str], ...] = ()

    def written(self, value: str) -> str:
        """A value, as a table of swings has it, for a person."""
        known = dict(self.words)
        if value in known:
            return known[value]
        number = float(value) * (100 if self.unit.startswith("%") else 1)
        return f"{number:.4g}{self.unit}".replace("-", "\u2212", 1)


def plain(value: object) -> str:
    """A value as a table of swings has it."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _own(section: str) -> Interval:
    return Interval(f"{PARAMETERS}{section}_low", f"{PARAMETERS}{section}_high")


SWINGS: tuple[Swing, ...] = (
    Swing(
        "parameters.growth.england_damping",
        "How much of England's growth is left each year",
        "A-41",
        "A-515",
        By(0.15, 0.12),
        "%",
    ),
    Swing(
        "parameters.growth.own_weight",
        "How much of the authority's own lead in growth goes on",
        "A-01",
        "A-516",
        By(0.25, 0.25),
        "%",
    ),
    Swing(
        "parameters.growth.convergence",
        "How fast the rate of plans nears England's",
        "A-42",
        "A-517",
        By(0.03, 0.03),
        "% a year",
    ),
    Swing(
        "parameters.growth.handover_years",
        "Years before the request rate takes over from growth",
        "A-02",
        "A-518",
        By(1, 2),
        " years",
    ),
    Swing(
        "parameters.cohort.index_long_run",
        "Where the request rate settles, against 2024's",
        "A-03",
        "A-04",
        Times(0.83, 1.21),
        " times",
    ),
    Swing(
        "parameters.cohort.index_decay",
        "How slowly the request rate settles",
        "A-03",
        "A-519",
        By(0.2, 0.15),
        "% left a year",
    ),
    Swing(
        "parameters.practised.inmss_special_believed",
        "How far INMSS outgrow plans as in England",
        "A-185",
        "A-520",
        By(0.5, 0.5),
        "%",
    ),
    Swing(
        "parameters.practised.own_weight",
        "How much of the authority's own growth of INMSS goes on",
        "A-186",
        "A-521",
        By(0.2, 0.3),
        "%",
    ),
    Swing(
        "parameters.requirement.independent_only_share",
        "Learners in INMSS whom no state place could serve",
        "A-06",
        "A-522",
        By(0.15, 0.25),
        "%",
    ),
    Swing(
        "parameters.capacity.state_places",
        "Which state places are counted on",
        "A-170",
        "A-170",
        Either("as_committed", "as_in_the_last_years"),
        words=(("as_committed", "dated places only"), ("as_in_the_last_years", "growth as in past years")),
    ),
    Swing(
        "parameters.capacity.practised_occupancy",
        "Whether state schools above their places stay so",
        "A-171",
        "A-171",
        Either(False, True),
        words=(("False", "they do not"), ("True", "they stay so")),
    ),
    Swing(
        "parameters.capacity.crowding_step",
        "How much fuller state schools may get, in each step",
        "A-172",
        "A-523",
        By(0.05, 0.05),
        "% of places",
    ),
    Swing(
        "parameters.capacity.market_growth",
        "Fastest growth of places to buy at INMSS",
        "A-11",
        "A-11",
        _own("capacity.market_growth"),
        "% a year",
    ),
    Swing(
        "parameters.placement.diversion",
        "Learners in new state places who would be in INMSS",
        "A-175",
        "A-157",
        _own("placement.diversion"),
        "%",
    ),
    Swing(
        "parameters.allocation.directed_share",
        "Newcomers who go to INMSS by order or preference",
        "A-18",
        "A-524",
        By(0.02, 0.03),
        "%",
    ),
    Swing(
        "parameters.travel.speed_mph",
        "Speed of school journeys",
        "A-08",
        "A-525",
        By(5.0, 5.0),
        " mph",
    ),
    Swing(
        "parameters.costs.inflation",
        "Growth of prices beyond that of each index",
        "A-15",
        "A-526",
        By(0.01, 0.02),
        "% a year",
    ),
    Swing(
        "parameters.costs.funded_above_places",
        "Learners above places for whom a place is paid",
        "A-400",
        "A-400",
        By(1.0, 1.0),
        "%",
    ),
)
"""In the order of the stages that they belong to."""


def swings_for(scenario: Scenario) -> tuple[Swing, ...]:
    """The swings of a scenario: those of every run, and each lever of its own that has an interval."""
    return (*SWINGS, *(_of_lever(scenario, path) for path in scenario.set_values if _is_lever_interval(scenario, path)))


def _is_lever_interval(scenario: Scenario, path: str) -> bool:
    """Whether a path is the low end of the amount of a lever that the scenario has in force."""
    lever, _, key = path.rpartition(".")
    given = scenario.set_values[path].value
    acts = lever.removeprefix("levers.") in {lever.name for lever in scenario.levers}
    return path.startswith("levers.") and key == "low" and given is not None and acts


def _of_lever(scenario: Scenario, low: str) -> Swing:
    """The swing of a lever's amount over its own interval."""
    section, name = low.removesuffix(".low"), low.split(".")[1]
    how = next(lever.how for lever in scenario.levers if lever.name == name)
    evidence = scenario.set_values.get(f"{section}.evidence")
    assumption = next(iter(ids_in(str(evidence.value))), "") if evidence else ""
    ends = Interval(low, f"{section}.high")
    return Swing(f"{section}.{how}", f"This scenario's lever {name}", assumption, assumption, ends)


def _number(scenario: Scenario, path: str) -> float:
    value = scenario.set_values[path].value
    if not isinstance(value, int | float):
        raise TypeError(f"{path} is a number in every scenario")
    return value


def _within(path: str, own: float, value: float) -> float:
    """A value within the bounds of the schema, a whole number where the run's own is one."""
    key = key_at(tuple(path.split(".")))
    least, most = limits(key.field) if key else (None, None)
    cut = min(max(value, value if least is None else least), value if most is None else most)
    return round(cut) if isinstance(own, int) else round(float(cut), 10)
