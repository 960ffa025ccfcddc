"""State special schools and specialist bases of an authority: who they take, and the places there are from when.

Places of a school are its 2018/19 roll scaled so that the published places and the scaled ones together make the
published total (A-21). A later published figure caps the scaled one before it, so that no school seems to shrink.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.vocabulary import PHASES, Phase, ages_of_phase
from sufficiency.importers import special_schools
from sufficiency.importers.areas import Areas
from sufficiency.importers.place_facts import BASE_YEAR, SOURCE, PlaceFacts
from sufficiency.importers.small_areas import centre, children

OTHERS = "other-authorities-special"
OTHERS_MILES = 12.0
"""Miles one way to a state special school of another authority (A-24)."""
PLACES_A_LEARNER = 0.959
"""Places for each learner in state special schools, England May 2024: 153,462 to 160,036 (A-37)."""


@dataclass(frozen=True)
class Supply:
    """Providers and their dated places, in the shape of the pack's tables."""

    providers: pd.DataFrame
    places: pd.DataFrame


def joined(supplies: list[Supply]) -> Supply:
    """Put several supplies into one."""
    return Supply(
        pd.concat([supply.providers for supply in supplies], ignore_index=True),
        pd.concat([supply.places for supply in supplies], ignore_index=True),
    )


def state_schools(register: pd.DataFrame, designations: pd.DataFrame, dfe_code: str) -> pd.DataFrame:
    """State special schools of the authority in the register, with the needs and ages that each takes."""
    own = register[(register["authority"] == dfe_code) & (register["kind"] == special_schools.STATE)]
    served = own.join(designations, on="urn")
    ages = special_schools.age_range(
        served.assign(
            age_low=served["served_low"].fillna(served["age_low"]),
            age_high=served["served_high"].fillna(served["age_high"]),
        )
    )
    designated = served["designated"].fillna("ASD SEMH SLCN MLD SLD PMLD")
    return served.assign(needs=[special_schools.widened(codes) for codes in designated], **ages)


def positioned(schools: pd.DataFrame, points: pd.DataFrame, facts: PlaceFacts, areas: Areas) -> pd.DataFrame:
    """Fill in the position of a school that the register does not place: the centre of its district's children (A-28).

    Adds ``area`` and ``placed`` (whether the position is the register's own).
    """
    rows = []
    for school in schools.to_dict("records"):
        placed = not np.isnan(school["easting"])
        district = str(school["district"]) or facts.district_of(str(school["urn"]))
        near = points[points["area"] == areas.districts.get(district, "")] if not placed else points
        near = near if len(near) else points
        position = (school["easting"], school["northing"]) if placed else centre(near, children(near))
        area = areas.districts.get(district) or _nearest_area(points, position)
        rows.append({**school, "easting": position[0], "northing": position[1], "placed": placed, "area": area})
    return pd.DataFrame(rows)


def _nearest_area(points: pd.DataFrame, position: tuple[float, float]) -> str:
    distance = np.hypot(points["easting"] - position[0], points["northing"] - position[1])
    return str(points.loc[distance.idxmin(), "area"])


def school_places(schools: pd.DataFrame, facts: PlaceFacts, total: float) -> pd.DataFrame:
    """Dated places of each school: provider_id, academic_year, places, basis, source.

    ``total`` is the places of the base year over all schools.
    """
    stated = facts.rows("school_places").set_index("provider")
    now = stated[stated["academic_year"] <= BASE_YEAR]["value"].reindex(schools["urn"])
    later = stated[stated["academic_year"] > BASE_YEAR]
    cap = later["value"].reindex(schools["urn"]).fillna(np.inf).to_numpy()
    roll = schools["roll"].fillna(schools["roll"].median()).to_numpy()
    known = now.notna().to_numpy()
    scaled = _scaled_to(roll[~known], total - float(now.sum()), cap[~known])
    base = now.to_numpy().copy()
    base[~known] = scaled
    table = pd.DataFrame(
        {
            "provider_id": schools["urn"].to_numpy(),
            "academic_year": BASE_YEAR,
            "places": base,
            "basis": np.where(known, "published", "scaled"),
            "source": np.where(known, SOURCE, f"{special_schools.SOURCE} A-21"),
        }
    )
    return pd.concat([table, _changes(table, facts)], ignore_index=True)


def _scaled_to(roll: np.ndarray, total: float, cap: np.ndarray) -> np.ndarray:
    """Scale rolls to a total, none above its cap."""
    places = roll * total / roll.sum()
    while (places > cap + 1e-9).any():
        held = places >= cap
        free = total - cap[held].sum()
        places = np.where(held, cap, roll * free / roll[~held].sum())
    return np.asarray(places)


def _changes(base: pd.DataFrame, facts: PlaceFacts) -> pd.DataFrame:
    places = base.set_index("provider_id")["places"]
    stated = facts.rows("school_places")
    later = stated[stated["academic_year"] > BASE_YEAR]
    added = facts.rows("school_places_added")
    rows = [
        {
            "provider_id": row["provider"],
            "academic_year": row["academic_year"],
            "places": places[row["provider"]] + extra,
        }
        for frame, keep in ((later, 0.0), (added, 1.0))
        for row in frame.to_dict("records")
        for extra in [row["value"] - (1 - keep) * places[row["provider"]]]
    ]
    return pd.DataFrame(rows).assign(basis="published", source=SOURCE) if rows else base.iloc[:0]


def special_supply(schools: pd.DataFrame, facts: PlaceFacts, learners: float, phases_and_needs: str) -> Supply:
    """Return the state special schools and the places bought in other authorities' schools.

    Parameters
    ----------
    schools
        From :func:`state_schools` and :func:`positioned`.
    learners
        Residents in state special schools in the base year.
    phases_and_needs
        Needs that residents in state special schools have.
    """
    total = facts.value("state_special_places") or learners * PLACES_A_LEARNER
    dated = school_places(schools, facts, total)
    imported, exported = facts.value("imported") or 0.0, facts.value("exported") or 0.0
    share = dated.set_index("provider_id")["places"].groupby(level=0).first() / total
    dated["reserved"] = imported * share.reindex(dated["provider_id"]).to_numpy()
    providers = pd.DataFrame(
        {
            "provider_id": schools["urn"],
            "name": schools["name"],
            "provision": "state_special",
            "area": schools["area"],
            "easting": schools["easting"],
            "northing": schools["northing"],
            "journey_miles": np.nan,
            "min_age": schools["min_age"],
            "max_age": schools["max_age"],
            "needs": schools["needs"],
            "requirements": "special",
            "elastic": "no",
            "basis": np.where(schools["placed"], "published", "estimated"),
            "source": special_schools.SOURCE
            + " "
            + np.where(schools["designated"].notna(), f"{special_schools.DESIGNATIONS} A-22", "A-37")
            + np.where(schools["placed"], "", " A-28"),
        }
    )
    others = _others(phases_and_needs, exported)
    dated = dated.assign(phase="all")
    return joined([Supply(providers, dated), others])


def _others(needs: str, places: float) -> Supply:
    provider = {
        "provider_id": OTHERS,
        "name": "State special schools of other authorities",
        "provision": "state_special",
        "area": None,
        "easting": np.nan,
        "northing": np.nan,
        "journey_miles": OTHERS_MILES,
        "min_age": 2,
        "max_age": 25,
        "needs": needs,
        "requirements": "special",
        "elastic": "no",
        "basis": "estimated",
        "source": "A-24",
    }
    dated = {
        "provider_id": OTHERS,
        "academic_year": BASE_YEAR,
        "phase": "all",
        "places": places,
        "reserved": 0.0,
        "basis": "published" if places else "estimated",
        "source": SOURCE if places else "A-37",
    }
    return Supply(pd.DataFrame([provider]), pd.DataFrame([dated]))


def base_supply(learners: dict[Phase, float], needs: str, points: pd.DataFrame, facts: PlaceFacts) -> Supply:
    """Return the specialist bases by area and phase, with as many places as learners (A-25), and those opened since.

    A base stands at the centre of the area's children of its phase; an area's share is its share of them.
    """
    rows, dated = [], []
    for phase in PHASES:
        weights = points[f"persons_{phase}"]
        shares = weights.groupby(points["area"]).sum() / weights.sum()
        for area, share in shares.items() if learners[phase] else ():
            near = points[points["area"] == area]
            name = f"Specialist bases, {phase.replace('_', ' ')}"
            provider = f"base-{area}-{phase.replace('_', '-')}"
            ages = ages_of_phase(phase)
            position = centre(near, weights[near.index].to_numpy())
            rows.append(_base(provider, name, str(area), position, (ages[0], ages[-1]), needs))
            dated.append((provider, BASE_YEAR, learners[phase] * float(share), "estimated", "dfe_ehc_2025 A-25"))
    for fact in facts.rows("base_opened").to_dict("records"):
        near = points[points["area"] == fact["district"]]
        ages = (int(fact["min_age"]), int(fact["max_age"]))
        rows.append(
            _base(fact["provider"], fact["name"], fact["district"], centre(near, children(near)), ages, fact["needs"])
        )
        dated.append((fact["provider"], fact["academic_year"], fact["value"], "published", SOURCE))
    places = pd.DataFrame(dated, columns=["provider_id", "academic_year", "places", "basis", "source"])
    return Supply(pd.DataFrame(rows), places.assign(phase="all", reserved=0.0))


def _base(
    provider: str, name: str, area: str, position: tuple[float, float], ages: tuple[int, int], needs: str
) -> dict[str, object]:
    return {
        "provider_id": provider,
        "name": name,
        "provision": "specialist_base",
        "area": area,
        "easting": position[0],
        "northing": position[1],
        "journey_miles": np.nan,
        "min_age": ages[0],
        "max_age": ages[1],
        "needs": needs,
        "requirements": "base",
        "elastic": "no",
        "basis": "estimated",
        "source": "A-25",
    }
