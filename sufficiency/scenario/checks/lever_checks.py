"""Levers against what they can be aimed at, against the pack and against the years of the run.

What a kind of lever takes stands in the table of ``models.levers.lever``. Every lever must be able to change
something: one that cannot is refused with the reason.
"""

from collections.abc import Callable, Collection, Iterator

from models.levers.lever import ActsOn, How, Lever, Shape, aims_at
from models.vocabulary import AGES, PHASES, academic_year, ages_of_phase, provisions_of
from sufficiency.errors import Fault
from sufficiency.scenario.checks.locating import fault_at, idle_at
from sufficiency.scenario.checks.names import left_out, unknown_area, unknown_provider
from sufficiency.scenario.checks.pack_lists import PackLists
from sufficiency.scenario.resolved import AGE_OF_YEAR_GROUP
from sufficiency.scenario.values import Scenario

Check = Callable[[Lever, Scenario, PackLists], Iterator[Fault]]


def lever_faults(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    """Every fault of the levers of a scenario."""
    checks: tuple[Check, ...] = (_aims, _amount, _interval, _years, _moves, _nobody, _areas, _providers)
    for lever in scenario.levers:
        for check in checks:
            yield from check(lever, scenario, pack)


def _at(lever: Lever, key: str) -> str:
    return f"levers.{lever.name}.{key}"


def _aims(lever: Lever, scenario: Scenario, _: PackLists) -> Iterator[Fault]:
    allowed = lever.kind.aims
    words = f"it can be aimed at {', '.join(allowed)}" if allowed else "it holds for everybody"
    for aim in _given(lever, scenario, "where"):
        if aim not in allowed:
            message = f"a lever on {lever.what} cannot be aimed at {aim}; {words}"
            yield fault_at(scenario, _at(lever, f"where.{aim}"), message)
    if lever.kind.needs_aim and not lever.where.needs:
        message = f"a lever on {lever.what} needs the needs whose share it moves, under where"
        yield fault_at(scenario, _at(lever, "what"), message)


def _given(lever: Lever, scenario: Scenario, section: str) -> dict[str, object]:
    """Values that a file sets below a section of a lever, by their keys."""
    prefix = _at(lever, f"{section}.")
    set_values = scenario.set_values.items()
    return {path.removeprefix(prefix): given.value for path, given in set_values if path.startswith(prefix)}


def _amount(lever: Lever, scenario: Scenario, _: PackLists) -> Iterator[Fault]:
    where = _at(lever, lever.how)
    if lever.how not in lever.kind.amounts:
        yield fault_at(scenario, where, f"a lever on {lever.what} takes only {', '.join(lever.kind.amounts)}")
    if lever.kind.is_share and lever.how in (How.TARGET, How.AT_MOST) and lever.amount > 1:
        message = f"{lever.amount:g} is no share; write a share from 0 to 1, such as"
        message += f" {lever.amount / 100:g} for {lever.amount:g}%" if 2 <= lever.amount <= 100 else " 0.25 for 25%"
        yield fault_at(scenario, where, message)
    still = {How.MULTIPLY: 1.0, How.ADD: 0.0}.get(lever.how)
    if lever.amount == still and lever.low in (None, still) and lever.high in (None, still):
        yield idle_at(scenario, where, "it leaves every value as it is")


def _interval(lever: Lever, scenario: Scenario, _: PackLists) -> Iterator[Fault]:
    if lever.low is None or lever.high is None:
        return
    if not lever.kind.drawn:
        message = f"the amount of a lever on {lever.what} is not drawn; leave out low and high"
        yield fault_at(scenario, _at(lever, "low"), message)
    elif lever.low > lever.high:
        message = f"low, {lever.low:g}, is above high, {lever.high:g}: swap them"
        yield fault_at(scenario, _at(lever, "low"), message)
    elif not lever.low <= lever.amount <= lever.high:
        message = f"the amount {lever.amount:g} is outside its interval, {lever.low:g} to {lever.high:g}"
        yield fault_at(scenario, _at(lever, "low"), message)


def _years(lever: Lever, scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    first = academic_year(lever.first_year)
    if not pack.base_year < lever.first_year <= scenario.horizon:
        span = f"{academic_year(pack.base_year + 1)} to {academic_year(scenario.horizon)}"
        message = f"{first} is outside the run, so it changes nothing; allowed: {span}"
        yield fault_at(scenario, _at(lever, "from"), message)
    if lever.last_year is not None and lever.last_year < lever.first_year:
        yield fault_at(scenario, _at(lever, "until"), f"ends before it begins, in {first}")
    if lever.last_year is None and lever.shape is not Shape.STEP:
        message = f"a {lever.shape} lever needs until: the year in which it has its full amount"
        yield fault_at(scenario, _at(lever, "shape"), message)


def _moves(lever: Lever, scenario: Scenario, _: PackLists) -> Iterator[Fault]:
    given = _given(lever, scenario, "moves")
    if lever.kind.acts_on is not ActsOn.REQUIREMENT:
        if given:
            message = f"a lever on {lever.what} moves nobody between kinds of place; leave out moves"
            yield fault_at(scenario, _at(lever, "moves"), message)
    elif set(given) != {"from", "to"}:
        message = f"a lever on {lever.what} needs moves: {{from: ..., to: ...}}"
        yield fault_at(scenario, _at(lever, "what"), message)
    elif given["from"] == given["to"]:
        yield idle_at(scenario, _at(lever, "moves.to"), "it moves learners to where they are")


def _nobody(lever: Lever, scenario: Scenario, _: PackLists) -> Iterator[Fault]:
    """Whether the lever is aimed at any age in any year in which it acts."""
    where = lever.where
    if (
        where.reception_from is not None
        and where.reception_to is not None
        and where.reception_from > where.reception_to
    ):
        begin, end = academic_year(where.reception_from), academic_year(where.reception_to)
        message = f"reception_from, {begin}, is after reception_to, {end}: swap them"
        yield fault_at(scenario, _at(lever, "where.reception_from"), message)
        return
    years = range(lever.first_year, max(scenario.horizon, lever.first_year) + 1)
    aimed = {age for year in years for age in AGES if aims_at(lever.where, year, age)}
    entries = [ages_of_phase(phase)[0] for phase in PHASES]
    if not aimed:
        why = "nobody of this phase, year group and birth cohort is there in these years"
        yield idle_at(scenario, _at(lever, "where"), why)
    elif lever.kind.acts_on is ActsOn.REQUIREMENT and lever.at_transfer and aimed.isdisjoint(entries):
        groups = ", ".join(str(age - AGE_OF_YEAR_GROUP) for age in entries)
        yield idle_at(scenario, _at(lever, "at_transfer"), f"nobody aimed at enters a phase (year groups {groups})")


def _areas(lever: Lever, scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    for area in lever.where.areas:
        if message := unknown_area(area, pack):
            yield fault_at(scenario, _at(lever, "where.areas"), message)


def _providers(lever: Lever, scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    where = _at(lever, "where.providers")
    new = {provider.provider_id: provider for provider in scenario.places.new_providers}
    for provider_id in lever.where.providers:
        if provider_id in new:
            own = new[provider_id]
            why = _idle(lever, own.name, own.provision, own.needs, elastic=False)
        elif provider_id in pack.providers:
            row = pack.providers[provider_id]
            needs = row.get("needs", "").split()
            why = _idle(lever, row["name"], row.get("provision", ""), needs, elastic=row.get("elastic") == "yes")
        else:
            named = {name: (own.name, own.area) for name, own in new.items()}
            yield fault_at(scenario, where, unknown_provider(provider_id, pack, named, left_out(scenario)))
            continue
        if why:
            yield idle_at(scenario, where, why)


def _idle(lever: Lever, name: str, provision: str, needs: Collection[str], *, elastic: bool) -> str | None:
    """Why a lever changes nothing at a provider; None where it may."""
    sector = lever.kind.sector
    if sector is not None and provision not in provisions_of(sector):
        return f"{name} ({provision}) charges no {lever.what}"
    if lever.kind.acts_on is ActsOn.MARKETS and not elastic:
        return f"{name} is no part of the market, its places change under places.changes"
    if lever.where.needs and not set(lever.where.needs) & set(needs):
        return f"{name} takes none of {', '.join(lever.where.needs)}; it takes {', '.join(needs)}"
    return None
