"""Tables of a few children, with their totals, as exports."""

from itertools import product

import numpy as np
import pandas as pd

from sufficiency.returns.exports import Cell, Export

YEARS = ("2024/25", "2025/26")


def with_totals(frame: pd.DataFrame, keys: list[str], counts: list[str]) -> pd.DataFrame:
    """Rows and every total over each of the keys."""
    for key in keys:
        others = [name for name in frame.columns if name not in (key, *counts)]
        total = frame.groupby(others, as_index=False)[counts].sum() if others else frame[counts].sum().to_frame().T
        frame = pd.concat([frame, total.assign(**{key: "all"})], ignore_index=True)
    return frame


def over_years(frame: pd.DataFrame, counts: list[str], factor: float = 1.5) -> pd.DataFrame:
    """The base year, and a year with other counts behind it."""
    later = frame.assign(**{name: frame[name] * factor for name in counts})
    return pd.concat([table.assign(academic_year=year) for year, table in zip(YEARS, (frame, later), strict=True)])


def export(counts: np.ndarray, name: str = "table") -> Export:
    """An export of a table of any number of dimensions."""
    keys = [f"key_{axis}" for axis in range(counts.ndim)]
    rows = [
        (*(f"{'abc'[axis]}{place}" for axis, place in enumerate(at)), float(counts[at]))
        for at in product(*map(range, counts.shape))
    ]
    frame = with_totals(pd.DataFrame(rows, columns=[*keys, "learners"]), keys, ["learners"])
    return Export(name, over_years(frame, ["learners"]), ("academic_year", *keys), ("learners",))


def with_parts(placed: np.ndarray, unmet: np.ndarray, name: str = "need") -> Export:
    """An export whose counts are a sum of two others, with a percentage, a unit cost and a range."""
    keys = ["area", "kind"]
    rows = [
        (f"a{area}", f"k{kind}", float(placed[area, kind]), float(unmet[area, kind]))
        for area, kind in product(*map(range, placed.shape))
    ]
    frame = pd.DataFrame(rows, columns=[*keys, "placed", "unmet"])
    frame["required"] = frame["placed"] + frame["unmet"]
    counts = ["required", "placed", "unmet"]
    table = over_years(with_totals(frame, keys, counts), counts)
    base = table["required"].where(table["required"] > 0)
    table = table.assign(
        share_unmet=table["unmet"] / base, mean_cost=20_000.0, placed_p90=table["placed"] * 1.2
    ).reset_index(drop=True)
    return Export(
        name,
        table,
        ("academic_year", *keys),
        tuple(counts),
        rates={"share_unmet": ("unmet", "required"), "mean_cost": ("placed",)},
        identities=(("required", (("placed", 1), ("unmet", 1))),),
        follows={"placed_p90": "placed"},
    )


def second_of(first: Export, name: str = "second") -> Export:
    """Another export with the first's sums by its first key, linked to it."""
    keys = [key for key in first.key if key != first.year]
    rows = first.frame[(first.frame[keys[1:]] == "all").all(axis=1)]
    column = first.counts[0]
    labels = sorted(set(rows[keys[0]]))
    links = tuple(
        (
            (Cell(name, (("group", label),), column), 1),
            (Cell(first.name, ((keys[0], label), *((key, "all") for key in keys[1:])), column), -1),
        )
        for label in labels
    )
    frame = rows.rename(columns={keys[0]: "group"})[[first.year, "group", column]]
    return Export(name, frame, (first.year, "group"), (column,), links=links)
