"""A lever in the words of a councillor: what it moves, for whom, by how much and from when."""

from collections.abc import Callable, Mapping, Sequence

from models.levers.lever import How, Lever, Shape, What, Where
from models.vocabulary import FIRST_YEAR_GROUP, NEED_NAMES, Need, academic_year, year_group_name
from sufficiency.reports.words import PHASE_NAMES, listed, percent, pounds

SUBJECTS: dict[What, str] = {
    What.REQUEST_RATE: "New plans a year from the same number of children and young people",
    What.SURVIVAL: "Share of plans that go on from one year to the next",
    What.NEED_MIX: "Share of plans that are",
    What.REQUIREMENT_MIX: "Share of learners with a plan who need {gives}",
    What.FEE: "Fees of independent and non-maintained schools",
    What.TOP_UP: "Top-ups of state schools and bases",
    What.TRANSPORT_PRICE: "Price of journeys",
    What.JOURNEY_LIMIT: "Longest journey for which a place is considered",
    What.DIRECTED_SHARE: "Share of learners new to special schools who go to an independent one whatever the cost",
    What.MARKET_GROWTH: "Yearly growth of the independent places that can be bought",
    What.PREVALENCE_CEILING: "Most plans a person aged 0 to 25",
    What.POPULATION: "Children and young people",
}
IN_POUNDS = {What.FEE, What.TOP_UP}
KINDS = {"base": "a specialist base", "special": "a special school", "independent_only": "an independent school"}
MAINSTREAM = "no specialist place"
SHAPES = {Shape.LINEAR: "evenly", Shape.FRONT_LOADED: "most of it early", Shape.BACK_LOADED: "most of it late"}


def lever_words(lever: Lever, areas: Mapping[str, str], providers: Mapping[str, str]) -> str:
    """What a lever does: ``Fees of ... schools for autism (ASD): at most £63,000``."""
    subject = SUBJECTS[lever.what].format(gives=_kind(lever.moves_from))
    words = f"{subject}{_aim(lever.where, areas, providers)}: {amount_words(lever, lever.amount)}"
    if lever.what is What.REQUIREMENT_MIX:
        words += f"; they need {_kind(lever.moves_to)} instead"
        words += ", from when they enter the phase" if lever.at_transfer else ", all of them at once"
    return words


def _kind(requirement: str | None) -> str:
    return MAINSTREAM if requirement is None else KINDS[requirement]


def spread_words(lever: Lever) -> str:
    """The 80% interval of a lever's amount; empty where it is certain."""
    if lever.low is None or lever.high is None:
        return ""
    low, high = (amount_words(lever, end).removeprefix("at most ").removeprefix("becomes ") for end in _ends(lever))
    for word in (" lower", " higher", " more", " less"):
        if low.endswith(word) and high.endswith(word):
            return f"{low.removesuffix(word)} to {high}"
    return f"{low} to {high}"


def _ends(lever: Lever) -> tuple[float, ...]:
    return tuple(end for end in (lever.low, lever.high) if end is not None)


def amount_words(lever: Lever, amount: float) -> str:
    """An amount as it acts: ``15% lower``, ``at most £63,000``."""
    if lever.how is How.MULTIPLY:
        return _times(amount)
    if lever.how is How.ADD:
        return f"{_written(lever)(abs(amount))}{_points(lever)} {'more' if amount >= 0 else 'less'}"
    return f"{'at most' if lever.how is How.AT_MOST else 'becomes'} {_written(lever)(amount)}"


def _times(factor: float) -> str:
    if factor >= 2:
        return f"{factor:g} times as much"
    change = round(100 * (factor - 1), 1)
    return "as it is" if not change else f"{abs(change):g}% {'higher' if change > 0 else 'lower'}"


def _points(lever: Lever) -> str:
    return " points" if lever.kind.is_share else ""


def _written(lever: Lever) -> Callable[[float], str]:
    """How an amount of a lever is written, with its unit."""
    if lever.what in IN_POUNDS:
        return pounds
    if lever.kind.is_share or lever.what is What.MARKET_GROWTH:
        return lambda amount: f"{100 * amount:g}%" if amount < 0.01 else percent(amount)
    return lambda amount: f"{amount:,g} {lever.kind.unit}"


def needs_words(needs: Sequence[str]) -> str:
    """Needs by name, or those that are left out where they are fewer."""
    others = [_in_a_sentence(name) for need, name in NEED_NAMES.items() if need not in needs]
    if not others:
        return "every need"
    if len(others) < len(needs):
        return f"every need but {listed(others)}"
    return listed([_in_a_sentence(NEED_NAMES[Need(need)]) for need in needs])


def _in_a_sentence(name: str) -> str:
    return f"{name[0].lower()}{name[1:]}"


def _aim(where: Where, areas: Mapping[str, str], providers: Mapping[str, str]) -> str:
    """Whom a lever is aimed at; nothing where everybody is."""
    sides = [
        f"for {needs_words(where.needs)}" if where.needs else "",
        f"in {listed([PHASE_NAMES[phase].lower() for phase in where.phases])}" if where.phases else "",
        f"in {listed([year_group_name(age + FIRST_YEAR_GROUP) for age in where.ages])}" if where.ages else "",
        _cohort(where),
        f"in {listed([areas.get(area, area) for area in where.areas])}" if where.areas else "",
        f"at {listed([providers.get(one, one) for one in where.providers])}" if where.providers else "",
    ]
    aims = ", ".join(filter(None, sides))
    return f" {aims}" if aims else ""


def _cohort(where: Where) -> str:
    first, last = where.reception_from, where.reception_to
    ends = [
        f"{academic_year(first)} or later" if first is not None else "",
        f"{academic_year(last)} or earlier" if last is not None else "",
    ]
    known = " and ".join(filter(None, ends))
    return f"of children who were in Reception in {known}" if known else ""


def since_words(lever: Lever) -> str:
    """From when a lever acts, how it comes in, and until when."""
    start = september(lever.first_year)
    if lever.last_year is None:
        return start
    if lever.shape is Shape.STEP:
        return f"{start} until {academic_year(lever.last_year)}"
    return f"{start}, in full by {academic_year(lever.last_year)} ({SHAPES[lever.shape]})"


def september(census_year: int) -> str:
    """The September that begins the academic year of a January census."""
    return f"September {census_year - 1}"
