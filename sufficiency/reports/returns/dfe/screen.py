"""The returns on one screen: what was made, the totals of each, and how they agree."""

import textwrap
from collections.abc import Iterator, Sequence

from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.returns.dfe.files import word
from sufficiency.reports.returns.dfe.printed import PrintedTable, ReturnsAsked
from sufficiency.returns.audience import HIDDEN, INTERNAL_MARK, UNVERIFIED, Audience
from sufficiency.returns.dfe.kinds import ReturnKind
from sufficiency.returns.dfe.mapping import SCAP_NAMES, SCAP_YEAR_GROUPS
from sufficiency.returns.disclosure.notes import with_officer
from sufficiency.tables.aligned import TextColumn, aligned

WIDTH = 100


def returns_text(asked: ReturnsAsked, tables: Sequence[PrintedTable], folder: str) -> str:
    """The whole text."""
    manifest = asked.facts.manifest
    parts = [[f"Returns of {manifest['authority']}: {manifest['title']}", *_wrapped(_audience(asked))]]
    by_name = {table.name: table for table in tables}
    for kind, made in _MAKERS.items():
        if kind in asked.kinds:
            parts.append([*made(by_name)])
    parts.append(_wrapped(f"Written to {folder}; notes and mappings are in its workbook. All returns: {UNVERIFIED}."))
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _audience(asked: ReturnsAsked) -> str:
    if asked.audience is Audience.INTERNAL:
        return INTERNAL_MARK
    small_numbers = bool(asked.facts.manifest.get(HOLDS_SMALL_NUMBERS))
    words = (
        f"For the public: counts by which a child might be known are hidden ({HIDDEN}). DfE collects whole numbers; to"
        " send a return to DfE, make it with --internal."
    )
    return with_officer(words, asked.audience, small_numbers=small_numbers)


Tables = dict[str, PrintedTable]


def _scap(tables: Tables) -> Iterator[str]:
    frame = tables["scap"].frame
    for phase in map(str, SCAP_YEAR_GROUPS):
        own = frame[frame["phase"] == phase]
        years = list(dict.fromkeys(own["academic_year"]))
        totals = {(row["kind"], row["academic_year"]): word(row["total"]) for row in own.to_dict("records")}
        rows = [(kind, *(totals[kind, year] for year in years)) for kind in SCAP_NAMES]
        columns = (TextColumn(f"SCAP {phase}"), *(TextColumn(year, right=True) for year in years))
        yield from aligned(columns, rows, gap="  ")


def _reform_plan(tables: Tables) -> Iterator[str]:
    frame = tables["reform_plan"].frame
    own = frame[frame["table"] == "6"]
    years = list(dict.fromkeys(own["year"]))
    values = {(row["row"], row["year"]): word(row["value"]) for row in own.to_dict("records")}
    rows = [(name, *(values[name, year] for year in years)) for name in dict.fromkeys(own["row"])]
    columns = (TextColumn("Reform plan, table 6"), *(TextColumn(str(year), right=True) for year in years))
    yield from aligned(columns, rows, gap="  ")
    yield "Empty lines are not told apart by the tool: the workbook says which line holds them."


def _place_change(tables: Tables) -> Iterator[str]:
    frame = tables["place_change"].frame
    if not len(frame):
        yield "Place change: no state special school or base changes."
        return
    first = frame[frame["academic_year"] == frame["academic_year"].min()]
    more, less = first[first["change"] > 0]["change"].sum(), -first[first["change"] < 0]["change"].sum()
    yield (
        f"Place change: first in {first['academic_year'].iloc[0]}, {len(first)} schools and bases, {more} places"
        f" more and {less} fewer; {len(frame)} changes over all years."
    )


def _free_school(tables: Tables) -> Iterator[str]:
    frame = tables["free_school"].frame
    totals = frame[frame["stage"] == "Total"]
    yield f"New and larger schools: {len(totals)}."


def _reconciliation(tables: Tables) -> Iterator[str]:
    frame = tables["reconciliation"].frame
    first = frame[frame["equation"] == frame["equation"].iloc[0]]
    own = first[first["academic_year"] == first["academic_year"].iloc[0]].to_dict("records")
    *terms, result = own
    sum_words = " ".join(f"{'+' if row['sign'] > 0 else '−'} {word(row['learners'])} {row['term']}" for row in terms)
    yield from _wrapped(
        f"Reconciliation, {own[0]['academic_year']}: {sum_words.removeprefix('+ ')} = {word(result['learners'])}"
        f" {result['term']}."
    )


_MAKERS = {
    ReturnKind.SCAP: _scap,
    ReturnKind.REFORM_PLAN: _reform_plan,
    ReturnKind.PLACE_CHANGE: _place_change,
    ReturnKind.FREE_SCHOOL: _free_school,
    ReturnKind.RECONCILIATION: _reconciliation,
}


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH)
