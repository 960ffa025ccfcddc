"""What every page is rendered with."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from models.vocabulary import academic_year
from sufficiency.reports import words


@cache
def environment() -> Environment:
    """Return what every page is rendered with: nothing is markup that does not say so, nothing unknown is blank."""
    made = Environment(
        loader=PackageLoader("sufficiency.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    figures = (words.whole, words.about, words.millions, words.money, words.pounds, words.percent, words.span)
    for write in (*figures, words.need_name, academic_year):
        made.filters[write.__name__] = write
    return made
