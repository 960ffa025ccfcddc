"""The tool around the method: files, scenarios, checks, runs, reports and the command line."""

__version__ = "0.1.0"
