"""Codes that are numbers, as any program writes them: ``02``, ``2.0`` and ``" 2 "`` are the code 2."""

import pandas as pd


def plain_codes(words: pd.Series) -> pd.Series:
    """Return codes without spaces, noughts in front, or a spreadsheet's point and nought; other words as they are."""
    bare = words.str.strip()
    number = bare.str.extract(r"^0*(\d+)(?:\.0*)?$")[0]
    return number.where(number.notna(), bare)
