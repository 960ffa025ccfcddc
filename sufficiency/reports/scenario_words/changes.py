"""What a scenario changes, against the bare one of its pack: no lever, no policy, no change, every value a default."""

from collections.abc import Iterator

from models.levers.policy import Protection, Review
from models.vocabulary import IN_COUNTY, INMSS, Need, academic_year, census_year
from sufficiency.reports.scenario_words.dated import Sources, by_year, dated_places, without_changes
from sufficiency.reports.scenario_words.levers import lever_words, needs_words, september, since_words, spread_words
from sufficiency.reports.summary.changes.values import LEAST_PLACES, Changes, ScenarioChange
from sufficiency.reports.words import KIND_OF_PLACE, whole
from sufficiency.scenario.checks.pack_lists import PackLists
from sufficiency.scenario.comments import comments_of
from sufficiency.scenario.dated_places import places_by_year
from sufficiency.scenario.difference import Side, side_of
from sufficiency.scenario.schema.fields import Key, key_at
from sufficiency.scenario.showing import written
from sufficiency.scenario.values import NewProvider, PlaceChange, Scenario

COMMITTED = "places.committed"
CODES = {*map(str, Need), "ASC"}
KINDS = ((IN_COUNTY, "state schools and bases"), (INMSS, "independent and non-maintained schools"))


def changes_of(scenario: Scenario, pack: PackLists, sources: Sources) -> Changes:
    """What a scenario changes; ``sources`` say where the places of its pack come from."""
    side = side_of(scenario, pack)
    return Changes(
        totals=tuple(_totals(side, pack)),
        measures=(*_committed(side, pack), *_levers(side), *_policies(side), *_settings(side)),
        places=(*_new_providers(side), *(_change(side, change) for change in side.scenario.places.changes)),
        extends=tuple(side.scenario.file_hashes)[1:],
        dated=dated_places(side, pack, sources),
        by_year=by_year(side, pack),
        cancelled=not scenario.places.committed,
    )


def _said(side: Side, path: str) -> str:
    """What a file says under a path; empty where it says nothing."""
    given = side.scenario.set_values.get(path)
    return "" if given is None else str(given.value)


def _set_by(side: Side, *paths: str) -> str:
    """The file and line that set the first of some values that a file sets; empty where none does."""
    marks = side.scenario.provenance
    return next((str(marks[path]) for path in paths if path in marks), "")


def _plain(name: str) -> str:
    """A name of an entry in words: ``earlier-help`` as ``Earlier help``, codes of needs in capitals."""
    words = " ".join(word.upper() if word.upper() in CODES else word for word in name.split("-"))
    return words[:1].upper() + words[1:]


def _levers(side: Side) -> Iterator[ScenarioChange]:
    for lever in side.scenario.levers:
        path = f"levers.{lever.name}"
        yield ScenarioChange(
            name=_plain(lever.name),
            words=lever_words(lever, side.areas, side.providers),
            since=since_words(lever),
            spread=spread_words(lever),
            owner=_said(side, f"{path}.owner"),
            evidence=_said(side, f"{path}.evidence"),
            set_by=_set_by(side, f"{path}.{lever.how}"),
        )


def _policies(side: Side) -> Iterator[ScenarioChange]:
    for review in side.scenario.policies.reviews:
        yield _policy(side, f"policies.reviews.{review.name}", review, "moves_a_year", *_review_words(review))
    for protection in side.scenario.policies.protections:
        words = f"Learners of special schools in {academic_year(protection.year)} keep their claim to a special school"
        path = f"policies.protections.{protection.name}"
        yield _policy(side, path, protection, "learners_of", f"{words}, whatever else changes", "")


def _review_words(review: Review) -> tuple[str, str]:
    """What a review does, and from when."""
    one = review.moves_a_year == 1
    whom = f"{review.moves_a_year:g} learner{'' if one else 's'}"
    whom += f" with {needs_words(review.needs)}" if review.needs else ""
    leave = "leaves" if one else "leave"
    words = f"Each year {whom} {leave} an independent or non-maintained school and {'is' if one else 'are'} placed anew"
    until = f" until {academic_year(review.last_year)}" if review.last_year else ""
    return words, f"{september(review.first_year)}{until}"


def _policy(side: Side, path: str, policy: Review | Protection, key: str, words: str, since: str) -> ScenarioChange:
    owner, evidence = (_said(side, f"{path}.{word}") for word in ("owner", "evidence"))
    return ScenarioChange(_plain(policy.name), words, since, "", owner, evidence, _set_by(side, f"{path}.{key}"))


def _settings(side: Side) -> Iterator[ScenarioChange]:
    """Parameters of the method that are not at their default; the notes beside them are their evidence."""
    notes = comments_of(side.scenario)
    for path, given in side.scenario.set_values.items():
        key = key_at(tuple(path.split(".")))
        if key is None or not path.startswith("parameters.") or given.value == key.field.default:
            continue
        name, evidence = _plain(path.split(".")[-1].replace("_", "-")), " ".join(notes.get(path, ()))
        yield ScenarioChange(name, _setting_words(key, given.value), "", "", "", evidence, _set_by(side, path))


def _setting_words(key: Key, value: object) -> str:
    """What a parameter is, and its value in place of the default; of one that is a word, the word says the rest."""
    about, default = (key.field.description or "").removesuffix("."), key.field.default
    if isinstance(value, str):
        return f"{about.partition(':')[0]}: {value.replace('_', ' ')}, not {str(default).replace('_', ' ')}"
    unit = f" ({key.note('unit')})" if key.note("unit") else ""
    return f"{about}: {written(value)} in place of {written(default)}{unit}"


def _committed(side: Side, pack: PackLists) -> Iterator[ScenarioChange]:
    """Whether what the pack dates after its base year is left out."""
    if side.scenario.places.committed:
        return
    words = f"No opening, change or closure of places after January {pack.base_year} that is committed takes place"
    evidence = " ".join(comments_of(side.scenario).get(COMMITTED, ()))
    yield ScenarioChange("Committed places left out", words, "", "", "", evidence, _set_by(side, COMMITTED))


def _new_providers(side: Side) -> Iterator[ScenarioChange]:
    for new in side.scenario.places.new_providers:
        path = f"places.new_providers.{new.provider_id}"
        first = next((one for one in side.scenario.places.changes if one.provider_id == new.provider_id), None)
        since = "" if first is None else _september(first)
        words, mark = _new_words(side, new), _set_by(side, f"{path}.name")
        yield ScenarioChange(new.name, words, since, "", "", new.source, mark)


def _new_words(side: Side, new: NewProvider) -> str:
    kind = KIND_OF_PLACE[new.provision]
    article = "an" if kind[0] in "AEIOU" else "a"
    where = side.areas.get(new.area, new.area)
    ages = f"ages {new.min_age} to {new.max_age}"
    return f"{new.name}: {article} new {kind[0].lower()}{kind[1:]} in {where} for {needs_words(new.needs)}, {ages}"


def _change(side: Side, change: PlaceChange) -> ScenarioChange:
    path = change.phased or f"places.changes.{change.name}"
    mark = _set_by(side, f"{path}.add", f"{path}.set", f"{path}.places", f"{path}.provider", f"{path}.name")
    name = side.providers.get(change.provider_id, change.provider_id)
    return ScenarioChange(name, _change_words(side, change, name), _september(change), "", "", change.source, mark)


def _change_words(side: Side, change: PlaceChange, name: str) -> str:
    """How many places a change gives: ``30 more places at ...``, ``41 places at ..., in place of 20``."""
    phase = f" in {change.phase.replace('_', '-')}" if change.phase else ""
    if change.set_to is None:
        amount = change.add or 0
        return f"{abs(amount):,} {'more' if amount >= 0 else 'fewer'} places{phase} at {name}"
    places = side.places.get(change.provider_id, {})
    year = census_year(change.academic_year)
    until = places.get(year - 1, 0.0)
    if until >= LEAST_PLACES and places.get(year) == 0:
        return f"{name} closes, with {whole(until)} places until then"
    before = f", in place of {whole(until)}" if until >= LEAST_PLACES and not change.phase else ""
    return f"{change.set_to:,} places{phase} at {name}{before}"


def _september(change: PlaceChange) -> str:
    return september(census_year(change.academic_year))


def _totals(side: Side, pack: PackLists) -> Iterator[str]:
    """What the scenario's own changes of places come to in its last year, in a sentence for each sector."""
    before = places_by_year(without_changes(side.scenario), pack)
    for provisions, name in KINDS:
        steps = {
            provider: {year: after[year] - before.get(provider, {}).get(year, 0.0) for year in after}
            for provider, after in side.places.items()
            if side.provisions.get(provider) in provisions
        }
        moved = {
            provider: of for provider, of in steps.items() if any(abs(more) >= LEAST_PLACES for more in of.values())
        }
        if moved:
            yield _total(moved, _schools({side.provisions[provider] for provider in moved}, name, len(moved)))


def _schools(provisions: set[str], name: str, count: int) -> str:
    """What schools are called of one kind or of several, one or more of them."""
    if len(provisions) == 1:
        kind = KIND_OF_PLACE[next(iter(provisions))]
        return f"{kind[0].lower()}{kind[1:]}{'s' if count > 1 else ''}"
    return name


def _total(moved: dict[str, dict[int, float]], name: str) -> str:
    """Places more or fewer at some providers, and in which Septembers they come."""
    years = sorted(next(iter(moved.values())))
    together = [sum(of[year] for of in moved.values()) for year in years]
    septembers = [
        year - 1
        for at, year in enumerate(years)
        if any(abs(of[year] - (of[years[at - 1]] if at else 0.0)) >= LEAST_PLACES for of in moved.values())
    ]
    first, last = septembers[0], septembers[-1]
    when = f"between September {first} and September {last}" if last > first else f"from September {first}"
    amount = f"{whole(abs(together[-1]))} {'more' if together[-1] >= 0 else 'fewer'} places"
    if abs(together[-1]) < LEAST_PLACES:
        amount = "As many places in the end"
    return f"{amount} at {len(moved)} {name}, {when}."
