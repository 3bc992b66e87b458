"""The settings of servers beside their schedule, and the questions asked there in vain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import AskedQuestion, ServerSettings
from bot.store import rows, tables

_server, _question = tables.server.c, tables.question.c


async def settings(connection: AsyncConnection) -> tuple[ServerSettings, ...]:
    """List the settings of all servers that have any, by server."""
    found = await connection.execute(select(tables.server).order_by(_server.server))
    return tuple(map(_to_settings, found))


async def of(connection: AsyncConnection, server: int) -> ServerSettings:
    """Return the settings of a server, as they are at first if it has set none."""
    query = select(tables.server).where(_server.server == server)
    row = (await connection.execute(query)).first()
    return ServerSettings(server) if row is None else _to_settings(row)


async def put(connection: AsyncConnection, given: ServerSettings) -> None:
    """Write the settings of a server, over older ones; the note that it was left stays."""
    values = settings_values(given)
    written = update(tables.server).where(_server.server == given.server).values(values)
    if not (await connection.execute(written)).rowcount:
        await connection.execute(insert(tables.server), values)


def settings_values(given: ServerSettings) -> rows.Values:
    """Return the columns of the settings of a server."""
    return {
        "server": given.server,
        "language": given.language,
        "leaderboard": given.leaderboard,
        "questions": given.questions,
        "wording": dict(given.templates),
        "greeted": given.greeted,
    }


async def record(connection: AsyncConnection, question: AskedQuestion) -> bool:
    """Keep a question, unless the server has switched that off or is forgotten; return whether.

    The process that was asked may not know yet.
    """
    is_on = select(_server.questions).where(_server.server == question.server)
    if not await connection.scalar(is_on):
        return False
    await connection.execute(
        insert(tables.question),
        {
            "server": question.server,
            "command": question.command,
            "words": question.words,
            "outcome": question.outcome,
            "at": question.at,
        },
    )
    return True


async def questions(connection: AsyncConnection, server: int) -> tuple[AskedQuestion, ...]:
    """List the questions of a server, the latest first."""
    query = select(tables.question).where(_question.server == server)
    found = await connection.execute(query.order_by(_question.at.desc(), _question.id.desc()))
    return tuple(
        AskedQuestion(row.server, row.command, row.words, row.outcome, row.at) for row in found
    )


async def forget_questions(connection: AsyncConnection, server: int) -> int:
    """Delete the questions of a server; return how many."""
    deletion = delete(tables.question).where(_question.server == server)
    return (await connection.execute(deletion)).rowcount


async def purge_questions(connection: AsyncConnection, *, before: datetime) -> int:
    """Delete the questions of all servers that were asked before an instant; return how many."""
    deletion = delete(tables.question).where(_question.at < before)
    return (await connection.execute(deletion)).rowcount


def _to_settings(row: rows.AnyRow) -> ServerSettings:
    return ServerSettings(
        server=row.server,
        language=row.language,
        leaderboard=row.leaderboard,
        questions=row.questions,
        templates=row.wording,
        greeted=row.greeted,
    )
