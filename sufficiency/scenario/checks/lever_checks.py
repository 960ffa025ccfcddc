"""Levers against what they can be aimed at, against the pack and against the years of the run.

Every lever must be able to change something: one that cannot is refused with the reason.
"""

from collections.abc import Callable, Collection, Iterator

from models.levers.lever import KINDS, How, Lever, Shape, What, aims_at
from models.vocabulary import AGES, IN_COUNTY, INMSS, PHASES, academic_year, ages_of_phase
from sufficiency.errors import Fault
from sufficiency.scenario.checks.locating import fault_at, nearest_of
from sufficiency.scenario.checks.pack_lists import PackLists
from sufficiency.scenario.resolved import AGE_OF_YEAR_GROUP
from sufficiency.scenario.values import Scenario


def lever_faults(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    """Every fault of the levers of a scenario."""
    checks: tuple[Check, ...] = (_aims, _amount, _interval, _years, _moves, _nobody, _areas, _providers)
    for lever in scenario.levers:
        for check in checks:
            for key, message in check(lever, scenario, pack):
                yield fault_at(scenario, f"levers.{lever.name}.{key}".rstrip("."), message)


Found = Iterator[tuple[str, str]]
Check = Callable[[Lever, Scenario, PackLists], Found]


def _aims(lever: Lever, scenario: Scenario, _: PackLists) -> Found:
    allowed = KINDS[lever.what].aims
    prefix = f"levers.{lever.name}.where."
    given = [path.removeprefix(prefix) for path in scenario.settings if path.startswith(prefix)]
    for aim in given:
        if aim not in allowed:
            words = f"it can be aimed at {', '.join(allowed)}" if allowed else "it holds for everybody"
            yield f"where.{aim}", f"a lever on {lever.what} cannot be aimed at {aim}; {words}"
    if lever.what is What.NEED_MIX and not lever.where.needs:
        yield "what", "a lever on need_mix needs the needs whose share it moves, under where"


def _amount(lever: Lever, _: Scenario, __: PackLists) -> Found:
    kind = KINDS[lever.what]
    if lever.how not in kind.amounts:
        yield lever.how, f"a lever on {lever.what} takes only {', '.join(kind.amounts)}"
    if kind.is_share and lever.how in (How.TARGET, How.AT_MOST) and lever.amount > 1:
        yield lever.how, f"{lever.amount:g} is no share; write a share from 0 to 1, such as 0.25 for 25%"
    still = {How.MULTIPLY: 1.0, How.ADD: 0.0}.get(lever.how)
    if lever.amount == still and lever.low in (None, still) and lever.high in (None, still):
        yield lever.how, "changes nothing: it leaves every value as it is"


def _interval(lever: Lever, _: Scenario, __: PackLists) -> Found:
    if lever.low is None or lever.high is None:
        return
    if not KINDS[lever.what].drawn:
        yield "low", f"the amount of a lever on {lever.what} is not drawn; leave out low and high"
    elif not lever.low <= lever.amount <= lever.high:
        yield "low", f"the amount {lever.amount:g} is outside its interval, {lever.low:g} to {lever.high:g}"


def _years(lever: Lever, scenario: Scenario, pack: PackLists) -> Found:
    if not pack.base_year < lever.first_year <= scenario.horizon:
        span = f"{academic_year(pack.base_year + 1)} to {academic_year(scenario.horizon)}"
        message = f"{academic_year(lever.first_year)} is outside the run, so it changes nothing; allowed: {span}"
        yield "from", message
    if lever.last_year is not None and lever.last_year < lever.first_year:
        yield "until", f"ends before it begins, in {academic_year(lever.first_year)}"
    if lever.last_year is None and lever.shape is not Shape.STEP:
        yield "shape", f"a {lever.shape} lever needs until: the year in which it has its full amount"


def _moves(lever: Lever, scenario: Scenario, _: PackLists) -> Found:
    prefix = f"levers.{lever.name}.moves."
    given = {path.removeprefix(prefix): setting.value for path, setting in scenario.settings.items() if prefix in path}
    if lever.what is not What.REQUIREMENT_MIX:
        if given:
            yield "moves", f"a lever on {lever.what} moves nobody between kinds of place; leave out moves"
    elif set(given) != {"from", "to"}:
        yield "what", "a lever on requirement_mix needs moves: {from: ..., to: ...}"
    elif given["from"] == given["to"]:
        yield "moves.to", "changes nothing: it moves learners to where they are"


def _nobody(lever: Lever, scenario: Scenario, _: PackLists) -> Found:
    """Whether the lever is aimed at any age in any year in which it acts."""
    years = range(lever.first_year, max(scenario.horizon, lever.first_year) + 1)
    aimed = {age for year in years for age in AGES if aims_at(lever.where, year, age)}
    entries = [ages_of_phase(phase)[0] for phase in PHASES]
    if not aimed:
        yield "where", "changes nothing: nobody of this phase, year group and birth cohort is there in these years"
    elif lever.what is What.REQUIREMENT_MIX and lever.at_transfer and aimed.isdisjoint(entries):
        groups = ", ".join(str(age - AGE_OF_YEAR_GROUP) for age in entries)
        yield "at_transfer", f"changes nothing: nobody aimed at enters a phase (year groups {groups})"


def _areas(lever: Lever, _: Scenario, pack: PackLists) -> Found:
    for area in lever.where.areas:
        if area not in pack.areas:
            areas = ", ".join(f"{code} ({name})" for code, name in pack.areas.items())
            yield "where.areas", f"'{area}' is no area of the pack; allowed: {areas}{nearest_of(area, pack.areas)}"


def _providers(lever: Lever, scenario: Scenario, pack: PackLists) -> Found:
    new = {provider.provider_id: provider for provider in scenario.places.new_providers}
    for provider_id in lever.where.providers:
        if provider_id in new:
            own = new[provider_id]
            fault = _idle(lever, own.name, own.provision, own.needs, elastic=False)
        elif provider_id in pack.providers:
            row = pack.providers[provider_id]
            needs = row.get("needs", "").split()
            fault = _idle(lever, row["name"], row.get("provision", ""), needs, elastic=row.get("elastic") == "yes")
        else:
            near = nearest_of(provider_id, {**pack.provider_names, **{name: own.name for name, own in new.items()}})
            fault = f"'{provider_id}' is neither a provider of the pack nor a new one{near}"
        if fault:
            yield "where.providers", fault


def _idle(lever: Lever, name: str, provision: str, needs: Collection[str], *, elastic: bool) -> str | None:
    """Why a lever changes nothing at a provider; None where it may."""
    charged = {What.FEE: INMSS, What.TOP_UP: IN_COUNTY}.get(lever.what, ())
    if charged and provision not in charged:
        return f"changes nothing: {name} ({provision}) charges no {lever.what}"
    if lever.what is What.MARKET_GROWTH and not elastic:
        return f"changes nothing: {name} is no part of the market, its places change under places.changes"
    if lever.where.needs and not set(lever.where.needs) & set(needs):
        return f"changes nothing: {name} takes none of {', '.join(lever.where.needs)}; it takes {', '.join(needs)}"
    return None
