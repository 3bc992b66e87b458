"""Hold every import to the two tables of docs/architecture.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def imported(path: Path) -> Iterator[str]:
    """Yield each module that is imported; `from bot import x` means bot.x where that is one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they lead"
            source = str(node.module)
            yield from (_meant(source, alias.name) for alias in node.names)


def _meant(source: str, name: str) -> str:
    inner = PROJECT.joinpath(*source.split("."), name)
    return f"{source}.{name}" if inner.is_dir() or inner.with_suffix(".py").is_file() else source


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


@pytest.mark.parametrize("path", SOURCES, ids=module)
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    home = room(module(path))
    if home is None:
        return
    assert home in ROOMS, f"{home}: give it a row in docs/architecture.md"
    for name in imported(path):
        if name.split(".")[0] in {"bot", "cogs"}:
            target = room(name)
            assert target == home or granted(target, ROOMS[home]), f"{home} imports {name}"


@pytest.mark.parametrize("path", SOURCES, ids=module)
def test_a_library_stays_in_its_home(path: Path) -> None:
    home = room(module(path))
    for name in imported(path):
        allowed = HOMES.get(name.split(".")[0])
        if allowed is not None:
            assert granted(home, allowed), f"{home} imports {name}"


@pytest.mark.parametrize("path", SOURCES, ids=module)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    reads = re.findall(r"\bos\.(?:environ|getenv)\b", path.read_text(encoding="utf-8"))
    assert not reads or module(path) == "bot.settings"


@pytest.mark.parametrize("path", SOURCES, ids=module)
def test_only_the_command_line_prints(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    printed = [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]
    assert not printed or room(module(path)) == "cli"
