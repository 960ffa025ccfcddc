"""Writes a comparison of runs to a folder: page, workbook, text and tables."""

from pathlib import Path

import pandas as pd

from sufficiency.attribution import Split
from sufficiency.compare import SavedRun
from sufficiency.reports.comparison import comparison_of
from sufficiency.reports.comparison_page import render_comparison
from sufficiency.reports.comparison_workbook import comparison_workbook


def write_comparison(out: Path, runs: list[SavedRun], table: pd.DataFrame, text: str, split: Split | None) -> None:
    """Write a comparison in every form: page, workbook, text and tables."""
    out.mkdir(parents=True, exist_ok=True)
    comparison = comparison_of(runs, table, split)
    (out / "comparison.html").write_text(render_comparison(comparison), encoding="utf-8", newline="\n")
    (out / "comparison.xlsx").write_bytes(comparison_workbook(comparison))
    (out / "comparison.txt").write_text(text, encoding="utf-8", newline="\n")
    table.to_csv(out / "comparison.csv", index=False, float_format="%.6f", lineterminator="\n")
    if split is not None:
        changes = split.alone.add_suffix("_alone").join(split.shapley.add_suffix("_shapley"), how="left")
        changes.to_csv(out / "changes.csv", float_format="%.6f", lineterminator="\n")
