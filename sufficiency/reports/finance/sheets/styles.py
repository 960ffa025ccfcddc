"""How the workbook of finance looks: one palette, and one format for each kind of cell."""

from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format

NAVY, PALE, INPUT_FILL, RULE, RED = "#1F3864", "#DCE6F1", "#FFF8DC", "#BFBFBF", "#B00020"
INPUT_INK, LINK_INK = "#0000C0", "#0B5394"
SERIES = ("#1F4E79", "#E08E0B", "#5B9BD5", "#7F7F7F", "#70AD47", "#A64D79")
"""Colours of the series of a chart, told apart in grey too."""
POUNDS = "£#,##0;[Red]-£#,##0"
SHARE, COUNT, FACTOR, PLAIN = "0.0%", "#,##0.0", "0.0000", "0"
POUNDS_OF_MILLIONS = '£#,##0,,"m";-£#,##0,,"m"'
TENTHS_OF_MILLIONS = '£#,##0.0,,"m";-£#,##0.0,,"m"'
POUNDS_OF_THOUSANDS = '£#,##0,"k"'


@dataclass(frozen=True)
class Styles:
    """One format for each kind of cell; what a person may edit is blue on cream."""

    title: Format
    words: Format
    warning: Format
    section: Format
    heading: Format
    text: Format
    wrapped: Format
    bold: Format
    link: Format
    pounds: Format
    share: Format
    count: Format
    factor: Format
    plain: Format
    input_pounds: Format
    input_share: Format
    input_count: Format
    total_pounds: Format
    total_text: Format


def styles_of(book: Workbook) -> Styles:
    """Make the formats of a workbook."""
    book.formats[0].set_font_size(10)
    top = {"font_size": 10, "valign": "top"}
    typed = {**top, "font_color": INPUT_INK, "bg_color": INPUT_FILL, "border": 1, "border_color": RULE}
    total = {**top, "bold": True, "top": 1, "bg_color": PALE}
    heading = {
        "bold": True,
        "font_color": "white",
        "bg_color": NAVY,
        "text_wrap": True,
        "valign": "vcenter",
        "align": "center",
    }
    kinds: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 16, "font_color": NAVY},
        "words": {**top, "text_wrap": True, "font_color": "#404040"},
        "warning": {**top, "text_wrap": True, "bold": True, "font_color": RED},
        "section": {"bold": True, "font_size": 12, "font_color": NAVY, "bottom": 2, "bottom_color": NAVY},
        "heading": {**heading, "font_size": 10, "border": 1, "border_color": RULE},
        "text": {**top, "align": "left", "indent": 1},
        "wrapped": {**top, "text_wrap": True, "align": "left", "indent": 1},
        "bold": {**top, "bold": True},
        "link": {**top, "font_color": LINK_INK, "underline": 1},
        **{name: {**top, "num_format": form} for name, form in _FIGURES.items()},
        "plain": {**top, "num_format": PLAIN, "align": "center"},
        "input_pounds": {**typed, "num_format": POUNDS},
        "input_share": {**typed, "num_format": "0.00%"},
        "input_count": {**typed, "num_format": "#,##0.00"},
        "total_pounds": {**total, "num_format": POUNDS},
        "total_text": total,
    }
    return Styles(**{name: book.add_format(kind) for name, kind in kinds.items()})


_FIGURES = {"pounds": POUNDS, "share": SHARE, "count": COUNT, "factor": FACTOR}
