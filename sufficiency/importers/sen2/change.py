"""Says in words what an import of a return found and changed."""

from sufficiency.importers.pack.rows import Change
from sufficiency.importers.sen2.make import Sen2Report


def told(report: Sen2Report) -> str:
    """Return the text that the command prints: counts, a line a table, the largest changes, notes."""
    year = report.census_year
    events = f"{report.started:,} started and {report.ended:,} ended in {year - 1}"
    head = [
        f"{report.authority}, January {year}: {report.plans:,} plans on census day, {events}",
        *(f"  {note}" for note in report.notes),
        "",
    ]
    if all(change.is_none for change in report.changes):
        return "\n".join([*head, "the pack has these counts already: nothing changes"])
    verb = "written" if report.written else "dry run, nothing is written; this would change"
    columns = ("table", "changed", "restated", "added", "dropped", "as before", "plans before", "plans after")
    lines = [f"{verb}:", _line(columns), *(_line(_figures(change)) for change in report.changes), ""]
    largest = [f"  {change.table}: {'; '.join(change.largest)}" for change in report.changes if change.largest]
    return "\n".join([*head, *lines, *(["largest changes:", *largest] if largest else [])])


def _figures(change: Change) -> tuple[str, ...]:
    before = "-" if change.before is None else f"{change.before:,.0f}"
    counts = (change.changed, change.restated, change.added, change.dropped, change.same)
    name = f"{change.table} {change.period or ''}".strip()
    return (name, *(f"{count:,}" for count in counts), before, f"{change.after:,.0f}")


def _line(words: tuple[str, ...]) -> str:
    return f"  {words[0]:30}" + "".join(f"{word:>13}" for word in words[1:])
