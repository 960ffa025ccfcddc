"""Says in words what an import of a local source changed."""

from pathlib import Path

from sufficiency.importers.pack.better_rows import LocalReport

LEGEND = "(+ new, - taken out, ~ changed)"


def told(report: LocalReport, pack: Path) -> str:
    """Return the text that the command prints: what was read, notes, differences, places before and after."""
    lines = [f"read: {', '.join(report.read)}", *(f"  note: {note}" for note in report.notes)]
    if not report.differences and not report.files:
        return "\n".join([*lines, "the pack has this already: nothing changes"])
    lines += [f"{len(report.differences)} rows differ {LEGEND}:", *(f"  {line}" for line in report.differences)]
    lines += ["places of the base year, before and after:"]
    lines += [
        f"  {kind.replace('_', ' '):26}{before:>9,.0f}{after:>9,.0f}{after - before:>+9,.0f}"
        for kind, before, after in report.places
    ]
    verb = "written" if report.written else "dry run, nothing is written; this would be"
    return "\n".join([*lines, f"{verb}: {', '.join(report.files)} in {pack}"])
