"""The picture of the architecture: rooms on floors. Each imports only rooms of which some part stands below it.

``python -m tests.docs.architecture`` draws ``docs/images/architecture.svg``. ``broken_rules`` reads the imports of the
code, those inside functions too, and says where they and the picture differ.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from pipeline.files import write_whole
from tests.docs.blocks import ROOT

PICTURE = ROOT / "docs" / "images" / "architecture.svg"
FOLDERS = {"pipeline": "#e3ecfb", "extractors": "#e2f3e6", "normalizers": "#fbeeda"}  # and their colours


class Room(NamedTuple):
    """Modules with one purpose. ``modules`` are those of ``folder`` and stand for what is below them, too; where
    rooms name a module and what is below it, the longer name counts. ``left`` and ``right``: twelfths of the width;
    ``tall``: storeys."""

    folder: str
    name: str
    purpose: str
    modules: tuple[str, ...]
    left: int = 0
    right: int = 12
    tall: int = 1


def _room(folder: str, name: str, purpose: str, modules: str, left: int = 0, right: int = 12, tall: int = 1) -> Room:
    return Room(folder, name, purpose, tuple(modules.split()), left, right, tall)


# From the top; a room of several storeys is on its highest floor.
FLOORS: tuple[tuple[Room, ...], ...] = (
    (
        _room(
            "pipeline", "command line", "what people type and read",
            "__main__ bench cleaning cli progress summary vocabulary",
        ),
    ),
    (
        _room("pipeline", "export", "xlsx, JSON …", "export", 0, 2),
        _room("pipeline", "doctor", "machine fit?", "doctor", 2, 4),
        _room("pipeline", "review", "in a browser", "review", 4, 6),
        _room("pipeline", "query", "SQL, compare, diff", "query", 6, 12),
    ),
    (
        _room("pipeline", "api", "from Python: one PDF, or the tables of many", "api", 0, 8),
        _room("pipeline", "plots", "panels, maps, networks", "plots", 8, 12),
    ),
    (
        _room(
            "pipeline", "run", "workers, cache, shards, machines; tables replaced all at once",
            "assemble cluster divide merge origins reading run workers",
        ),
    ),
    (
        _room(
            "pipeline", "across documents", "rows of many filings → history, boilerplate, comparison",
            "boilerplate corpus_tables history likeness pairing series spill", 0, 8,
        ),
        _room("pipeline", "fetching", "URLs → data/raw", "fetching", 8, 12),
    ),
    (
        _room(
            "pipeline", "rows", "reading and facts → rows of one document",
            "agency_facts around_rows block_counts citations codebook date_rows document places records rows wide",
        ),
    ),
    (
        _room(
            "pipeline", "tables and files", "each column declared once → Arrow schemas; rows → Parquet",
            "comparison concepts contractors corpus declare dictionary exits facts files fingerprint generations "
            "images machine options query.database query.views reductions remote replacing schema shelf tables writer",
        ),
    ),
    (
        _room("extractors", "document", "one PDF → one reading", "document draw", 0, 7),
        _room("normalizers", "citations", "text → provisions of laws", "citations", 7, 12, 2),
    ),
    (_room("extractors", "bundle", "where assessments begin and what stands around them", "bundle", 0, 7),),
    (
        _room("extractors", "engine, annexes", "pages and forms/*.yaml → answers", "annexes engine", 0, 7),
        _room("normalizers", "normalizers", "text → dates, ranges, agencies, concepts", ".", 7, 12, 3),
    ),
    (_room("extractors", "layout", "ink → rulings → grid", "layout", 0, 7),),
    (_room("extractors", "readers", "PDF → ink; one module a library", "readers", 0, 7),),
    (_room("extractors", "model", "what flows: ink, cells, answers, findings", "characters model settings"),),
)  # fmt: skip
ROOMS = [(floor, room) for floor, rooms in enumerate(FLOORS) for room in rooms]


# ------------------------------------------------------------------------------------------------ the code


def modules(root: Path = ROOT) -> dict[str, Path]:
    """The files of the three packages by the names they are imported under."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(known: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """Every import of one of these modules by another: who, and what."""
    for name, path in known.items():
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            targets: Iterable[str] = ()
            if isinstance(node, ast.Import):
                targets = (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                below = (f"{node.module}.{alias.name}" for alias in node.names)
                targets = (target if target in known else node.module for target in below)
            yield from ((name, target) for target in targets if target in known)


def room_of(module: str) -> tuple[int, Room] | None:
    """The floor (0 is the top) and the room of a module; None where the picture has no place for it."""
    fits = []
    for floor, room in ROOMS:
        for named in room.modules:
            prefix = room.folder if named == "." else f"{room.folder}.{named}"
            if module == prefix or module.startswith(f"{prefix}."):
                fits.append((len(prefix), floor, room))
    return max(fits)[1:] if fits else None


def _is_below(there: tuple[int, Room], here: tuple[int, Room]) -> bool:
    (upper, over), (lower, under) = here, there
    return upper + over.tall <= lower and over.left < under.right and under.left < over.right


def broken_rules(known: dict[str, Path]) -> list[str]:
    """Where code and picture differ, one line each. The packages themselves (``__init__``) hold no rule."""
    inside = {name: path for name, path in known.items() if name not in FOLDERS or name == "normalizers"}
    lines = [f"{name} is in no room of tests/docs/architecture.py" for name in inside if room_of(name) is None]
    for floor, room in ROOMS:
        for named in room.modules:
            if named != "." and f"{room.folder}.{named}" not in known:
                lines.append(f"floor {floor}, {room.name}: there is no {room.folder}.{named}")
    for name, target in sorted(set(imports(known))):
        here, there = room_of(name), room_of(target)
        if here and there and here != there and not _is_below(there, here):
            lines.append(f"{name} ({here[1].name}) imports {target} ({there[1].name}), which is not below it")
    return lines


# ------------------------------------------------------------------------------------------------ the picture

WIDTH, LEFT, RIGHT, TOP, STOREY, SPACE = 1000, 60, 60, 40, 58, 8  # pixels
_WAY = "PDF → ink → rulings → grid → form → answers → facts → rows → Parquet"


def _box(floor: int, room: Room) -> str:
    twelfth = (WIDTH - LEFT - RIGHT) / 12
    x, y = LEFT + room.left * twelfth + SPACE / 2, TOP + floor * STOREY
    width = (room.right - room.left) * twelfth - SPACE
    height = room.tall * STOREY - SPACE
    across, down = x + width / 2, y + height / 2
    name = room.name if room.name == room.folder else f"{room.folder} · {room.name}"
    return (
        f'<rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="{height}" rx="6" '
        f'fill="{FOLDERS[room.folder]}" stroke="#57606a"/>\n'
        f'<text x="{across:.0f}" y="{down - 4:.0f}" font-weight="bold">{escape(name)}</text>\n'
        f'<text x="{across:.0f}" y="{down + 15:.0f}" font-size="14">{escape(room.purpose)}</text>'
    )


def _side(x: int, words: str, start: float, end: float) -> str:
    """An arrow along the whole house, with words beside it."""
    turn = f"translate({x - 14 if x < WIDTH / 2 else x + 22} {(start + end) / 2:.0f}) rotate(-90)"
    return (
        f'<path d="M{x} {start:.0f}V{end:.0f}" stroke="#1b1f24" stroke-width="2" marker-end="url(#tip)"/>\n'
        f'<text transform="{turn}" font-size="14">{escape(words)}</text>'
    )


def draw() -> str:
    """The picture as SVG."""
    bottom = TOP + len(FLOORS) * STOREY - SPACE
    height = bottom + 46
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="sans-serif" font-size="16" text-anchor="middle" fill="#1b1f24">',
        "<title>The rooms of the code; each imports only what stands below it</title>",
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L10 5L0 10z"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="{WIDTH // 2}" y="26" font-size="14">Parquet tables</text>',
        f'<text x="{WIDTH // 2}" y="{bottom + 26}" font-size="14">{escape(_WAY)}</text>',
        *(_box(floor, room) for floor, room in ROOMS),
        _side(40, "the way of a page: up", bottom, TOP),
        _side(WIDTH - 40, "imports: down only", TOP, bottom),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Draw it."""
    write_whole(PICTURE, draw().encode())


if __name__ == "__main__":
    main()
