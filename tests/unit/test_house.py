"""The house keeps its order: few files a room, each room says what it is for, and the map shows every room."""

import ast
import importlib
from collections import Counter
from pathlib import Path

import pytest
from lists import HOUSES, PAGES, ROOMS, ROOT, face_of, named

pytestmark = pytest.mark.unit

MOST_FILES = 15
MODULES = sorted(module for house in HOUSES for module in (ROOT / house).rglob("*.py"))


def files_in(room: Path) -> list[str]:
    return sorted(path.name for path in room.iterdir() if path.is_file())


def test_the_roots_hold_few_files():
    tool = ["__init__.py", "__main__.py", "cli.py", "ending.py", "errors.py", "harmless.py", "running.py", "workers.py"]
    assert files_in(ROOT / "sufficiency") == tool
    assert len(files_in(ROOT / "models")) <= 5


@pytest.mark.parametrize("room", ROOMS, ids=named)
def test_no_room_holds_too_many_files_and_each_says_in_a_few_lines_what_it_is_for(room: Path):
    assert len(files_in(room)) <= MOST_FILES or named(room) == "sufficiency/results/"
    assert 1 <= len(face_of(room).splitlines()) <= 5
    assert face_of(room).splitlines()[0].endswith(".")


def test_every_folder_with_code_is_a_room():
    assert {module.parent for module in MODULES} == set(ROOMS)


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_have_the_lists_of_the_code(name: str):
    page = (ROOT / name).read_text(encoding="utf-8")
    assert PAGES[name](page) == page, "run `make lists`"


def test_no_two_public_classes_share_a_name():
    names = Counter(
        node.name
        for module in MODULES
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name: count for name, count in names.items() if count > 1} == {}


def test_nothing_is_imported_inside_a_function():
    inside = [
        f"{module.relative_to(ROOT)}:{node.lineno}"
        for module in MODULES
        for function in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


@pytest.mark.parametrize("script", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.name)
def test_a_benchmark_uses_what_the_house_has(script):
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(tuple(HOUSES)):
            module = importlib.import_module(node.module)
            rooms = (
                {path.stem for path in Path(module.__file__).parent.glob("*.py")}
                if hasattr(module, "__path__")
                else set()
            )
            assert [one.name for one in node.names if not hasattr(module, one.name) and one.name not in rooms] == []
