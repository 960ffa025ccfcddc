"""No name, date of birth, UPN, ULN or postcode leaves the import: not in the pack, not in print, not in an error."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sen2_hand_made import (
    PRIVATE,
    UNKNOWN,
    Change,
    Modules,
    adding,
    hampshire,
    people,
    setting,
    write_postcodes,
    write_register,
    write_return,
)

from sufficiency.commands.imports import sen2_command
from sufficiency.errors import SufficiencyError

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

MARK = "Zzrecognise"
PERSONAL = ("surname", "forename", "postcode", "upn", "uniquelearnernumber")
SECRETS = (
    *PRIVATE,
    MARK,
    "2014-08-31",
    "31/08/2014",
    "2014-Sep-01",
    "QZ101AA",
    "QZ10",
    "QZ99",
    "S9990",
    "Zzname",
    "Qxname",
)
"""What may not be found in any byte, in either case: all that was planted, and other ways to write it."""


def planted(modules: Modules) -> None:
    """Put recognisable words into every personal column of every person."""
    for number, row in enumerate(modules["person"]):
        if number:
            row.update({"surname": f"{MARK}{number}", "forename": f"Qxname{number}"})


def everywhere(modules: Modules) -> None:
    """Put a recognisable name into every column of every module but the ids."""
    for rows in modules.values():
        for row in rows:
            for column in row:
                if not column.endswith("tableid"):
                    row[column] = f"{MARK}"


def in_each_id(modules: Modules) -> None:
    """Use names as ids, one of them twice and one without a parent."""
    for rows in modules.values():
        for row in rows:
            for column in row:
                if column.endswith("tableid"):
                    row[column] = f"{MARK}{row[column]}"
    modules["person"].append(dict(modules["person"][0]))
    modules["senneed"][0]["activeplanstableid"] = f"{MARK}nobody"


def without_upn(modules: Modules) -> None:
    for row in modules["person"]:
        del row["upn"]


def named_column(modules: Modules) -> None:
    modules["person"] = [{MARK: MARK, **row} for row in modules["person"]]


def searched(*texts: bytes) -> list[str]:
    return [secret for secret in SECRETS for text in texts if secret.casefold().encode() in text.lower()]


def test_a_good_import_writes_and_prints_nothing_personal(tmp_path: Path) -> None:
    pack = hampshire(tmp_path / "hampshire")
    write_return(tmp_path / "return", planted)
    arguments = ["--pack", str(pack), "--from", str(tmp_path / "return")]
    arguments += ["--gias", str(write_register(tmp_path / "gias.csv"))]
    arguments += ["--postcodes", str(write_postcodes(tmp_path / "postcodes.csv"))]
    result = CliRunner().invoke(sen2_command, arguments)
    assert result.exit_code == 0, result.output
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and pack in path.parents]
    assert len(files) > 20
    assert searched(result.stdout_bytes, result.stderr_bytes, *files) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gias.csv", "hampshire", "postcodes.csv", "return"]


def test_the_planted_words_are_found_in_the_return_itself(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "return", planted)
    found = searched(*(path.read_bytes() for path in folder.iterdir()))
    assert {*PRIVATE, MARK, "2014-Sep-01"} <= set(found)


BAD: dict[str, tuple[Change, ...]] = {
    "a name in every column": (everywhere,),
    "names as ids": (in_each_id,),
    "a date of birth that is none": (setting("person", 0, "personbirthdate", f"{MARK} 31/08/2014"),),
    "a person too old": (setting("person", 0, "personbirthdate", "1980-08-31"),),
    "an unknown school": (setting("placementdetail", 0, "urn", UNKNOWN),),
    "a name for a school": (setting("placementdetail", 0, "urn", MARK),),
    "a name for a need": (setting("senneed", 0, "sentype", MARK),),
    "a person twice": (adding("person", persontableid="1", surname=MARK),),
    "a column less": (without_upn,),
    "a column with a name as its heading": (named_column,),
}


def given(tmp_path: Path, *changes: Change) -> list[str]:
    """Arguments of an import of a return with planted words, after the changes."""
    pack = hampshire(tmp_path / "hampshire")
    write_return(tmp_path / "return", planted, *changes)
    arguments = ["--pack", str(pack), "--from", str(tmp_path / "return")]
    arguments += ["--gias", str(write_register(tmp_path / "gias.csv"))]
    return [*arguments, "--postcodes", str(write_postcodes(tmp_path / "postcodes.csv"))]


@pytest.mark.parametrize("name", BAD)
def test_no_error_quotes_a_person(tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str) -> None:
    words, fails = "", False
    try:
        sen2_command(given(tmp_path, *BAD[name]), standalone_mode=False)
    except SufficiencyError as error:
        words, fails = f"{error} {error!r} {error.args}", True
    said = capfd.readouterr()
    assert searched(said.out.encode(), said.err.encode(), words.encode()) == []
    assert fails == (name != "a column with a name as its heading"), words


def test_no_error_of_the_program_itself_quotes_a_person(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from sufficiency.cli import main; main()", "import", "sen2"]
    arguments = given(tmp_path, *BAD["a name in every column"])
    done = subprocess.run([*command, *arguments], capture_output=True, check=False)
    assert searched(done.stdout, done.stderr) == []
    assert done.returncode == 2, done.stderr


@pytest.mark.parametrize(
    "content",
    [
        f'persontableid,surname\n1,"{MARK}\n',
        f"persontableid,surname\n1,{MARK},{MARK}\n",
        f"{MARK};{MARK}\n1;2\n",
        f"{MARK},{MARK}\n1,2\n",
        f"<Message><Persons><Person><Surname>{MARK}</Person></Message>",
        f"<!DOCTYPE {MARK} [<!ENTITY {MARK} '{MARK}'>]><Message>&{MARK};</Message>",
        f"<Message><Persons><Person><Surname>&{MARK};</Surname></Person></Persons></Message>",
    ],
)
def test_no_error_quotes_a_broken_file(tmp_path: Path, content: str) -> None:
    pack = hampshire(tmp_path / "hampshire")
    folder = write_return(tmp_path / "return", planted)
    if content.startswith("<"):
        folder = tmp_path / "sen2.xml"
        folder.write_text(content, encoding="utf-8")
    else:
        (folder / "Blade-Export_31-01-2025_person.csv").write_text(content, encoding="utf-8")
    result = CliRunner().invoke(sen2_command, ["--pack", str(pack), "--from", str(folder)])
    assert result.exception is not None
    chain = [result.exception]
    while chain[-1].__cause__:
        chain.append(chain[-1].__cause__)
    texts = [f"{error} {error!r} {error.args}".encode() for error in chain]
    assert searched(result.stdout_bytes, result.stderr_bytes, *texts) == []


def test_the_hand_made_people_have_every_personal_column() -> None:
    assert set(PERSONAL) | {"personbirthdate"} <= set(people()["person"][0])
