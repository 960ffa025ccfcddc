"""An authority by what people call it; and what is said when there is none of that name."""

from types import SimpleNamespace

import pandas as pd
import pytest

from sufficiency.errors import InputError
from sufficiency.importers.open_data.authorities import find_authority, name_key
from sufficiency.packs.lookups import lookup

pytestmark = pytest.mark.unit

KNOWN = [
    ("370", "Barnsley", "E08000016"),
    ("839", "Bournemouth, Christchurch and Poole", "E06000058"),
    ("801", "Bristol, City of", "E06000023"),
    ("201", "City of London", "E09000001"),
    ("840", "County Durham", "E06000047"),
    ("942", "Cumberland", "E06000063"),
    ("838", "Dorset", "E06000059"),
    ("850", "Hampshire", "E10000014"),
    ("207", "Kensington and Chelsea", "E09000020"),
    ("810", "Kingston upon Hull, City of", "E06000010"),
    ("314", "Kingston upon Thames", "E09000021"),
    ("940", "North Northamptonshire", "E06000061"),
    ("851", "Portsmouth", "E06000044"),
    ("933", "Somerset", "E10000027"),
    ("342", "St. Helens", "E08000013"),
    ("935", "Suffolk", "E10000029"),
    ("941", "West Northamptonshire", "E06000062"),
    ("943", "Westmorland and Furness", "E06000064"),
]
RELEASE = SimpleNamespace(
    file="release.zip", authorities=lambda: pd.DataFrame(KNOWN, columns=["dfe_code", "name", "ons_code"])
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("hampshire", "Hampshire"),
        (" Hampshire County Council ", "Hampshire"),
        ("Bristol", "Bristol, City of"),
        ("City of Bristol", "Bristol, City of"),
        ("BRISTOL CITY COUNCIL", "Bristol, City of"),
        ("Durham County Council", "County Durham"),
        ("City of London Corporation", "City of London"),
        ("Royal Borough of Kensington & Chelsea", "Kensington and Chelsea"),
        ("St Helens", "St. Helens"),
        ("Saint Helens MBC", "St. Helens"),
        ("Dorset", "Dorset"),
        ("westmorland-and-furness", "Westmorland and Furness"),
        ("850", "Hampshire"),
        ("e10000014", "Hampshire"),
        ("E10000027", "Somerset"),
        ("E06000066", "Somerset"),
        ("E08000038", "Barnsley"),
        ("0850", "Hampshire"),
        ("850.0", "Hampshire"),
        ("Hampshire (850)", "Hampshire"),
        ("850 Hampshire", "Hampshire"),
        ("Hants CC", "Hampshire"),
        ("BCP", "Bournemouth, Christchurch and Poole"),
        ("West Northants", "West Northamptonshire"),
    ],
)
def test_an_authority_is_found_by_its_names_and_by_every_code_that_it_has(typed: str, name: str) -> None:
    assert find_authority(RELEASE, typed).name == name


def test_the_code_and_the_id_that_a_pack_shows_find_its_authority() -> None:
    for _, name, _ in KNOWN:
        found = find_authority(RELEASE, name)
        assert {find_authority(RELEASE, code) for code in (found.ons_code, found.dfe_code, found.id)} == {found}


CUMBRIA = "name what took its place: Cumberland (942), Westmorland and Furness (943)"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Bournemouth", "abolished in 2019; name what took its place: Bournemouth, Christchurch and Poole (839)"),
        ("Cumbria County Council", f"abolished in 2023; {CUMBRIA}"),
        ("909", f"'909' (Cumbria) was abolished in 2023; {CUMBRIA}"),
        ("E10000006", CUMBRIA),
        ("E07000026", "'E07000026' (Allerdale) was abolished in 2023; name what took its place: Cumberland (942)"),
        ("Cumbira", "did you mean Cumberland (942) or Westmorland and Furness (943)?"),
        ("Northamptonshire", "North Northamptonshire (940), West Northamptonshire (941)"),
        ("835", "Bournemouth, Christchurch and Poole (839), Dorset (838)"),
        ("Taunton Deane", "name what took its place: Somerset (933)"),
        ("Forest Heath", "name what took its place: Suffolk (935)"),
        ("Winchester", "'Winchester' is a district; name its authority: Hampshire (850)"),
        ("Bournemouth Poole", "did you mean Bournemouth, Christchurch and Poole (839)?"),
        ("hull", "did you mean Kingston upon Hull, City of (810)?"),
        ("Kingston", "did you mean Kingston upon Hull, City of (810) or Kingston upon Thames (314)?"),
        ("London", "did you mean City of London (201)?"),
        ("Hampshire SEND team", "did you mean Hampshire (850)?"),
        ("Hamshire", "did you mean Hampshire (850)"),
        ("999", "no authority has the code '999'"),
        ("Portsmouth (850)", "has the code of another authority; it is Portsmouth (851)"),
        ("Northants", "North Northamptonshire (940), West Northamptonshire (941)"),
        ("Barrow", "did you mean Westmorland and Furness (943)?"),
        (" ", "no authority is named; name one, such as Hampshire or 850"),
        ("qqq", "no authority is called 'qqq'"),
    ],
)
def test_what_may_be_meant_is_named_rightly(typed: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        find_authority(RELEASE, typed)
    assert words in str(caught.value)


def test_what_took_the_place_of_every_abolished_one_is_known() -> None:
    districts, gone = lookup("districts"), lookup("abolished")
    assert set(gone["area"]) <= {*districts["authority_code"], *districts["area"], *gone["code"]}
    assert not gone.duplicated().any()
    assert name_key("Dorset") in set(gone["name"].map(name_key))


@pytest.mark.parametrize("code", ["", "X", "E06999999"])
def test_an_authority_whose_code_has_no_district_is_refused(code: str) -> None:
    rows = [("889", "Blackburn with Darwen", code), ("805", "Hartlepool", code)]
    known = pd.DataFrame(rows, columns=["dfe_code", "name", "ons_code"])
    with pytest.raises(InputError, match="for Hartlepool, and no district of England is known by it"):
        find_authority(SimpleNamespace(file="release.zip", authorities=lambda: known), "Hartlepool")
