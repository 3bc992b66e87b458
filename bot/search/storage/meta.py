"""Read and write the values of the table `meta`."""

import aiosqlite


async def read_meta(db: aiosqlite.Connection, name: str) -> str:
    """Return a value of the table `meta`."""
    rows = await db.execute_fetchall("SELECT value FROM meta WHERE name = ?", (name,))
    return next(iter(rows))[0]


async def write_meta(db: aiosqlite.Connection, name: str, value: str) -> None:
    """Update a value of the table `meta`."""
    await db.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name))


async def read_kept(db: aiosqlite.Connection) -> dict[str, str]:
    """Return the values that a file takes over from the one in whose place it is put."""
    return {name: await read_meta(db, name) for name in ("model", "vectors", "change")}
