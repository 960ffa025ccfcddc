"""What vouches for the figures of a bid, read from the pack, the run, and the pages that stand beside the scenarios.

The assumptions log and the page on accuracy are the project's own (``docs/`` beside ``scenarios/``); where they are not
at hand, the bid says so and names the ids alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sufficiency.errors import Fault, InputError, Severity
from sufficiency.packs.fingerprint import fingerprint
from sufficiency.packs.quality import read_quality
from sufficiency.results.saved import UNEXPLAINED, settings_of
from sufficiency.returns.bid.given import Vouched
from sufficiency.returns.bid.sections.assurance import ASSUMED
from sufficiency.tables.assumptions_log import Rated, ids_in, ids_of_pack, number_of, read_log, text_of
from sufficiency.tree.nodes import plain
from sufficiency.tree.small_files import read_section

ACCURACY = Path("docs", "accuracy.md")
LETTERS_OF_HASH = 16
_GATES = re.compile(r"<!-- gates -->\n(.*?)<!-- end -->", re.DOTALL)


def vouched(manifest: Mapping[str, Any], checks: pd.DataFrame, pack: Path, scenarios: Path) -> Vouched:
    """Everything that vouches for a run; ``checks`` is its table of that name."""
    quality = read_quality(pack)
    home = scenarios.resolve().parent
    log = read_log(home)
    return Vouched(
        assumptions=tuple(_assumed(sorted({*ASSUMED, *cited(manifest, pack)}, key=number_of), log)),
        log_found=bool(log),
        sources=tuple(_sources(pack)),
        accuracy=tuple(gates(text_of(home / ACCURACY))),
        checks=(*quality.of(Severity.ERROR, Severity.WARNING), *_of_run(checks)),
        pack_state=str(quality.state),
        pack=f"data/{pack.name}",
        fingerprint=fingerprint(pack),
        unexplained=tuple(str(one) for one in manifest.get(UNEXPLAINED, ())),
        provenance=dict(_provenance(manifest)),
    )


def cited(manifest: Mapping[str, Any], pack: Path) -> set[str]:
    """Ids that the settings of a run and the rows of its pack cite."""
    return {*ids_in(" ".join(map(str, settings_of(manifest).values()))), *ids_of_pack(pack)}


def _assumed(names: Sequence[str], log: Mapping[str, Rated]) -> Iterator[tuple[str, str, str, str, str]]:
    for name in names:
        yield name, *log.get(name, ("", "", "", ""))


def gates(page: str) -> Iterator[tuple[str, str, str]]:
    """Measure, what was measured and its gate, from the table of gates of the page on accuracy."""
    found = _GATES.search(page)
    rows = [line.strip("| ").split(" | ") for line in found[1].splitlines()] if found else []
    yield from ((row[0], row[1], row[2]) for row in rows[2:] if len(row) > 2)


def _sources(pack: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """Publisher, title, date, licence and the beginning of the hash of each source of a pack."""
    try:
        read = plain(read_section(pack / "sources.yaml"))
    except InputError:
        return
    for entry in read.values() if isinstance(read, dict) else ():
        if isinstance(entry, dict):
            publisher, title, date, licence = (
                str(entry.get(key, "")) for key in ("publisher", "title", "date", "licence")
            )
            yield publisher, title, date, licence, str(entry.get("sha256", ""))[:LETTERS_OF_HASH]


def _of_run(checks: pd.DataFrame) -> Iterator[Fault]:
    """Warnings of a run."""
    grave = checks[checks["severity"] != Severity.INFORMATION]
    for row in grave.to_dict("records"):
        severity = Severity(str(row["severity"]))
        yield Fault("", 0, 0, str(row["subject"]), str(row["message"]), kind=str(row["check"]), severity=severity)


def _provenance(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Made with", f"sufficiency {manifest['version']}, commit {str(manifest['commit'])[:12]}"
    yield "Seed", str(manifest["seed"])
    yield "Hash of the run's manifest", str(manifest["manifest_sha256"])[:LETTERS_OF_HASH]
    for name, digest in sorted(manifest["scenario_files"].items()):
        yield f"Scenario file {name}", str(digest)[:LETTERS_OF_HASH]
