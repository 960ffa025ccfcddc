"""What leaves the tool leaves by one way: tables by one writer, words to the screen by one printer."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lists import HOUSES, ROOT

pytestmark = pytest.mark.unit

WRITERS = {"to_csv", "to_excel", "ExcelWriter", "DictWriter", "to_string", "to_html", "savetxt", "to_markdown"}
PRINTERS = {"echo", "secho", "print", "pprint", "echo_via_pager", "progressbar", "prompt", "confirm"}
MODULES = sorted(module for house in HOUSES for module in (ROOT / house).rglob("*.py"))


@cache
def nodes(module: Path) -> tuple[ast.AST, ...]:
    """Everything that a module says, parsed once."""
    return tuple(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))


def called(module: Path) -> Iterator[tuple[str, ast.Call]]:
    """Name of everything that a module calls, with the name that it is called on."""
    for node in nodes(module):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute):
                owner = function.value.id if isinstance(function.value, ast.Name) else ""
                yield f"{owner}.{function.attr}", node
            elif isinstance(function, ast.Name):
                yield f".{function.id}", node


def callers(*names: str) -> list[str]:
    """Modules that call something of one of these names, each as often as it does."""
    return [
        module.relative_to(ROOT).as_posix()
        for module in MODULES
        for name, _ in called(module)
        if name in names or name.partition(".")[2] in names
    ]


def test_tables_are_written_in_one_place():
    assert callers("csv.writer") == ["sufficiency/tables/files.py"]
    assert callers(*WRITERS) == []


def test_the_screen_is_written_to_in_one_place():
    assert set(callers(*PRINTERS)) == {"sufficiency/harmless.py"}
    streams = [
        f"{module.name}: {node.attr}"
        for module in MODULES
        for node in nodes(module)
        if isinstance(node, ast.Attribute)
        and node.attr in {"stdout", "stderr"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "sys"
    ]
    assert set(streams) == {"harmless.py: stdout", "harmless.py: stderr"}, "which asks what they can show"


def test_workbooks_are_made_in_one_place_where_text_is_never_a_formula_or_a_link():
    made = [module for module in MODULES for name, _ in called(module) if name.endswith(".Workbook")]
    assert [module.name for module in made] == ["workbooks.py"]
    source = made[0].read_text(encoding="utf-8")
    for option in ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"):
        assert f'"{option}": False' in source


def test_a_cell_that_is_not_what_its_value_is_stands_on_sheets_that_count_and_links_lead_inside():
    """``write`` decides by its first letter what a text is; formulas are those of finance and sums of place need."""
    filled = [module for module in MODULES if "xlsxwriter" in module.read_text(encoding="utf-8")]
    guessing = {"write", "write_row", "write_column", "write_rich_string"}
    assert not [module for module in filled for name, _ in called(module) if name.partition(".")[2] in guessing]
    counting = callers("write_formula", "write_array_formula", "write_url")
    reports = "sufficiency/reports"
    assert {Path(name).parent.as_posix() for name in counting} == {
        f"{reports}/explore",
        f"{reports}/finance/sheets",
        f"{reports}/returns/place_need",
    }
    links = [call.args[2] for module in MODULES for name, call in called(module) if name.endswith(".write_url")]
    assert links
    assert all(ast.unparse(link).startswith("f\"internal:'{") for link in links)


def test_no_sum_of_a_run_is_left_to_the_kind_of_processor():
    """The two that are left multiply whole numbers, and fit sizes of errors once a release."""
    products = {
        module.name
        for module in MODULES
        for node in nodes(module)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)
    }
    assert products == {"eligibility.py", "growth_errors.py"}
    assert callers("matmul", "tensordot", "vdot", "inner") == []
    sparse = {f"sufficiency/returns/disclosure/{name}.py" for name in ("atoms", "attack")}
    assert set(callers("dot")) == sparse, "products of sparse matrices, which scipy adds up itself in one order"
    optimised = [
        module.name
        for module in MODULES
        for name, call in called(module)
        if name.endswith(".einsum") and any(word.arg == "optimize" for word in call.keywords)
    ]
    assert optimised == [], "which would hand sums of matrices to a library again"
