"""Hold every import to the two tables of docs/architecture.md."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = sorted([*PROJECT.glob("bot/**/*.py"), *PROJECT.glob("cogs/**/*.py")])
Table = dict[str, frozenset[str]]


def tables() -> tuple[Table, Table]:
    source = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    ours, libraries = source.split("## Where each library lives")
    return rows(ours), rows(libraries)


def rows(section: str) -> Table:
    cells = re.findall(r"^\| ([\w.]+) \| ([^|]+) \|$", section, re.MULTILINE)
    return {
        name: frozenset(re.findall(r"[\w.]+|\*", allowed))
        for name, allowed in cells
        if allowed not in {"home", "may import from us"}
    }


ROOMS, HOMES = tables()


def room(dotted: str) -> str | None:
    """Name the room of a module: the longest row of the table that it is or lies in."""
    path = dotted.removeprefix("bot.")
    if path in {"bot", "__main__"}:  # the package itself, and the door of the command line
        return "cli" if path == "__main__" else None
    parts = path.split(".")
    names = (".".join(parts[:size]) for size in range(len(parts), 0, -1))
    return next((name for name in names if name in ROOMS), f"no room for {dotted}")


def module(path: Path) -> str:
    dotted = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


@cache
def nodes(path: Path) -> tuple[ast.Import | ast.ImportFrom | ast.Call, ...]:
    """Return the imports and calls of a module, which is parsed once for all tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sought = (ast.Import, ast.ImportFrom, ast.Call)
    return tuple(node for node in ast.walk(tree) if isinstance(node, sought))


def imported(path: Path) -> Iterator[str]:
    """Yield each module that is imported; `from bot import x` means bot.x where that is one."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they lead"
            source = str(node.module)
            yield from (_meant(source, alias.name) for alias in node.names)


@cache
def _meant(source: str, name: str) -> str:
    inner = PROJECT.joinpath(*source.split("."), name)
    return f"{source}.{name}" if inner.is_dir() or inner.with_suffix(".py").is_file() else source


def prints(path: Path) -> bool:
    calls = (node.func for node in nodes(path) if isinstance(node, ast.Call))
    return any(isinstance(call, ast.Name) and call.id == "print" for call in calls)


def within(name: str | None, allowed: frozenset[str]) -> bool:
    return name is None or "*" in allowed or name in allowed


def granted(name: str | None, allowed: frozenset[str]) -> bool:
    """Who may import a room may import the rooms inside it."""
    return within(name, allowed) or any(str(name).startswith(f"{one}.") for one in allowed)


def test_the_tables_are_read() -> None:
    assert ROOMS["models"] == frozenset()
    assert "store" in ROOMS["library"]
    assert HOMES["typer"] == {"cli"}


def test_every_row_stands_once() -> None:
    source = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for section in source.split("## Decisions")[0].split("## Where each library lives"):
        names = re.findall(r"^\| ([\w.]+) \| [^|]+ \|$", section, re.MULTILINE)
        assert len(names) == len(set(names)), [one for one in names if names.count(one) > 1]


def test_every_row_is_a_room_that_stands() -> None:
    for name in ROOMS:
        path = PROJECT.joinpath(*(["cogs"] if name == "cogs" else ["bot", *name.split(".")]))
        assert path.is_dir() or path.with_suffix(".py").is_file(), f"{name} does not exist"


def test_a_module_imports_only_what_its_room_may() -> None:
    homes = {path: home for path in SOURCES if (home := room(module(path))) is not None}
    assert {home for home in homes.values() if home not in ROOMS} == set(), (
        "give each a row in docs/architecture.md"
    )
    assert [
        f"{path.relative_to(PROJECT)}: {home} imports {name}"
        for path, home in homes.items()
        for name in imported(path)
        if name.split(".")[0] in {"bot", "cogs"}
        and not (room(name) == home or granted(room(name), ROOMS[home]))
    ] == []


def test_a_library_stays_in_its_home() -> None:
    assert [
        f"{path.relative_to(PROJECT)} imports {name}"
        for path in SOURCES
        for name in imported(path)
        if (allowed := HOMES.get(name.split(".")[0])) is not None
        and not granted(room(module(path)), allowed)
    ] == []


def test_only_the_settings_read_the_environment() -> None:
    reading = {
        module(path)
        for path in SOURCES
        if re.search(r"\bos\.(?:environ|getenv)\b", path.read_text(encoding="utf-8"))
    }
    assert reading == {"bot.settings"}


def test_only_the_command_line_prints() -> None:
    printing = {module(path) for path in SOURCES if prints(path)}
    assert {name for name in printing if room(name) != "cli"} == set()
