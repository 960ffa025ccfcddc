"""Rows of a CSV file of a pack, read with the csv module, so that a check answers at once."""

import csv
from pathlib import Path

from sufficiency.harmless import uncelled


def rows_of(path: Path, *columns: str) -> list[dict[str, str]]:
    """Rows of a CSV file that must have ``columns``. Raises ValueError where one is missing, or a row is cut short."""
    if not path.is_file():
        raise ValueError(f"{path.name} is missing")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise ValueError(f"{path.name} has no column {', '.join(missing)}")
            rows = list(reader)
    except csv.Error as error:
        raise ValueError(f"{path.name}: {error}") from error
    short = [line for line, row in enumerate(rows, start=2) if any(row[column] is None for column in columns)]
    if short:
        raise ValueError(f"{path.name} line {short[0]} has too few cells")
    return [
        {name: uncelled(word) for name, word in row.items() if name is not None and word is not None} for row in rows
    ]
