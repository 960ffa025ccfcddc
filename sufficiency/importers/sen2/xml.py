"""Reads the XML of the SEN2 collection into the same modules of words as the CSV files.

The structure as read: ``Message`` holds ``Header`` (with ``CollectionDetails/ReferenceDate`` and ``Source/LEA``) and
``Persons``; each ``Person`` holds ``Requests``; each of those an ``Assessment`` with its ``NamedPlan`` and its
``PlanDetail``, and ``ActivePlans`` with their ``PlacementDetail`` and ``SENneed``. Names are compared without regard to
case and namespace, elements between a record and its parent are passed over, and only the fields of the layout are
kept. Ids are given in the order of the file. Documents with a DTD are refused.
"""

from dataclasses import dataclass, field
from io import BytesIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

import pandas as pd
from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from sufficiency.errors import Fault
from sufficiency.importers.sen2.layout import MODULES
from sufficiency.importers.sen2.text import LINE, Content, faults_at

DEEPEST = 30
"""Elements inside one another; the collection has nine."""
LONGEST = 10_000
"""Characters of one value."""
ELEMENTS = {name: name for name in MODULES if name != "sen2"} | {"header": "sen2"}
"""Module of each element that is a record."""


class _TooMuchError(Exception):
    """The document nests deeper, or holds longer values, than any return."""


@dataclass
class _Record:
    module: str
    values: dict[str, object]


@dataclass
class _Rows:
    """What has been read of each module."""

    rows: dict[str, list[dict[str, object]]] = field(default_factory=lambda: {name: [] for name in MODULES})
    orphans: dict[str, list[int]] = field(default_factory=dict)


class _Reader(ContentHandler):
    """Gathers the records while the document streams past."""

    def __init__(self) -> None:
        super().__init__()
        self.found = _Rows()
        self._open: list[_Record] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - the interface's name
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: ARG002, N802 - the interface's
        local = name.rpartition(":")[2].casefold()
        self._path.append(local)
        if len(self._path) > DEEPEST:
            raise _TooMuchError
        self._text, self._length = [], 0
        if local in ELEMENTS:
            self._begin(ELEMENTS[local])

    def characters(self, content: str) -> None:
        self._length += len(content)
        if self._length > LONGEST:
            raise _TooMuchError
        self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - the interface's
        local = self._path.pop()
        if self._open and ELEMENTS.get(local) == self._open[-1].module:
            self._open.pop()
        elif self._open and local in self._open[-1].values:
            self._open[-1].values[local] = "".join(self._text).strip()
        self._text, self._length = [], 0

    def _begin(self, name: str) -> None:
        module = MODULES[name]
        rows = self.found.rows[name]
        line = (self._locator.getLineNumber() if self._locator else 0) or 0
        values: dict[str, object] = {entry.name: "" for entry in module.fields}
        values |= {module.id_field: str(len(rows) + 1), LINE: line}
        if module.parent:
            parents = [record for record in self._open if record.module == module.parent]
            if not parents:
                self.found.orphans.setdefault(name, []).append(line)
            values[module.parent_field] = parents[-1].values[f"{module.parent}tableid"] if parents else "1"
        rows.append(values)
        self._open.append(_Record(name, values))


def read_xml(content: Content) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Read every module of the document; no table where the document is broken, and then the faults say how."""
    reader = _Reader()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(reader)
    try:
        parser.parse(BytesIO(content.data))
    except DefusedXmlException:
        return {}, [Fault(content.name, 0, 0, "", "holds a DTD, entities or outside references; a return has none")]
    except _TooMuchError:
        return {}, [Fault(content.name, 0, 0, "", "nests deeper, or holds longer values, than a return")]
    except SAXException as broken:
        line = broken.getLineNumber() if hasattr(broken, "getLineNumber") else 0
        return {}, [Fault(content.name, line or 0, 0, "", "is not well-formed XML from here on")]
    except (ValueError, LookupError):
        return {}, [Fault(content.name, 0, 0, "", "is in no known encoding; save it as UTF-8")]
    faults = _orphan_faults(content.name, reader.found.orphans)
    if not reader.found.rows["person"]:
        faults.append(Fault(content.name, 0, 0, "Person", "holds no element of this name: is it a SEN2 return?"))
    return ({} if faults else _tables(reader.found.rows)), faults


def _tables(rows: dict[str, list[dict[str, object]]]) -> dict[str, pd.DataFrame]:
    tables = {}
    for name, module in MODULES.items():
        columns = [entry.name for entry in module.all_fields]
        tables[name] = pd.DataFrame(rows[name], columns=[*columns, LINE])
    return tables


def _orphan_faults(name: str, orphans: dict[str, list[int]]) -> list[Fault]:
    faults = []
    for module, lines in sorted(orphans.items()):
        message = f"stands outside any {MODULES[module].parent} element"
        everywhere = pd.Series([True] * len(lines))
        faults += faults_at(name, pd.Series(lines), everywhere, module, message)
    return faults
