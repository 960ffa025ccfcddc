"""A panel: plans by authority, January and series, read from the DfE's own layout or from a plain tidy table.

The tidy table has ``authority`` (ONS code), ``year`` (of the January census), ``plans``, and ``series`` where there
are age bands too. England is the row ``E92000001``. Without that row England grows as the authorities that are counted
in both years do; a panel of few authorities takes England's totals from the reference tables.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.vocabulary import AGE_GROUPS
from sufficiency.backtest.references import References
from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.people.age_bands import BANDS as DFE_BANDS
from sufficiency.importers.opening.published_csv import numbers, read_words

ENGLAND = "E92000001"
TOTAL = "total"
AGE_BANDS = tuple(str(group) for group in AGE_GROUPS)
SERIES = (TOTAL, *AGE_BANDS)
DFE_COLUMNS = ("geographic_level", "new_la_code", "year", "age_group", "plans")
TIDY_COLUMNS = ("authority", "year", "plans")
MOST_OF_ENGLAND = 100
"""From this many authorities on, a panel without a row for England stands for it."""
ADDS_UP = 0.01
"""A band that is absent counts as none where the other bands add to the total within this share."""


@dataclass(frozen=True)
class Panel:
    """Plans by authority (rows) and year (columns, every year from first to last), one frame a series.

    ``counts[TOTAL]`` is always there; ``england`` is England's total by year. Absent counts are blank.
    """

    counts: dict[str, pd.DataFrame]
    england: pd.Series

    @property
    def years(self) -> list[int]:
        """Every census year, ascending."""
        return [int(year) for year in self.counts[TOTAL].columns]

    def up_to(self, year: int) -> "Panel":
        """Return the panel as it was known after the census of ``year``."""
        years = [known for known in self.years if known <= year]
        counts = {series: frame[years] for series, frame in self.counts.items()}
        return Panel(counts, self.england[self.england.index <= year])

    def without(self, faulty: pd.DataFrame) -> "Panel":
        """Return the panel with the counts of ``faulty`` (``authority``, ``census_year``) blanked, in every series."""
        counts = {series: frame.copy() for series, frame in self.counts.items()}
        for authority, year in zip(faulty["authority"], faulty["census_year"], strict=True):
            for frame in counts.values():
                if authority in frame.index and year in frame.columns:
                    frame.loc[authority, year] = np.nan
        return Panel(counts, self.england)


def read_panel(path: Path, references: References) -> Panel:
    """Read a panel (CSV, gzip by its ending) in either layout; authorities that only changed code are joined.

    Raises
    ------
    InputError
        When a column is missing, a year or a count is no number, a count is negative, a series is not known, or a
        key occurs twice: with every line.
    """
    try:
        header = set(pd.read_csv(path, nrows=0, encoding="utf-8-sig").columns)
    except (ValueError, OSError, EOFError) as reason:
        raise InputError([Fault(str(path), 0, 0, "", f"is not a readable UTF-8 CSV file ({reason})")]) from reason
    tidy = _read_dfe(path) if set(DFE_COLUMNS) <= header else _read_tidy(path, has_series="series" in header)
    _refuse_faults(tidy, path)
    return make_panel(tidy.drop(columns="line"), references)


def make_panel(tidy: pd.DataFrame, references: References) -> Panel:
    """Arrange a tidy table (``authority``, ``year``, ``series``, ``plans``) as a panel."""
    present = tidy[tidy["plans"].notna()]
    present = present.assign(authority=_latest_code(present, references.recoded), year=present["year"].astype(int))
    years = range(int(present["year"].min()), int(present["year"].max()) + 1)
    names = sorted(set(present["authority"]) - {ENGLAND})
    series_present = [series for series in SERIES if (present["series"] == series).any()]
    wide = {
        series: present[present["series"] == series].pivot_table(
            index="authority", columns="year", values="plans", aggfunc="sum", min_count=1
        )
        for series in series_present
    }
    counts = {series: frame.reindex(index=names, columns=list(years)) for series, frame in wide.items()}
    if TOTAL not in counts:
        counts[TOTAL] = sum(counts.values(), start=pd.DataFrame(0.0, index=names, columns=list(years)))
    england = wide.get(TOTAL, pd.DataFrame()).T.get(ENGLAND)
    if england is None:
        england = _sum_of_authorities(counts[TOTAL]) if len(names) >= MOST_OF_ENGLAND else references.england
    return Panel(_with_empty_bands(counts), england.dropna().astype(np.float64).rename(ENGLAND))


def _read_dfe(path: Path) -> pd.DataFrame:
    words = read_words(path, path.name, DFE_COLUMNS)
    levels = words["geographic_level"]
    tidy = pd.DataFrame(
        {
            "authority": words["new_la_code"].where(levels != "National", ENGLAND),
            "year": numbers(words, "year", path.name),
            "series": words["age_group"].map(DFE_BANDS),
            "plans": numbers(words, "plans", path.name),
            "line": words.index + 2,
        }
    )
    return tidy[levels.isin(["National", "Local authority"])]


def _read_tidy(path: Path, *, has_series: bool) -> pd.DataFrame:
    words = read_words(path, path.name, (*TIDY_COLUMNS, "series") if has_series else TIDY_COLUMNS)
    series = words["series"].replace(DFE_BANDS) if has_series else pd.Series(TOTAL, index=words.index)
    return pd.DataFrame(
        {
            "authority": words["authority"].str.strip(),
            "year": numbers(words, "year", path.name),
            "series": series,
            "plans": numbers(words, "plans", path.name),
            "line": words.index + 2,
        }
    )


def _refuse_faults(tidy: pd.DataFrame, path: Path) -> None:
    tests = (
        ("authority", tidy["authority"] == "", "is blank; the authority's ONS code is needed"),
        ("year", tidy["year"].isna() | (tidy["year"] % 1 != 0), "is not a census year such as 2025"),
        ("series", ~tidy["series"].isin(SERIES), f"is not one of {', '.join(SERIES)}"),
        ("plans", tidy["plans"] < 0, "is below zero"),
        ("plans", tidy.duplicated(["authority", "year", "series"]), "this authority, year and series came before"),
    )
    faults = [
        Fault(path.name, int(line), 0, column, words)
        for column, failed, words in tests
        for line in tidy.loc[failed, "line"]
    ]
    if not len(tidy) or tidy["plans"].notna().sum() == 0:
        faults.append(Fault(path.name, 0, 0, "plans", "no count in the whole file; nothing to forecast"))
    if faults:
        raise InputError(faults)


def _latest_code(present: pd.DataFrame, recoded: pd.DataFrame) -> pd.Series:
    """Code of each row, or, for an authority that changed its code, the code of its latest count."""
    names = dict(zip(recoded["code"], recoded["authority"], strict=True))
    by_year = [code for code in present.sort_values(["year", "authority"])["authority"] if code in names]
    latest = {names[code]: code for code in by_year}
    return present["authority"].replace({code: latest[names[code]] for code in set(by_year)})


def _sum_of_authorities(total: pd.DataFrame) -> pd.Series:
    """England's total where it is not given: the first year's sum, carried on by the growth of those in both years.

    Carried forwards, so that no year's figure knows of a later one.
    """
    both = total.notna() & total.notna().shift(1, axis=1, fill_value=False)
    now, before = total.where(both).sum(), total.shift(1, axis=1).where(both).sum()
    growth = (np.log(now.where(now > 0)) - np.log(before.where(before > 0))).to_numpy(dtype=np.float64)[1:]
    since = np.concatenate([[0.0], np.cumsum(growth)])
    return pd.Series(float(total.iloc[:, 0].sum()) * np.exp(since), index=total.columns).dropna()


def _with_empty_bands(counts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Fill a band that is absent with nothing where the other bands already add to the total (ages 20-25 to 2014)."""
    bands = [band for band in AGE_BANDS if band in counts]
    if not bands:
        return counts
    known = sum((counts[band].notna().astype(int) for band in bands), start=0 * counts[TOTAL].notna().astype(int))
    together = sum((counts[band].where(counts[band].notna(), 0.0) for band in bands), start=0.0 * counts[bands[0]])
    complete = (known > 0) & ((together - counts[TOTAL]).abs() <= ADDS_UP * counts[TOTAL])
    filled = {band: counts[band].mask(complete & counts[band].isna(), 0.0) for band in bands}
    return {**counts, **filled}
