"""Who pays what of an invoice: education, health and care, as the row says it, and whether that adds up."""

from typing import NamedTuple

from sufficiency.importers.invoices.words import StatedAmount, UnreadableError

PENCE_OFF = 1.0
"""Pounds by which parts may miss the amount: each was rounded."""
_SHARE_OFF = 0.01
_NO_POUNDS = 10.0
"""An amount above this has no parts of a pound or less; such are shares."""


class PaidBy(NamedTuple):
    """Pounds that each pays."""

    education: float
    health: float
    care: float


def split_of(
    amount: StatedAmount | None, education: StatedAmount | None, health: StatedAmount | None, care: StatedAmount | None
) -> tuple[float, PaidBy | None]:
    """Return the whole in pounds and its parts; None where the row names no part.

    Blank health and care are nothing, as long as education is the whole; blank education is the rest.

    Raises
    ------
    UnreadableError
        When there is no amount, or the parts do not add up to it.
    """
    given = (education, health, care)
    if amount is not None and amount.is_share:
        raise UnreadableError("is a share; write the whole in pounds")
    if all(part is None for part in given):
        if amount is None:
            raise UnreadableError("has no amount; write what the place was invoiced at, or take the row out")
        return amount.value, None
    pounds = _in_pounds(given, amount)
    if amount is None:
        return sum(part or 0.0 for part in pounds), _signed(pounds, sum(part or 0.0 for part in pounds))
    whole = amount.value
    if pounds[0] is None:
        pounds = (whole - (pounds[1] or 0.0) - (pounds[2] or 0.0), *pounds[1:])
    total = sum(part or 0.0 for part in pounds)
    if abs(total - whole) > PENCE_OFF:
        blank = [name for name, part in zip(PaidBy._fields, pounds, strict=True) if part is None]
        beside = f" ({' and '.join(blank)} blank)" if blank else ""
        raise UnreadableError(
            f"is \u00a3{whole:,.2f}, but education, health and care add up to \u00a3{total:,.2f}{beside}; "
            f"write who pays the other \u00a3{whole - total:,.2f}, or correct the amount"
        )
    return whole, _signed(((pounds[0] or 0.0) + whole - total, *pounds[1:]), whole)


def _in_pounds(given: tuple[StatedAmount | None, ...], amount: StatedAmount | None) -> tuple[float | None, ...]:
    """Parts in pounds: percentages, and numbers of at most 1 that add up to 1, are shares of the amount."""
    values = [part.value for part in given if part is not None and not part.is_share]
    shares = (
        amount is not None
        and abs(amount.value) > _NO_POUNDS
        and all(0.0 <= value <= 1.0 for value in values)
        and abs(sum(values) - 1.0) <= _SHARE_OFF
    )
    if amount is None and any(part is not None and part.is_share for part in given):
        raise UnreadableError("is blank, and health or care is a percentage of it; write the whole in pounds")
    whole = 0.0 if amount is None else amount.value
    return tuple(None if part is None else part.value * (whole if part.is_share or shares else 1.0) for part in given)


def _signed(pounds: tuple[float | None, ...], whole: float) -> PaidBy:
    """Parts of the same sign as the whole."""
    parts = PaidBy(*(part or 0.0 for part in pounds))
    wrong = [name for name, part in parts._asdict().items() if part * (1.0 if whole >= 0 else -1.0) < -PENCE_OFF]
    if wrong:
        raise UnreadableError(
            f"is \u00a3{whole:,.2f}, and {' and '.join(wrong)} has the other sign; "
            "write the whole invoice as the amount, and what each pays of it"
        )
    return parts
