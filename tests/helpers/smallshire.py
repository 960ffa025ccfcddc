"""A project with the pack of Smallshire, four small files: what a check of a scenario looks at before a run."""

from collections.abc import Sequence
from pathlib import Path


def write_smallshire(root: Path, areas: Sequence[str], providers: Sequence[str], places: Sequence[str]) -> Path:
    """Write the pack into ``root`` / data, and a folder of scenarios beside it; return the folder of the pack.

    Lines are those of a CSV; the first of ``providers`` has the columns.
    """
    pack = root / "data" / "smallshire"
    pack.mkdir(parents=True)
    (root / "scenarios").mkdir()
    files = {
        "pack.yaml": ["name: Smallshire", "base_census_year: 2025"],
        "areas.csv": ["area,name", *areas],
        "providers.csv": providers,
        "places.csv": ["provider_id,academic_year,phase,places", *places],
    }
    for name, lines in files.items():
        (pack / name).write_text("\n".join([*lines, ""]))
    return pack
