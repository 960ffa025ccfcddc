"""Run a scenario: the Hampshire baseline when none is named. The same program as ``sufficiency run``."""

import sys

from sufficiency.cli import main

DEFAULT_SCENARIO = "scenarios/hampshire/baseline.yaml"

if __name__ == "__main__":
    main(["run", *(sys.argv[1:] or [DEFAULT_SCENARIO])])
