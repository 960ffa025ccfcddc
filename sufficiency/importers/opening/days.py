"""Days as registers, exports and spreadsheets write them: ``2024-09-01``, ``01/09/2024``, ``1 September 2024``."""

import pandas as pd

_FORMS = {
    r"\d{4}-\d{1,2}-\d{1,2}": "%Y-%m-%d",
    r"\d{1,2}-\d{1,2}-\d{4}": "%d-%m-%Y",
    r"\d{4}-[A-Za-z]{3}-\d{1,2}": "%Y-%b-%d",
    r"\d{1,2}-[A-Za-z]{3}-\d{4}": "%d-%b-%Y",
    r"\d{1,2}-[A-Za-z]{4,}-\d{4}": "%d-%B-%Y",
}
_TIME_OF_DAY = r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:\d{2})?$"


def days_of(words: pd.Series) -> pd.Series:
    """Return days; missing where the words are none, such as 31-02-2024 or a year of two figures."""
    bare = words.str.strip().str.replace(_TIME_OF_DAY, "", regex=True).str.replace(r"[./ ]+", "-", regex=True)
    bare = bare.str.replace(r"-sept-", "-sep-", case=False, regex=True)
    days = pd.Series(pd.NaT, index=words.index, dtype="datetime64[us]")
    for shape, form in _FORMS.items():
        fits = bare.str.fullmatch(shape).astype(bool)
        days = days.mask(fits, pd.to_datetime(bare.where(fits), format=form, errors="coerce").astype("datetime64[us]"))
    return days
