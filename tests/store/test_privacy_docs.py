"""docs/privacy.md has every table and every column of the database, and says whose they are."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Table

from bot.store import personal
from bot.store.tables import metadata

PRIVACY = Path(__file__).parents[2] / "docs" / "privacy.md"
ROW = re.compile(r"^\| (`[^|]+) \| ([^|`]+) \| [^|]+ \| (`[^|]+) \|$", re.MULTILINE)


def _described() -> dict[tuple[str, ...], tuple[set[str], set[str]]]:
    """Map the tables of each row to whose they are and to their columns."""
    rows = ROW.findall(PRIVACY.read_text(encoding="utf-8"))
    return {
        tuple(_names(tables)): (set(owners.split(", ")), set(_names(columns)))
        for tables, owners, columns in rows
    }


def _names(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def _owners(table: Table) -> set[str]:
    """Return with whom the rows of a table are deleted."""
    owners = {
        owner
        for owner, columns in (
            ("member", personal.OF_USER),
            ("server", (*personal.OF_SERVER, *personal.OWNED_BY_SERVER)),
        )
        if any(column.table is table for column in columns)
    }
    above = [key.column.table for key in table.foreign_keys]
    if not owners and any(one.name in {"show", "episode", "quote"} for one in above):
        return {"show"}
    return owners.union(*map(_owners, above))


def test_every_table_is_described_once() -> None:
    described = [table for tables in _described() for table in tables]
    assert sorted(described) == sorted(metadata.tables)


@pytest.mark.parametrize("tables", _described(), ids=lambda names: names[0])
def test_every_column_is_described_with_whose_it_is(tables: tuple[str, ...]) -> None:
    owners, columns = _described()[tables]
    assert columns == {column.name for name in tables for column in metadata.tables[name].columns}
    for name in tables:
        # Nothing refers to it, so that an episode that is added again is not new.
        assert (_owners(metadata.tables[name]) or {"nobody"}) == owners or name == "alert_scan"
