"""The verbs of the command line. Heavy imports happen inside the verb that needs them, so that help is instant."""

from collections.abc import Sequence

import click


@click.group()
@click.version_option(package_name="sufficiency")
def cli() -> None:
    """Forecast EHC plans, place the learners, and say which specialist places are missing."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    cli.main(args=arguments, prog_name="sufficiency")
