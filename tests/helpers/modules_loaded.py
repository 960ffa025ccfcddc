"""What a command loads: most of the time of a short command goes into imports, and those can be listed."""

import json
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

LIGHT = {"annotated-types", "click", "pydantic", "pydantic_core", "PyYAML", "typing-inspection", "typing_extensions"}
"""Packages that a command may load before it has anything to compute."""
TABLES_AND_WORKBOOKS = {
    "numpy",
    "scipy",
    "pandas",
    "shapely",
    "python-dateutil",
    "openpyxl",
    "et_xmlfile",
    "pillow",
    "defusedxml",
}
"""Packages that the importers read files with, and measure distances with."""
MOST_MODULES = 350
"""Modules of a light command, Python's own among them; `check` loads 250."""
PROJECT = Path(__file__).parents[2]
ASK = """
import json, sys
before = set(sys.modules)
from sufficiency.cli import main
try:
    main(sys.argv[1:])
finally:
    print(json.dumps(sorted(set(sys.modules) - before)))
"""


def modules_loaded(*arguments: str) -> tuple[str, set[str]]:
    """What ``sufficiency`` with these arguments prints, and the modules that it has loaded by its end."""
    command = [sys.executable, "-c", ASK, *arguments]
    asked = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    told, _, modules = asked.stdout.rstrip().rpartition("\n")
    return told, set(json.loads(modules))


def packages_of(modules: set[str]) -> set[str]:
    """Packages of others that these modules are of."""
    known = packages_distributions()
    return {package for module in modules for package in known.get(module.partition(".")[0], [])} - {"sufficiency"}
