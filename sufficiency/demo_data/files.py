"""Writes the modules of an invented return as COLLECT's CSV files, or as the XML of the collection."""

import pandas as pd

from sufficiency.demo_data.modules import Records
from sufficiency.tables.files import frame_text

XML_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
IN_SOURCE = ("SourceLevel", "LEA", "SoftwareCode", "SerialNo")
"""Fields of the heading that the XML holds in ``Source``; the others are in ``CollectionDetails``."""


def csv_files(modules: list[Records], year: int) -> dict[str, str]:
    """Return each module's file as COLLECT exports it: lower-case names, ids, days such as ``2025-Jan-16 00:00:00``."""
    files = {}
    for module in modules:
        words = _words(module.rows.drop(columns=["id", "parent"], errors="ignore"), "%Y-%b-%d 00:00:00")
        name = module.name.lower()
        ids: dict[str, pd.Series | str] = {
            f"{name}tableid": module.rows["id"],
            "NativeId": "1",
            f"{name}orderseqcolumn": module.rows["id"],
        }
        if module.name != "SEN2":
            ids[f"{(module.parent or 'SEN2').lower()}tableid"] = module.rows["parent"]
        table = pd.DataFrame(ids, index=module.rows.index).join(words.rename(columns=str.lower))
        files[f"Blade-Export_31-01-{year}_{name}.csv"] = frame_text(table, 0)
    return files


def _words(rows: pd.DataFrame, day: str) -> pd.DataFrame:
    """Every column as words, blanks as empty words."""
    dates = [str(name) for name in rows.select_dtypes("datetime")]
    return pd.DataFrame({str(name): _days(rows[name], day) if name in dates else rows[name] for name in rows}).fillna(
        ""
    )


def _days(values: pd.Series, day: str) -> pd.Series:
    """Days as words; each different day is turned into words once, which is twenty times as fast."""
    different = values.drop_duplicates().dropna()
    return values.map(dict(zip(different, different.dt.strftime(day), strict=True))).astype(object)


def xml_file(modules: list[Records]) -> str:
    """Write the return as one document, each record on a line of its own."""
    inner: dict[str, pd.Series] = {}
    for module in reversed(modules[1:]):
        words = _words(module.rows.drop(columns=["id", "parent"]), "%Y-%m-%d")
        text = pd.Series(f"\n<{module.name}>", index=words.index, dtype=object)
        for name in words:
            text += _element(str(name), words[name])
        for child in modules:
            if child.parent == module.name:
                text += module.rows["id"].map(inner[child.name]).fillna("")
        text += f"</{module.name}>"
        if module.parent:
            inner[module.name] = text.groupby(module.rows["parent"]).agg("".join)
        else:
            inner[module.name] = text
    persons = "".join(inner["Person"])
    return f"{XML_HEAD}<Message>\n{_heading(modules[0])}\n<Persons>{persons}\n</Persons>\n</Message>\n"


def _element(name: str, values: pd.Series) -> pd.Series:
    """Return an element with each value, nothing where it is blank. Invented words need no escaping."""
    return ("<" + name + ">" + values + "</" + name + ">").where(values != "", "")


def _heading(module: Records) -> str:
    words = _words(module.rows.drop(columns=["id"]), "%Y-%m-%d").iloc[0]
    source = "".join(f"<{name}>{words[name]}</{name}>" for name in words.index if name in IN_SOURCE)
    details = "".join(f"<{name}>{words[name]}</{name}>" for name in words.index if name not in IN_SOURCE)
    return f"<Header><CollectionDetails>{details}</CollectionDetails><Source>{source}</Source></Header>"
