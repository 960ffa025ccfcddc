"""Checks of a run about places that come to nothing: a school that nobody can reach, or that stands where it is not."""

from models.explain.unreached import NOBODY, unreached
from sufficiency.packs.boundaries import misplaced
from sufficiency.results.check_rows import Row, row, years_in_words
from sufficiency.results.shapes import Made, academic_years

PLACES_ARE_TAKEN = "places can be taken"
"""Name of the check whose warnings the summary shows beside the places."""


def places_can_be_taken(made: Made) -> list[Row]:
    """Providers with places that nobody can reach or is such as they take, and new ones where nobody is placed."""
    instance, years = made.run.instance, academic_years(made.run)
    names = made.run.supply.providers.set_index("provider_id")["name"]
    counted = set(instance.standing.provider.tolist())
    rows, told = [], set()
    for found in unreached(instance, made.run.central):
        provider_id = instance.providers.ids[found.provider]
        told.add(provider_id)
        when = years_in_words([years[year] for year in found.years], years)
        words = f"{names[provider_id]}: nobody can take its {found.places:,.0f} places in {when}: {found.why}"
        words += "" if found.provider in counted else "; they are not counted among the places"
        rows.append(row(PLACES_ARE_TAKEN, "warning", provider_id, (found.places, 0.0), words))
    for new in made.run.scenario.places.new_providers:
        rows += [] if new.provider_id in told else _empty(made, new.provider_id, new.name)
    return rows


def _empty(made: Made, provider_id: str, name: str) -> list[Row]:
    """A new provider in which nobody is placed in any year."""
    table = made.tables["schools"]
    own = table[(table["provider_id"] == provider_id) & (table["usable_places"] > 0)]
    if own.empty or float(own["learners"].max()) >= NOBODY:
        return []
    places = float(own["usable_places"].max())
    words = f"{name}: nobody is placed in its {places:,.0f} places, though some could be: other places cost less"
    return [row(PLACES_ARE_TAKEN, "warning", provider_id, (places, 0.0), words)]


def new_schools_stand_in_their_area(made: Made) -> list[Row]:
    """New providers outside the area that the scenario gives them."""
    shapes, areas = made.inputs.boundaries, made.inputs.tables["areas"]
    names = dict(zip(areas["area"], areas["name"], strict=True))
    rows = []
    for new in made.run.scenario.places.new_providers:
        wrong = misplaced(new.easting, new.northing, new.area, shapes, names)
        if wrong is not None:
            words = f"{new.name} stands {wrong.seen}; {wrong.remedy}"
            rows.append(row("new schools stand in their area", "warning", new.provider_id, (1, 0), words))
    return rows
