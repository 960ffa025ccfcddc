"""Reads the small areas where children live: position, district, persons by age."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.vocabulary import AGES, PHASES, ages_of_phase
from sufficiency.importers.reading import numbers, read_words

SOURCE = "ons_small_areas"
Floats = NDArray[np.float64]


def read_small_areas(path: Path) -> pd.DataFrame:
    """Return every small area of England: point, middle area, district (of 2021), position, persons."""
    ages = tuple(str(age) for age in AGES)
    columns = ("lsoa11_code", "msoa11_code", "msoa11_name", "ltla21_code", "easting", "northing", *ages)
    words = read_words(path, path.name, columns)
    persons = {age: numbers(words, str(age), path.name) for age in AGES}
    by_age = pd.DataFrame({f"persons_{age}": persons[age] for age in AGES})
    by_phase = {
        f"persons_{phase}": by_age[[f"persons_{age}" for age in ages_of_phase(phase)]].sum(axis=1) for phase in PHASES
    }
    return pd.DataFrame(
        {
            "point": words["lsoa11_code"],
            "middle_area": words["msoa11_code"],
            "middle_name": words["msoa11_name"],
            "district": words["ltla21_code"],
            "easting": numbers(words, "easting", path.name),
            "northing": numbers(words, "northing", path.name),
            **by_phase,
        }
    ).join(by_age)


def children(points: pd.DataFrame) -> Floats:
    """Persons of school age (primary and secondary phase) at each point."""
    return (points["persons_primary"] + points["persons_secondary"]).to_numpy(dtype=np.float64)


def centre(points: pd.DataFrame, weights: Floats) -> tuple[float, float]:
    """Mean position of points, weighted, to the metre."""
    total = weights.sum()
    return (
        round(float((points["easting"] * weights).sum() / total)),
        round(float((points["northing"] * weights).sum() / total)),
    )
