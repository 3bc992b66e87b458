"""Who may do what: what a call changed in the database, and for whom."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from bot.ui import (
    daily_buttons,
    library_buttons,
    mistakes,
    privacy,
    setup_buttons,
    template_modal,
)
from bot.ui.managers import NOT_ALLOWED, NOT_HERE
from tests.support.isolation.arena import Said
from tests.support.isolation.calls import Call
from tests.support.isolation.forging import FIRST_MEMBER
from tests.support.isolation.options import Leaf

MANAGING = frozenset(
    one.__name__
    for one in (
        *library_buttons.BUTTONS,
        *daily_buttons.BUTTONS,
        *mistakes.BUTTONS,
        privacy.AskToForgetServer,
        privacy.ForgetServer,
        *(set(setup_buttons.BUTTONS) - {setup_buttons.SetUp}),
    )
)
"""The buttons and menus of managers; the one below the greeting says to others who can."""

MANAGING_MODALS = frozenset(
    one.template.pattern[:3] for one in (*template_modal.SUBMISSIONS, *setup_buttons.SUBMISSIONS)
)

OF_MEMBERS = {"saved": "user", "vote": "user", "alert": "user", "mistake": "user"}
"""The tables in which anybody may write, with the column that says whose a row is."""

NOBODYS = frozenset(("question", "sqlite_sequence"))
"""The tables in which words are kept without a name, where managers want that, and the counters."""

Rows = Mapping[str, frozenset[str]]
"""The rows of each table as text, without those that a member owns."""


def is_managing(call: Call, managing: frozenset[str]) -> bool:
    """Return whether a call is for managers only; `managing` names their slash commands."""
    if call.kind == "press":
        return call.about in MANAGING
    if call.kind == "modal":
        return call.about in MANAGING_MODALS
    return call.kind == "command" and call.about in managing


def is_refused(said: Said) -> bool:
    """Return whether somebody was told that only managers may do that, or could not be told."""
    sentences = (NOT_ALLOWED, NOT_HERE)
    return said.outcome == "refused" and any(one in said.words for one in sentences)


def managers_commands(found: list[Leaf]) -> frozenset[str]:
    """Return the names of the slash commands for managers only: most, Discord offers only them."""
    return frozenset(one.name for one in found if one.for_managers) | {"privacy server"}


def rows(database: Path) -> Rows:
    """Read the rows of a library, without those of the members that calls are of."""
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = {str(row["name"]) for row in listed} - NOBODYS
        return {name: _rows(connection, name) for name in names}


def _rows(connection: sqlite3.Connection, name: str) -> frozenset[str]:
    owner = OF_MEMBERS.get(name)
    found = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a name of ours
    others = (row for row in found if owner is None or row[owner] < FIRST_MEMBER)
    return frozenset(repr(tuple(row)) for row in others)
