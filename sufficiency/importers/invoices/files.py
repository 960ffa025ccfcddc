"""Reads a list of invoices: a workbook (.xlsx, .ods) or a CSV, one row an invoice or a placement of a year.

Who the learner is tells rows apart while they are read; it is written, printed and refused with nowhere.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from models.money.lines import ANY
from models.vocabulary import KINDS_OF_PROVISION, Provision, Sector, financial_year, provisions_of
from sufficiency.errors import Fault, InputError
from sufficiency.importers.invoices.columns import (
    INVOICE,
    LEARNER,
    WANTED,
    InvoiceColumns,
    InvoiceHeader,
    invoice_header,
)
from sufficiency.importers.invoices.split import PaidBy, split_of
from sufficiency.importers.invoices.words import (
    KindOfPlace,
    StatedAmount,
    UnreadableError,
    kind_in,
    money_in,
    need_in,
    place_in,
    weeks_in,
    year_in,
)
from sufficiency.importers.opening.lists import called_sum, sheets_of, text_of
from sufficiency.importers.opening.workbooks import Sheet, Value
from sufficiency.importers.place_list.match import KnownProviders, found_provider

T = TypeVar("T")
CHARGING = provisions_of(Sector.INDEPENDENT)
"""Kinds of provision that charge a fee."""
_LONGEST = 60
"""Letters of a cell that a fault quotes."""
_HIDDEN = "..."
_PUPIL_NUMBER = re.compile(r"(?<!\w)[A-Za-z][0-9]{11}[0-9A-Za-z](?!\w)")
"""A unique pupil number, which no screen shows wherever in a row it stands."""


@dataclass(frozen=True)
class Invoice:
    """One row: where, provider, its kind, need, kind of place, weeks, pounds, who pays what of it (None: not said).

    ``learner`` and ``number`` tell rows apart, and go no further than that.
    """

    label: str
    row: int
    provider: str
    provision: Provision
    need: str
    place: KindOfPlace
    weeks: float | None
    gbp: float
    parts: PaidBy | None
    learner: str = field(default="", repr=False)
    number: str = field(default="", repr=False)

    def fault(self, where: str, message: str) -> Fault:
        """Say what is wrong with the row."""
        return Fault(self.label, self.row, 0, where, message)


@dataclass(frozen=True)
class InvoiceList:
    """A list as read: invoices of the year asked for, and in words what was passed over."""

    invoices: tuple[Invoice, ...]
    passed_over: tuple[str, ...]


@dataclass
class _Read:
    """What has been read so far."""

    year: int
    known: KnownProviders
    invoices: list[Invoice] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)


def read_invoices(path: Path, year: int, known: KnownProviders, columns: InvoiceColumns) -> InvoiceList:
    """Read every sheet that has a header, or the one that ``columns`` names; rows of other years are passed over.

    Raises
    ------
    InputError
        Listing every fault of every sheet, or saying that no sheet has the columns.
    """
    read = _Read(year, known)
    headed = 0
    for sheet in sheets_of(path, columns.sheet):
        label = f"{path.name}, sheet {sheet.name}" if sheet.name else path.name
        header = invoice_header(sheet, columns)
        if header is None:
            read.passed_over.append(f"{label}: has no header of providers and amounts")
            continue
        headed += 1
        read.faults += [Fault(label, header.row, place, "", words) for place, words in header.faults]
        if not header.faults:
            _read_sheet(sheet, header, label, read)
    if read.faults:
        raise InputError(read.faults)
    said = [f"rows passed over, {words}: {count:,}" for words, count in read.counted.items()]
    if not read.invoices:
        message = f"has no invoice of {financial_year(year)}; {'; '.join(said) or 'it has no rows below its header'}"
        raise InputError([Fault(path.name, 0, 0, "", message if headed else WANTED)])
    return InvoiceList(tuple(read.invoices), (*read.passed_over, *said))


def _read_sheet(sheet: Sheet, header: InvoiceHeader, label: str, read: _Read) -> None:
    for number, cells in sheet.rows:
        row = _Row(label, number, cells, header)
        if number <= header.row or row.is_blank():
            continue
        if total := row.total():
            read.passed_over.append(
                f"{label}, row {number}: {row.without_learner(total)[:_LONGEST]!r} is taken for a sum"
            )
            continue
        found, passed = row.invoice(read.year, read.known)
        read.faults += row.faults
        if found and not row.faults:
            read.invoices.append(found)
        elif passed and not row.faults:
            read.counted[passed] += 1


@dataclass(frozen=True)
class _Row:
    """One row of a sheet, read by its header; ``faults`` are those found so far."""

    label: str
    number: int
    cells: tuple[Value, ...]
    header: InvoiceHeader
    faults: list[Fault] = field(default_factory=list)

    def value(self, held: str) -> Value:
        """Cell of a column; None where the row or the column is not there."""
        place = self.header.columns.get(held)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def is_blank(self) -> bool:
        """Whether no column that is read has anything."""
        return not any(text_of(self.value(held)) for held in self.header.columns)

    def total(self) -> str:
        """What the row calls itself where it is a sum, which has no need of its own: in whatever column that stands."""
        words = [text_of(value) for value in self.cells]
        need = text_of(self.value("need"))
        return next((one for one in words if called_sum(one)), "") if not need or called_sum(need) else ""

    def invoice(self, year: int, known: KnownProviders) -> tuple[Invoice | None, str]:
        """Return the invoice; or why the row is passed over. What is wrong is added to ``faults``."""
        of_year = self._year(year)
        if of_year != year:
            return None, f"of {financial_year(of_year)}"
        stated = self._read("provision", kind_in, None)
        provider, provision = self._provider(stated, known)
        need, place = self._read("need", need_in, ANY), self._place()
        weeks = self._read("weeks", weeks_in, None)
        gbp, parts = self._amounts()
        if provision is None or place is None:
            return None, ""
        if provision not in CHARGING:
            return None, f"{KINDS_OF_PROVISION[provision].name}, which charges no fee"
        if gbp == 0:
            return None, "\u00a30"
        apart = {
            held: "|".join(text_of(self.cells[place]) for place in places if place < len(self.cells))
            for held, places in self.header.apart.items()
        }
        learner = apart[LEARNER] if apart[LEARNER].strip("|") else ""
        money = (self.label, self.number, provider, provision, need, place, weeks, gbp, parts)
        return Invoice(*money, learner=learner, number=apart[INVOICE]), ""

    def _year(self, asked: int) -> int:
        """Year in which the row's financial or academic year starts; that asked for where none can be read."""
        otherwise: int | None = asked
        for held in ("financial_year", "academic_year"):
            if held in self.header.columns:
                year = self._read(held, partial(year_in, academic=held == "academic_year"), otherwise)
                if year is None:
                    self._fault(held, "", f"is blank; write the year of the invoice, such as {financial_year(asked)}")
                return asked if year is None else year
        return asked

    def _place(self) -> KindOfPlace | None:
        return self._read("day_or_residential", place_in, None)

    def _provider(self, stated: Provision | None, known: KnownProviders) -> tuple[str, Provision | None]:
        """Return the provider and its kind: as the pack has it, or else as the row states it."""
        urn, name = text_of(self.value("urn")), text_of(self.value("provider"))
        if not (urn or name):
            self._fault(
                "provider", "", "an invoice without a provider; name the school or its URN, or take the row out"
            )
            return "", None
        provider, message = found_provider(urn, name, known)
        if not provider and not urn and name in known.names:
            provider = name
        if provider:
            return provider, Provision(known.provisions[provider])
        if stated is None:
            held = "urn" if urn else "provider"
            beside = "or say of which kind it is in a column Provision, such as independent special"
            self._fault(held, "", f"{message}; {beside}")
        return f"{urn} {name}".strip().casefold(), stated

    def _amounts(self) -> tuple[float, PaidBy | None]:
        """Return pounds and who pays what of them."""
        before = len(self.faults)
        amount = self._read("amount", money_in, None)
        given: dict[str, StatedAmount | None] = {
            part: self._read(part, money_in, None) for part in ("education", "health", "care")
        }
        if len(self.faults) > before:
            return 0.0, None
        try:
            return split_of(amount, given["education"], given["health"], given["care"])
        except UnreadableError as reason:
            held = "amount" if "amount" in self.header.columns else "education"
            self._fault(held, text_of(self.value(held)), str(reason))
            return 0.0, None

    def _read(self, held: str, reader: Callable[[Value], T], otherwise: T) -> T:
        """Return what a cell says; ``otherwise``, with a fault, where it cannot be read."""
        try:
            return reader(self.value(held))
        except UnreadableError as reason:
            self._fault(held, text_of(self.value(held)), str(reason))
            return otherwise

    def _fault(self, held: str, words: str, message: str) -> None:
        place = self.header.columns.get(held, -1)
        quoted = f"{self.without_learner(words)[:_LONGEST]!r} " if words else ""
        told = f"{quoted}{self.without_learner(message)}"
        self.faults.append(Fault(self.label, self.number, place + 1, self.header.title(held), told))

    def without_learner(self, words: str) -> str:
        """Return words that go to the screen without what tells the row's learner apart, wherever that stands."""
        apart = [text_of(self.cells[place]) for place in self.header.apart[LEARNER] if place < len(self.cells)]
        named = {one for cell in apart for one in (cell, *re.findall(r"[^\W\d_]{3,}|\w*\d\w{5,}", cell))}
        for one in sorted((one for one in named if len(one) > 2 and not called_sum(one)), key=len, reverse=True):
            words = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", _HIDDEN, words, flags=re.IGNORECASE)
        return _PUPIL_NUMBER.sub(_HIDDEN, words)
