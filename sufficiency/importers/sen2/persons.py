"""Counts a person once who stands twice in a return: two records with one UPN and one date of birth are one person."""

import pandas as pd

from sufficiency.importers.sen2.text import LINE, lines_in_words


def each_person_once(person: pd.DataFrame, requests: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the persons, each once, the requests with the person that they are of, and what was found, in words.

    The first record of a person stays. One UPN with two dates of birth is two persons, as are two UPNs with one
    name and date of birth; both are told.
    """
    upns = person["upn"].fillna("").str.strip().str.upper()
    known = person.assign(upn=upns)[upns != ""]
    identity = ["upn", "personbirthdate"]
    again = known.index[known.duplicated(identity)]
    notes = _note(
        "persons who stand again with the UPN and date of birth of an earlier line, counted once", known, again
    )
    once = known.drop(index=again)
    alike = once.index[once["upn"].duplicated()]
    notes += _note("persons with the UPN of an earlier line and another date of birth, counted as others", once, alike)
    left = person.drop(index=again)
    names = left[["surname", "forename"]].fillna("").apply(lambda words: words.str.strip().str.casefold())
    named = left[(names != "").all(axis=1)].assign(**names)
    same_name = named.index[named.duplicated(["surname", "forename", "personbirthdate"])]
    words = "persons with the names and date of birth of an earlier line and another UPN or none, counted as others"
    notes += _note(words, named, same_name)
    pairs = known.loc[again].merge(once, on=identity, suffixes=("", "_first"), validate="many_to_one")
    same = dict(zip(pairs["persontableid"], pairs["persontableid_first"], strict=True))
    return left, requests.assign(persontableid=requests["persontableid"].replace(same)), notes


def _note(words: str, persons: pd.DataFrame, found: pd.Index) -> list[str]:
    return [f"{words}: {len(found):,} ({lines_in_words(persons.loc[found, LINE])})"] if len(found) else []
