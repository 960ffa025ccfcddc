"""No command asks anything of a network, and none reads a file that was not given to it, whatever stands in a pack."""

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from bad_files import LAUGHS, workbook, zipped
from register_hand_made import write_numbered_pack, write_register
from tiny_pack import REPOSITORY, TinyPack
from watched import Watched, watched

pytestmark = pytest.mark.end_to_end
BAIT = "provider_id,academic_year,phase,places,reserved,basis,source\nsecret,2024/25,all,666,0,estimated,secret\n"
SET = REPOSITORY / "docs" / "sets" / "semh-60-places.yaml"
REFUSED_WITHOUT_FILES = ["import open-data", "import reference", "import check-ranges"]
"""What needs published files, which are not there: they are refused, and nothing is fetched."""
HEAD = {"title": "Measures", "question": "Q?", "author": "A"}
LEVER = {"what": "request_rate", "multiply": 0.5, "low": 0.3, "high": 0.7, "from": "2025/26"}
MEASURES = {"levers": {"fewer": {**LEVER, "owner": "O", "evidence": "invented"}}}


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """A server that nobody should ask: what waits in its queue has asked it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        yield listening


def asked(server: socket.socket) -> bool:
    """Whether anybody has knocked."""
    try:
        server.accept()[0].close()
    except TimeoutError:
        return False
    return True


@pytest.fixture
def bait(tmp_path: Path) -> Path:
    """A folder that lies outside everything that is given."""
    folder = tmp_path / "bait"
    folder.mkdir()
    for name in ("places.csv", "secret.txt", "secret.yaml"):
        (folder / name).write_text(BAIT, encoding="utf-8")
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> TinyPack:
    """A sound pack with reference numbers, with measures beside its baseline."""
    made = write_numbered_pack(tmp_path)
    shutil.copy(REPOSITORY / "data" / "reference" / "check_ranges.csv", made.folder.parent / "reference")
    made.scenario.with_name("measures.yaml").write_text(
        yaml.safe_dump({**HEAD, "extends": "baseline.yaml", **MEASURES}), encoding="utf-8"
    )
    return made


def readers(pack: TinyPack, root: Path) -> list[list[str]]:
    """Commands that read a pack, the first ones a run and then what reads it again."""
    scenario, folder, runs = str(pack.scenario), str(pack.folder), str(root / "runs")
    measures = str(pack.scenario.with_name("measures.yaml"))
    routes = root / "routes.csv"
    header = "route,area,easting,northing,provider_id,miles,minutes\n"
    rows = [f"r{number},north,{450_000 + 900 * number},130500,116600,{3 + number},20\n" for number in range(12)]
    routes.write_text(header + "".join(rows), encoding="utf-8")
    return [
        ["check", scenario],
        ["check-pack", folder],
        ["run", scenario, measures, "--workers", "1", "--draws", "1", "--out", runs],
        ["goal", scenario, "--lever", "parameters.growth.own_weight", "--target", "plans 2026 <= 1"],
        ["frontier", scenario, "--weights", "0", "--out", str(root / "frontier")],
        ["diff", scenario, measures],
        ["fit-routes", "--pack", folder, "--from", str(routes)],
        ["demo-data", "sen2", "--pack", folder, "--plans", "300", "--out", str(root / "demo"), "--earlier"],
        ["demo-data", "invoices", "--pack", folder, "--out", str(root / "invoices")],
        [
            "import",
            "invoices",
            "--pack",
            folder,
            "--from",
            str(root / "invoices" / "invoices.csv"),
            "--year",
            "2024-25",
        ],
        ["import", "gias", "--pack", folder, "--from", str(write_register(root / "register"))],
        ["import", "places", "--pack", folder, "--from", str(place_list(root))],
    ]


def place_list(root: Path) -> Path:
    path = root / "agreed.csv"
    path.write_text("URN,School,2025/26\n116600,Oak School,44\n", encoding="utf-8")
    return path


LONG = {"compare", "frontier", "demo-data sen2", "import sen2", "demo-data invoices", "import invoices", "diff"}
"""What takes long, and reads what the others read, or what it has made itself."""


def name_of(command: list[str]) -> str:
    return " ".join(command[:2]) if command[0] in {"import", "demo-data"} else command[0]


@pytest.mark.parametrize("without", [LONG, pytest.param(set(), marks=pytest.mark.slow)], ids=["most", "every"])
@pytest.mark.slow
def test_commands_on_a_sound_pack_ask_no_network_and_read_nothing_else(
    pack: TinyPack, bait: Path, tmp_path: Path, without: set[str]
) -> None:
    runs, scenarios = tmp_path / "runs", str(pack.scenario.parents[1])
    for name, text in (
        ("entrants", "cell,learners\nnorth,10\n"),
        ("providers", "provider_id,places\nOak,8\n"),
        ("pairs", "cell,provider_id,cost_gbp,miles\nnorth,Oak,10000,3\n"),
    ):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    tables = [part for name in ("entrants", "providers", "pairs") for part in (f"--{name}", f"{tmp_path / name}.csv")]
    both = [str(runs / f"tiny-{name}") for name in ("baseline", "measures")]
    (tmp_path / "actuals.csv").write_text("census_year,level,code,plans\n2026,authority,all,160\n", encoding="utf-8")
    demo = tmp_path / "demo"
    known = ["--gias", str(demo / "establishments.csv"), "--postcodes", str(demo / "postcodes.csv")]
    of_demo = ["import", "sen2", "--pack", str(pack.folder), "--from", str(demo), *known]
    every = readers(pack, tmp_path)
    commands = [
        *every[:3],
        ["show", str(pack.scenario)],
        ["compare", *both, "--out", str(runs / "both"), "--scenarios", scenarios, "--workers", "1", "--until", "2026"],
        ["report", both[0], "--out", str(tmp_path / "again")],
        ["monitor", both[0], "--actuals", str(tmp_path / "actuals.csv")],
        ["appraise", both[0], "--set", str(SET), "--scenarios", scenarios, "--out", str(tmp_path / "appraised")],
        ["allocate", *tables, "--out", str(tmp_path / "answer")],
        *every[3:-2],
        [*of_demo, "--earlier", str(demo / "earlier"), "--dry-run"],
        *every[-2:],
        ["import", "open-data", "--authority", "Hampshire", "--from", str(demo), "--out", str(tmp_path / "made")],
        ["import", "reference", "--from", str(demo), "--out", str(tmp_path / "made")],
        ["import", "check-ranges", "--from", str(demo), "--out", str(tmp_path / "made")],
    ]
    if without:
        commands[2].remove(str(pack.scenario.with_name("measures.yaml")))
    commands = [one for one in commands if name_of(one) not in without]
    found = watched(bait, commands)
    assert found.noticed == []
    ended = [name_of(one) for one in commands]
    bad = [(name, code, said) for name, code, said in zip(ended, found.ended, found.said, strict=True) if code != 0]
    assert [name for name, *_ in bad] == ["goal", *REFUSED_WITHOUT_FILES], bad
    again = str(tmp_path / "again")
    run = ["run", str(pack.scenario), "--workers", "1", "--draws", "1", "--out", again]
    explored = watched(bait, [run, ["explore", f"{again}/tiny-baseline", "--scenarios", scenarios]])
    assert explored.ended == [0, 0], explored.said
    assert explored.noticed == ["loaded pyogrio"], "which writes its map, and opens no file of a pack"


def linked(name: str) -> Callable[[Path, Path, str], object]:
    """Put a link to the bait in the place of a file of the pack."""

    def spoil(folder: Path, bait: Path, _address: str) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(bait / "places.csv")

    return spoil


def written(name: str, text: str) -> Callable[[Path, Path, str], object]:
    """Write a file of the pack that names the bait and the server."""

    def spoil(folder: Path, bait: Path, address: str) -> None:
        content = text.replace("BAIT", str(bait)).replace("ADDRESS", address)
        (folder / name).write_text(content, encoding="utf-8")

    return spoil


def bomb(levels: int) -> str:
    """Anchors that stand for ten times as much at each level."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{one}: &a{one} [{', '.join([f'*a{one - 1}'] * 10)}]" for one in range(1, levels)]
    return "\n".join(lines)


ABOUT = "id: tiny\nname: Tiny\nons_code: E99\ndfe_code: '850'\narea_kind: district\n"
VRT = '<OGRVRTDataSource><OGRVRTLayer name="{0}"><SrcDataSource>{1}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
FEATURES = '{"type": "FeatureCollection", "crs": {"type": "link", "properties": {"href": "ADDRESS"}}, "features": []}'
HOSTILE: dict[str, Callable[[Path, Path, str], object]] = {
    "a map that is a document of GDAL": written("areas.geojson", VRT.format("a", "BAIT/secret.txt")),
    "a map that names a server": written("areas.geojson", VRT.format("a", "/vsicurl/ADDRESS/a.geojson")),
    "a map that is a path of GDAL": written("areas.geojson", "/vsicurl/ADDRESS/a.geojson"),
    "a map whose system is a link": written("areas.geojson", FEATURES),
    "a map that is a link": linked("areas.geojson"),
    "places that are a link": linked("places.csv"),
    "particulars that are a link": linked("pack.yaml"),
    "sources that are a link": linked("sources.yaml"),
    "a page that is a link": linked("README.md"),
    "findings that are a link": linked("quality.csv"),
    "a link to itself": lambda folder, _bait, _address: (
        (folder / "facts.csv").unlink() or (folder / "facts.csv").symlink_to(folder / "facts.csv")
    ),
    "a tag of Python": written("pack.yaml", f"{ABOUT}base_census_year: !!python/object/apply:os.system ['cat BAIT']\n"),
    "a tag that opens": written(
        "pack.yaml", f"{ABOUT}base_census_year: !!python/object/apply:open ['BAIT/secret.yaml']\n"
    ),
    "anchors without end": written("pack.yaml", f"{bomb(9)}\n{ABOUT}base_census_year: 2025\n"),
}
QUICK = ("a map that names a server",)


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in HOSTILE]
)
@pytest.mark.slow
def test_a_hostile_pack_is_refused_by_every_command_that_reads_it(
    pack: TinyPack, bait: Path, tmp_path: Path, server: socket.socket, name: str
) -> None:
    commands = readers(pack, tmp_path)
    HOSTILE[name](pack.folder, bait, f"http://127.0.0.1:{server.getsockname()[1]}")
    found = watched(bait, commands)
    assert found.noticed == []
    assert not asked(server)
    assert set(map(type, found.ended)) == {int}, found.ended
    by_name = dict(zip(map(name_of, commands), found.ended, strict=True))
    refused = {name for name, code in by_name.items() if code == 2}
    assert refused >= {"check", "check-pack", "run", "goal", "frontier", "fit-routes"}
    assert "secret" not in "".join(found.said).replace("secret.yaml", "")


def test_files_to_import_lead_nowhere(pack: TinyPack, bait: Path, tmp_path: Path, server: socket.socket) -> None:
    address = f"http://127.0.0.1:{server.getsockname()[1]}/a"
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{bait}/secret.txt"><!ENTITY f SYSTEM "{address}">]>'
    outside = tmp_path / "outside.xml"
    outside.write_text(f'<?xml version="1.0"?>{entity}<Message><Persons>&e;&f;</Persons></Message>', encoding="utf-8")
    laughs = tmp_path / "laughs.xml"
    laughs.write_bytes(LAUGHS)
    external = {
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
            f'Target="{address}" TargetMode="External"/></Relationships>'
        ).encode(),
    }
    folder = str(pack.folder)
    commands = [
        ["import", "sen2", "--pack", folder, "--from", str(outside)],
        ["import", "sen2", "--pack", folder, "--from", str(laughs)],
        ["import", "sen2", "--pack", folder, "--from", str(zipped(tmp_path / "up.zip", {"../person.csv": b"a"}))],
        ["import", "gias", "--pack", folder, "--from", str(zipped(tmp_path / "g.zip", {"../edubase.csv": b"a"}))],
        ["import", "places", "--pack", folder, "--from", str(workbook(tmp_path / "x.xlsx", external))],
        [
            "import",
            "places",
            "--pack",
            folder,
            "--from",
            str(workbook(tmp_path / "e.xlsx", {"xl/sharedStrings.xml": LAUGHS})),
        ],
        ["import", "open-data", "--authority", "Hampshire", "--from", str(tmp_path), "--out", str(tmp_path / "made")],
    ]
    found: Watched = watched(bait, commands)
    assert found.noticed == []
    assert not asked(server)
    assert [code for code in found.ended if code not in {0, 2}] == []
    assert found.ended[:4] == [2, 2, 2, 2], found.said


def test_the_watch_notices_what_it_watches_for(bait: Path, tmp_path: Path, pack: TinyPack) -> None:
    (tmp_path / "given").symlink_to(bait)
    found = watched(
        bait, [["import", "places", "--pack", str(pack.folder), "--from", str(tmp_path / "given" / "places.csv")]]
    )
    assert any(one.startswith("open") for one in found.noticed)
