"""Money of a run in memory is that of the same run once it is saved, and the manifest says what is unexplained."""

import json
from html import unescape

import numpy as np
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from sufficiency.finance.books import books_of, costs_of, read_books
from sufficiency.finance.in_report.tables import money_tables, shown_tables, unexplained_of
from sufficiency.finance.inputs import money_of, read_money
from sufficiency.finance.reconciliation import unexplained_words
from sufficiency.finance.shapes import Given
from sufficiency.results.saved import load_manifest
from sufficiency.running import run_scenario

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"draws": 12, "horizon": 2027})


@pytest.fixture(scope="module")
def ran(pack):
    return run_tiny(pack)


@pytest.fixture(scope="module")
def saved(ran, pack):
    folder = pack.folder.parent.parent / "saved"
    run_scenario(ran[0].scenario, folder, 1, lambda _step: None)
    return folder


@pytest.mark.slow
def test_books_in_memory_are_those_that_are_read_back(ran, saved):
    made, inputs = ran
    money = money_of(inputs, made.scenario.parameters.costs)
    books, read = books_of(made, inputs), read_books(saved, money.panel)
    assert (books.name, books.authority, books.base, books.academic) == (
        read.name,
        read.authority,
        read.base,
        read.academic,
    )
    for name in ("units", "central", "draws", "plans", "old_share"):
        np.testing.assert_allclose(getattr(books, name), getattr(read, name), rtol=1e-12, atol=1e-9, err_msg=name)
    assert len(books.draws) == 12


def test_the_report_shows_the_tables_that_finance_makes_of_the_saved_run(ran, saved):
    made, inputs = ran
    costs = costs_of(load_manifest(saved))
    money = read_money(inputs.folder, int(inputs.about["base_census_year"]) - 1, costs)
    books = read_books(saved, money.panel)
    later = shown_tables(Given(books, money, np.zeros(len(books.years))))
    for name, table in money_tables(made, inputs).items():
        assert [*table.columns] == [*later[name].columns]
        for column in table.columns:
            if table[column].dtype.kind == "f":
                np.testing.assert_allclose(table[column], later[name][column], atol=0.02, err_msg=f"{name} {column}")
            else:
                assert table[column].tolist() == later[name][column].tolist()


def test_a_manifest_and_the_page_say_what_is_unexplained(ran, saved):
    made, inputs = ran
    words = list(unexplained_words(money_tables(made, inputs)["reconciliation"]))
    assert words
    assert json.loads((saved / "manifest.json").read_text(encoding="utf-8"))["unexplained_money"] == words
    assert tuple(words) == unexplained_of(made.scenario, inputs), "a goal and a frontier say the same without a run"
    assert words[0] in (saved / "summary.txt").read_text(encoding="utf-8")
    assert words[0] in unescape((saved / "report.html").read_text(encoding="utf-8"))
