"""The people of an invented return: learners with plans in force, plans that ended, requests that led to no plan."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.joint import Margin, fit
from models.vocabulary import NEEDS, PHASES, PROVISIONS, Provision, age_group_of_age, phase_of_age
from sufficiency.demo_data.schools import OUTSIDE, SECTORS, outward, schools_like, settings_for
from sufficiency.importers.open_data.people.release_layout import CENSUS_AGES
from sufficiency.importers.pack.existing import ExistingPack
from sufficiency.importers.sen2.layout import CEASE_REASONS
from sufficiency.packs.contracts import NOT_RECORDED

INTERACTION = 0.4
"""Standard deviation, in logs, of the pattern drawn among age, need and provision together (A-65)."""
FEWEST_A_REASON = 3
UNRECORDED = 2
"""Learners without a need, and without a placement, in every return."""
OUTSIDE_SHARE, MOVED_SHARE, ARRIVED_SHARE, SECOND_SHARE = 0.007, 0.06, 0.01, 0.02
"""Shares who live outside the areas; moved school; came with a plan from elsewhere; have a second placement (A-65)."""
NEED_CHANGED_SHARE = 0.04
"""Share who had another primary need a year before (A-65)."""
NEEDS_BEFORE_STREAM = 1
TRANSFER_AGES = (4, 11, 16)
SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "xu", "ya")
INWARD = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class MadeUpPeople:
    """Everybody of both years, a row for each person. Columns are those of :func:`people_like`."""

    census_year: int
    authority: str
    areas: tuple[str, ...]
    schools: pd.DataFrame
    people: pd.DataFrame


def people_like(pack: ExistingPack, plans: int, seed: int) -> MadeUpPeople:
    """Draw everybody.

    People have: kind (``current``, ``ended``, ``refused``) and the calendar year back that it belongs to; area, age (on
    the 31 August before the census), need, provision, second; born, start, end, reason, received, arrived, moved; the
    setting now (``now_...``) and before (``before_...``); need a year before; upn, uln, surname, forename, postcode.
    """
    rng = np.random.default_rng(seed)
    year = pack.base_census_year
    schools = schools_like(pack)
    joint = _tilted_joint(pack, rng)
    current = _current(pack, joint, plans, rng)
    scale = plans / float(pack.tables["plans_joint"]["plans"].sum())
    others = [_ended(pack, joint, scale, back, rng) for back in (0, 1)]
    others += [_refused(pack, scale, back, rng) for back in (0, 1)]
    people = pd.concat([current, *others], ignore_index=True)
    people = people.join(settings_for(people, schools, rng).add_prefix("now_"))
    before = people.assign(provision=_provision_before(people, joint, rng), age=people["age"] - 1)
    people = people.join(settings_for(before, schools, rng).add_prefix("before_"))
    areas = tuple(sorted(pack.tables["areas"]["area"]))
    people = people.join(_identities(people, areas, rng))
    people["need_before"] = _needs_before(people, np.random.default_rng([seed, NEEDS_BEFORE_STREAM]))
    shuffled = people.iloc[rng.permutation(len(people))].reset_index(drop=True)
    return MadeUpPeople(year, pack.dfe_code, areas, schools, shuffled)


def _tilted_joint(pack: ExistingPack, rng: np.random.Generator) -> Floats:
    """Table (ages, needs, provisions) with the pack's two-way margins and a pattern of its own among all three."""
    needs, provisions = list(map(str, NEEDS)), list(map(str, PROVISIONS))
    cells = pack.tables["plans_joint"].pivot_table(index=["age", "need"], columns="provision", values="plans")
    lines = pd.MultiIndex.from_product([CENSUS_AGES, needs])
    joint = cells.reindex(index=lines, columns=provisions, fill_value=0.0).to_numpy(dtype=np.float64)
    joint = np.nan_to_num(joint).reshape(len(CENSUS_AGES), len(needs), len(provisions))
    pattern = np.exp(INTERACTION * rng.standard_normal((len(PHASES), len(NEEDS), len(PROVISIONS))))
    tilt = pattern[[PHASES.index(phase_of_age(age)) for age in CENSUS_AGES]]
    margins = [Margin((0, 1), joint.sum(axis=2)), Margin((0, 2), joint.sum(axis=1)), Margin((1, 2), joint.sum(axis=0))]
    return fit(np.where(joint > 0, tilt, 0.0), margins, tolerance=1e-3, most_iterations=500).table


def _drawn(joint: Floats, learners: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw ages, needs and provisions."""
    counts = rng.multinomial(learners, joint.ravel() / joint.sum())
    age, need, provision = np.unravel_index(np.repeat(np.arange(joint.size), counts), joint.shape)
    return pd.DataFrame(
        {
            "age": np.array(CENSUS_AGES)[age],
            "need": np.array(list(map(str, NEEDS)), dtype=object)[need],
            "provision": np.array(list(map(str, PROVISIONS)), dtype=object)[provision],
        }
    )


def _current(pack: ExistingPack, joint: Floats, plans: int, rng: np.random.Generator) -> pd.DataFrame:
    """Learners with a plan on census day, and when their plans and placements started."""
    year = pack.base_census_year
    people = _drawn(joint, plans, rng)
    people["area"] = _areas(pack, people["age"], rng)
    people.loc[rng.random(plans) < OUTSIDE_SHARE, "area"] = NOT_RECORDED
    people["born"] = _birthdays(people["age"], pd.Timestamp(year=year - 1, month=8, day=31), rng)
    new = rng.random(plans) < people["age"].map(_new_rate(pack, joint)).to_numpy()
    people["start"] = pd.Series(_days_in(year - 1, plans, rng)).where(new, _earlier_starts(pack, people, rng))
    people["arrived"] = ~new & (rng.random(plans) < ARRIVED_SHARE)
    people["moved"] = ~new & (people["age"].isin(TRANSFER_AGES) | (rng.random(plans) < MOVED_SHARE))
    people["second"] = rng.random(plans) < SECOND_SHARE
    people.loc[people.index[:UNRECORDED], "need"] = NOT_RECORDED
    people.loc[people.index[-UNRECORDED:], "provision"] = NOT_RECORDED
    people["received"] = people["start"] - pd.to_timedelta(rng.integers(112, 200, plans), unit="D")
    return people.assign(kind="current", back=0, reason="", entered=_entered(people, year, rng))


def _earlier_starts(pack: ExistingPack, people: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Day on which a plan of an earlier year started, by the ages at which plans start in the pack."""
    table = pack.tables["new_plans"]
    known = table[table["calendar_year"] == pack.base_census_year - 1].set_index("age")["plans"]
    weights = np.array([float(known.get(age, 0.0)) + 1.0 for age in CENSUS_AGES])
    started = np.ones(len(people), dtype=np.int64)
    for age in CENSUS_AGES[1:]:
        here = (people["age"] == age).to_numpy()
        chances = weights[: age - CENSUS_AGES[0]]
        started[here] = rng.choice(CENSUS_AGES[: len(chances)], int(here.sum()), p=chances / chances.sum())
    days = people["born"] + pd.to_timedelta(365 * started + rng.integers(0, 365, len(people)), unit="D")
    late = days >= pd.Timestamp(year=pack.base_census_year - 1, month=1, day=1)
    return days.mask(late, days - pd.Timedelta(days=366))


def _entered(people: pd.DataFrame, year: int, rng: np.random.Generator) -> pd.Series:
    """First day at the present school: last September for those who moved, an earlier one for the others."""
    years = year - 1 - np.where(people["moved"], 0, rng.integers(1, 4, len(people)))
    return pd.Series(pd.to_datetime({"year": years, "month": 9, "day": 3}))


def _new_rate(pack: ExistingPack, joint: Floats) -> dict[int, float]:
    """Share of the learners of an age whose plan is new, as in the pack."""
    table = pack.tables["new_plans"]
    new = table[table["calendar_year"] == pack.base_census_year - 1].set_index("age")["plans"]
    stock = dict(zip(CENSUS_AGES, joint.sum(axis=(1, 2)), strict=True))
    return {age: min(0.9, float(new.get(min(age, 20), 0.0)) / max(stock[age], 1.0)) for age in CENSUS_AGES}


def _areas(pack: ExistingPack, ages: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Area of each person, by the population of their age."""
    table = pack.tables["population"]
    now = table[table["year"] == pack.base_census_year - 1].pivot_table(index="age", columns="area", values="persons")
    found = pd.Series("", index=ages.index, dtype=object)
    for age in sorted(set(ages)):
        chances = now.loc[age].to_numpy(dtype=np.float64)
        here = ages == age
        found[here] = rng.choice(now.columns.to_numpy(dtype=object), int(here.sum()), p=chances / chances.sum())
    return found


def _birthdays(ages: pd.Series, on: pd.Timestamp, rng: np.random.Generator) -> pd.Series:
    """Dates of birth that give people their ages on a day."""
    return pd.to_datetime({"year": on.year - ages, "month": on.month, "day": on.day}) - pd.to_timedelta(
        rng.integers(0, 365, len(ages)), unit="D"
    )


def _days_in(year: int, count: int, rng: np.random.Generator) -> pd.DatetimeIndex:
    return pd.Timestamp(year=year, month=1, day=1) + pd.to_timedelta(rng.integers(0, 365, count), unit="D")


def _ended(pack: ExistingPack, joint: Floats, scale: float, back: int, rng: np.random.Generator) -> pd.DataFrame:
    """Plans that ended ``back`` calendar years before the last, by age when ended and reason as in the pack."""
    calendar = pack.base_census_year - 1 - back
    table = pack.tables["ceased_plans"]
    known = table[(table["calendar_year"] == pack.base_census_year - 1) & table["reason"].isin(CEASE_REASONS.values())]
    expected = known.groupby(["reason", "age"])["plans"].sum() * scale
    counts = pd.Series(rng.poisson(expected.to_numpy()), index=expected.index)
    for reason in CEASE_REASONS.values():
        counts[(reason, 18)] = counts.get((reason, 18), 0) + FEWEST_A_REASON
    rows = counts.index.repeat(counts.to_numpy()).to_frame(index=False)
    ages = rows["age"].where(rows["age"] < 20, pd.Series(rng.integers(20, 25, len(rows)))).clip(lower=2).astype("int64")
    ages = ages.mask(rows["reason"] == "max_age", 25)
    end = pd.Series(_days_in(calendar, len(rows), rng))
    born = end - pd.to_timedelta(365.25 * ages + rng.integers(5, 350, len(rows)), unit="D").dt.floor("D")
    mix = _drawn(joint, len(rows), rng).iloc[rng.permutation(len(rows))].reset_index(drop=True)
    old = pd.Series(np.where(ages < 16, str(Provision.MAINSTREAM), str(Provision.FURTHER_EDUCATION)))
    start = (end - pd.to_timedelta(rng.integers(400, 1500, len(rows)), unit="D")).dt.floor("D")
    return pd.DataFrame(
        {
            "age": ages,
            "need": mix["need"],
            "provision": old,
            "area": _areas(pack, ages, rng),
            "born": born.dt.floor("D"),
            "start": start.where(start > born, born + pd.Timedelta(days=300)).dt.floor("D"),
            "end": end,
            "reason": rows["reason"],
            "received": (start - pd.Timedelta(days=150)).dt.floor("D"),
            "entered": start,
        }
    ).assign(kind="ended", back=back, arrived=False, moved=False, second=False)


def _refused(pack: ExistingPack, scale: float, back: int, rng: np.random.Generator) -> pd.DataFrame:
    """Requests that led to no plan: refused, assessed without a plan, or waiting (A-65: four in ten requests)."""
    funnel = pack.tables["funnel"]
    funnel = funnel[funnel["calendar_year"] == pack.base_census_year - 1]
    count = round(scale * float((funnel["requests"] - funnel["new_plans"]).sum()))
    ages = pd.Series(rng.integers(3, 16, max(count, 10)))
    received = pd.Series(_days_in(pack.base_census_year - 1 - back, len(ages), rng))
    return pd.DataFrame(
        {
            "age": ages,
            "need": "",
            "provision": NOT_RECORDED,
            "area": _areas(pack, ages, rng),
            "born": _birthdays(ages, pd.Timestamp(year=pack.base_census_year - 1 - back, month=8, day=31), rng),
            "received": received,
            "reason": rng.choice(["refused", "no plan", "waiting"], len(ages), p=[0.55, 0.15, 0.3]),
        }
    ).assign(kind="refused", back=back, arrived=False, moved=False, second=False)


def _provision_before(people: pd.DataFrame, joint: Floats, rng: np.random.Generator) -> pd.Series:
    """Draw the provision of a year earlier of those who moved, by their age then and their need."""
    needs, provisions = list(map(str, NEEDS)), np.array(list(map(str, PROVISIONS)), dtype=object)
    before = people["provision"].astype(object).copy()
    moved = people[people["moved"] & people["need"].isin(needs)]
    for age in sorted(set(moved["age"])):
        for place, need in enumerate(needs):
            rows = moved.index[(moved["age"] == age) & (moved["need"] == need)]
            chances = joint[CENSUS_AGES.index(max(age - 1, CENSUS_AGES[0])), place]
            if len(rows) and chances.sum() > 0:
                before[rows] = rng.choice(provisions, len(rows), p=chances / chances.sum())
    return before


def _needs_before(people: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Draw the need of a year earlier: for a few, that of somebody else of their age group."""
    before = people["need"].astype(object).copy()
    known = people[(people["kind"] == "current") & (people["need"] != NOT_RECORDED)]
    chosen = known[rng.random(len(known)) < NEED_CHANGED_SHARE]
    groups = known["age"].map({age: age_group_of_age(age) for age in CENSUS_AGES})
    for group in sorted(set(groups)):
        rows = chosen.index[groups[chosen.index] == group]
        before[rows] = rng.choice(known.loc[groups == group, "need"].to_numpy(dtype=object), len(rows))
    return before


def _identities(people: pd.DataFrame, areas: tuple[str, ...], rng: np.random.Generator) -> pd.DataFrame:
    """Names, numbers and postcodes that cannot be real. Five in a hundred have no UPN, and half of those no ULN."""
    count = len(people)
    serial = pd.Series(range(count))
    parts = np.array(SYLLABLES)[rng.integers(0, len(SYLLABLES), (count, 6))]
    outwards = people["area"].map({area: outward(place) for place, area in enumerate(areas)}).fillna(OUTSIDE)
    letters = np.array(list(INWARD))[rng.integers(0, len(INWARD), (count, 2))]
    sectors = rng.integers(SECTORS.start, SECTORS.stop, count).astype(str)
    without, unnumbered = rng.random(count) < 0.05, rng.random(count) < 0.5
    return pd.DataFrame(
        {
            "surname": ["Zz" + "".join(row) for row in parts[:, :3]],
            "forename": ["Qx" + "".join(row) for row in parts[:, 3:]],
            "upn": ("S999" + serial.astype(str).str.zfill(9)).mask(without, ""),
            "uln": ("0" + serial.astype(str).str.zfill(9)).mask(~without | unnumbered, ""),
            "postcode": outwards + " " + sectors + ["".join(row) for row in letters],
        },
        index=people.index,
    )
