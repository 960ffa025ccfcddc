"""Says in words what an import of open data made, or what it changed in the pack that stood there."""

from sufficiency.importers.open_data.make import PackReport
from sufficiency.importers.open_data.merge import Renewed

COLUMNS = ("table", "rows", "added", "taken out", "changed", "as before", "better, kept")


def told(report: PackReport) -> str:
    """Return the text that the command prints."""
    fit = f"joint table: {report.iterations} rounds, largest residual {report.residual:.1e} plans"
    head = f"{report.authority.name}: {len(report.rows)} tables in {report.destination}"
    if not report.renewed:
        rows = [f"  {table:24} {count:7,} rows" for table, count in report.rows.items()]
        return "\n".join([head, *rows, fit, *([] if report.written else ["dry run: nothing is written"])])
    if not report.written and all(change.is_none for change in report.renewed):
        return f"{head}\n{fit}\nthe pack has these figures already: nothing changes"
    verb = "written" if report.written else "dry run, nothing is written; this would change"
    return "\n".join([head, fit, f"{verb}:", _line(COLUMNS), *(_line(_figures(change)) for change in report.renewed)])


def _figures(change: Renewed) -> tuple[str, ...]:
    counts = (change.rows, change.added, change.dropped, change.changed, change.same, change.kept)
    return (change.table, *(f"{count:,}" for count in counts))


def _line(words: tuple[str, ...]) -> str:
    return f"  {words[0]:24}" + "".join(f"{word:>13}" for word in words[1:])
