"""Laws of the import of a return: the order of rows means nothing, and no bytes make it fail or tell what they hold."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from sen2_hand_made import Modules, people, write_return

from sufficiency.errors import InputError
from sufficiency.importers.sen2.counts import event_tables, stock_tables
from sufficiency.importers.sen2.files import read_return
from sufficiency.importers.sen2.people import people_of
from sufficiency.importers.sen2.places import SettingsSeen
from sufficiency.packs.contracts import NOT_RECORDED

pytestmark = [pytest.mark.property, pytest.mark.slow]

MARK = "Zzrecognise"
CELLS = [(name, row, column) for name, rows in people().items() for row, cell in enumerate(rows) for column in cell]
PLACES = SettingsSeen({"116600": "state_special", "990001": "mainstream"}, {}, frozenset({"116600"}))
WORDS = st.one_of(
    st.sampled_from(["", " ", "0", "1", "2024-02-30", "1e9", "9" * 40, "TRUE", "-1", "2025-Jan-16 00:00:00", "#REF!"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=8),
)


def counted(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of the return, without a pack."""
    sen2 = read_return(folder)
    found, faults = people_of(sen2, PLACES, lambda codes: pd.Series(NOT_RECORDED, index=codes.index))
    if faults:
        raise InputError(faults)
    return stock_tables(found, sen2) | event_tables(found, sen2)


def told(folder: Path) -> str | None:
    """What the import says where it refuses, nothing where it counts."""
    try:
        counted(folder)
    except InputError as error:
        return str(error)
    return None


@settings(max_examples=6)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_count(order: random.Random) -> None:
    def shuffled(modules: Modules) -> None:
        for rows in modules.values():
            order.shuffle(rows)

    with TemporaryDirectory() as root:
        plain, other = counted(write_return(Path(root) / "a")), counted(write_return(Path(root) / "b", shuffled))
    for name, table in plain.items():
        pd.testing.assert_frame_equal(table, other[name])


@settings(max_examples=examples(25))
@given(st.lists(st.tuples(st.sampled_from(CELLS), WORDS), min_size=1, max_size=6))
def test_any_words_in_any_cells_are_counted_or_told_as_faults(changes: list[tuple[tuple[str, int, str], str]]) -> None:
    def changed(modules: Modules) -> None:
        for (name, row, column), word in changes:
            modules[name][row][column] = f"{MARK}{word}" if column == "surname" else word

    with TemporaryDirectory() as root:
        folder = write_return(Path(root) / "return", changed)
        refusal = told(folder)
        if refusal is not None:
            assert refusal
            assert MARK not in refusal
            return
        tables = counted(folder)
    total = tables["plans_by_age_band"].set_index("age_band")["plans"]["total"]
    assert 0 <= total <= len(people()["namedplan"])
    assert tables["plans_by_need_provision"]["plans"].sum() == total


@settings(max_examples=examples(25))
@given(st.sampled_from(sorted(people())), st.binary(max_size=300), st.booleans())
def test_any_bytes_for_a_module_are_told_as_faults(module: str, content: bytes, appended: bool) -> None:
    with TemporaryDirectory() as root:
        folder = write_return(Path(root) / "return")
        file = folder / f"Blade-Export_31-01-2025_{module}.csv"
        file.write_bytes((file.read_bytes() if appended else MARK.encode()) + content)
        refusal = told(folder)
    assert refusal != ""
    assert MARK not in (refusal or "")


@settings(max_examples=examples(25))
@given(st.text(st.sampled_from("<>/&;![]Person ENTITYSYSTEM'\"=\n"), max_size=200))
def test_any_text_as_a_document_is_told_as_faults(text: str) -> None:
    with TemporaryDirectory() as root:
        path = Path(root) / "sen2.xml"
        path.write_text(f"<Message><Persons>{MARK}{text}</Persons></Message>", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read_return(path)
        assert MARK not in str(caught.value)
