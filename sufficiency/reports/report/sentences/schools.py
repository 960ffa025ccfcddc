"""What the part on schools says in words: of each kind, of one school, and how far its figures can be read."""

from sufficiency.reports.summary.schools.schools import OUTSIDE
from sufficiency.reports.summary.schools.values import (
    ABOVE,
    AGREED,
    COMMITTED,
    FULL_PERCENT,
    GROWN,
    SCENARIO,
    IndependentShown,
    PlacesUsed,
    SchoolShown,
    SchoolsOfKind,
    independent_together,
)
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.words import SCHOOL_KINDS, occupancy, whole

DECIDED = {AGREED: "agreed", COMMITTED: "committed", SCENARIO: "in this scenario", GROWN: "grown with practice"}
"""Who decided on places, as it follows a change of them."""


def schools_title(summary: Summary) -> str:
    """Say how many state schools and bases of the authority are above 110% of their places, now and then."""
    own = [of_kind for of_kind in summary.schools if of_kind.kind != OUTSIDE]
    if not own:
        return "State special schools and bases"
    kinds = " and ".join(SCHOOL_KINDS[of_kind.kind][1] for of_kind in own)
    listed = sum(len(of_kind.schools) for of_kind in own)
    now, then = (sum(of_kind.above_full[year] for of_kind in own) for year in (0, 1))
    are = "is" if now == 1 else "are"
    when = f"{_none(now)} {are} above {FULL_PERCENT}% of places in {summary.key_years[0]}"
    if summary.focus_year != summary.key_years[0]:
        when += f", {_none(then)} in {summary.focus_year}"
    return f"Of {listed} {kinds}, {when}"


def kind_title(of_kind: SchoolsOfKind, summary: Summary) -> str:
    """Say how many of a kind are above 110%, now and then; of schools outside, how many learners they have."""
    first, focus = summary.key_years[0], summary.focus_year
    name = SCHOOL_KINDS[of_kind.kind][len(of_kind.schools) > 1 or of_kind.kind == OUTSIDE].capitalize()
    if of_kind.kind == OUTSIDE:
        now, then = (used.learners.central for used in of_kind.together[:2])
        return f"{name}: {whole(now)} learners in {first}, {whole(then)} in {focus}"
    now_full, then_full = map(_none, of_kind.above_full)
    later = f", {then_full} in {focus}" if focus != first else ""
    return f"{name} above {FULL_PERCENT}%: {now_full} of {len(of_kind.schools)} in {first}{later}"


def above_words(of_kind: SchoolsOfKind, summary: Summary) -> str:
    """Say how many of a kind have more learners than places, now and then."""
    now, then = of_kind.above
    first, focus = summary.key_years[0], summary.focus_year
    later = f", {_none(then)} in {focus}" if focus != first else ""
    return f"With more learners than places, to the whole learner: {_none(now)} in {first}{later}."


def estimated_words(of_kind: SchoolsOfKind) -> str:
    """Say how many of a kind have places that nobody published, and what their occupancy then means."""
    found = of_kind.unpublished
    if not found:
        return ""
    cited = dict.fromkeys(one for school in found for one in school.cites)
    rule = f" ({', '.join(cited)})" if cited else ""
    one, many = SCHOOL_KINDS[of_kind.kind]
    part = "all" if len(found) == len(of_kind.schools) else f"{len(found)} of the"
    whose = f"this {one}" if len(of_kind.schools) == 1 else f"{part} {len(of_kind.schools)} {many}"
    said = f"The places of {whose} are not agreed place numbers but estimated from published rolls or counts{rule}."
    return f"{said} {_reading(found)} Agreed place numbers come in with “sufficiency import places”."


def _reading(schools: tuple[SchoolShown, ...]) -> str:
    """How far the occupancy of schools with estimated places can be read."""
    found = sorted({school.now.percent for school in schools if school.now.percent is not None})
    year = schools[0].now.academic_year
    if len(schools) > 1 and len(found) == 1:
        return f"They all stand at {found[0]}% in {year}: how full they are together, not how full any one of them is."
    between = f" ({found[0]}% to {found[-1]}% in {year})" if len(found) > 1 else ""
    if all(school.is_pooled for school in schools):
        return f"How full they are{between} is an estimate too."
    return f"How full one of them is{between} is an estimate too, and its head may count otherwise."


def alike_words(of_kind: SchoolsOfKind) -> str:
    """Say that most of a kind stand at one figure, where they do, and why."""
    if of_kind.alike is None:
        return ""
    percent, count = of_kind.alike
    year = of_kind.schools[0].then.academic_year
    return (
        f"{count} of {len(of_kind.schools)} stand at {percent}% in {year}: where learners outnumber places, the model"
        " lets each school go the same measure above what it had (A-171, A-172). Equal figures say that all of them"
        " are full; they are no forecast of which is fuller than another."
    )


def pooled_words(of_kind: SchoolsOfKind) -> str:
    """Say which rows stand for several bases or schools."""
    count = sum(school.is_pooled for school in of_kind.schools)
    if not count:
        return ""
    if of_kind.kind == OUTSIDE:
        return "A row without a school's name stands for all such schools together."
    every = "Every row stands" if count == len(of_kind.schools) else f"{count} of the {len(of_kind.schools)} rows stand"
    return f"{every} for all bases of an area and phase together, as nobody has published them by school."


def school_notes(school: SchoolShown) -> tuple[str, ...]:
    """Say of one school whether it opens or closes within the forecast, and who decided so."""
    notes = []
    opens, closes = school.opens, school.closes
    if opens is not None:
        who = _who(school.changed_by(opens), 1)
        begin = "New in this scenario, opens" if who == SCENARIO else f"{DECIDED[who].capitalize()}, opens"
        notes.append(f"{begin} {opens.academic_year}{_at(opens)}")
    if closes is not None:
        who = _who(school.changed_by(closes), -1)
        notes.append(f"Closes {closes.academic_year}, {DECIDED[who]}")
    return tuple(notes)


def _at(used: PlacesUsed) -> str:
    return "" if used.occupancy is None else f" at {occupancy(used.occupancy.central)}"


def _who(changes: tuple[tuple[str, float], ...], sign: int) -> str:
    """Who decided on the largest change of a sign; the scenario where nobody did."""
    found = [(sign * change, who) for who, change in changes if sign * change > 0]
    return max(found)[1] if found else SCENARIO


def change_words(school: SchoolShown) -> str:
    """Say why places differ between base year and focus year: ``+20 places committed, +30 in this scenario``.

    Nothing of a school that only opens, by one decision, or closes: its notes say so.
    """
    opened = school.opens is not None and abs(school.opens.places - school.then.places) < ABOVE
    if opened or (school.closes is not None and school.then.places < ABOVE):
        return ""
    by = school.changed_by(school.then)
    if school.opens is not None and len(by) == 1:
        return ""
    changes = [
        f"{'+' if change > 0 else ''}{whole(change)}{'' if at else ' places'} {DECIDED[who]}"
        for at, (who, change) in enumerate(by)
    ]
    return ", ".join(changes)


def full_from_words(school: SchoolShown) -> str:
    """Say since when a school is above 110% and by how much: ``2026/27, 112%``; nothing where it never is."""
    used = school.full_from
    if used is None or used.occupancy is None:
        return ""
    return f"{used.academic_year}, {occupancy(used.occupancy.central)}"


def independent_title(summary: Summary) -> str:
    """Say how the learners in independent and non-maintained schools move: in those known by name, and in others."""
    moves = [
        f"{whole(one.now)} to {whole(one.then)} {'in others' if one.is_pooled else 'in schools known by name'}"
        for one in independent_together(summary.independent)
    ]
    when = f"from {summary.key_years[0]} to {summary.focus_year}"
    return f"Learners in independent and non-maintained schools {when}: {', '.join(moves)}"


def independent_name(shown: IndependentShown) -> str:
    """What a row of independent schools is called."""
    if shown.count == 1:
        return shown.name
    return (
        f"{shown.count} other schools, fewer than five learners each"
        if not shown.is_pooled
        else f"{shown.name}, in all areas"
    )


def _none(count: int) -> str:
    return "none" if count == 0 else str(count)
