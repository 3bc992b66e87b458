"""The alerts of members, and the new episodes in which their phrases are said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import and_, delete, exists, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import Alert, AlertMatch
from bot.schedules import Status
from bot.shards import ALL, Shards
from bot.store import changes, claims, rows, tables
from bot.store.precedence import Precedence

_alert, _match, _scan = tables.alert.c, tables.alert_match.c, tables.alert_scan.c
_episode = tables.episode.c


async def add(connection: AsyncConnection, alert: Alert) -> Alert:
    """Store an alert for the episodes that are added from now on; return it with its id."""
    alert = replace(alert, since=await changes.current_version(connection))
    values = asdict(alert) | {"server": rows.owner_value(alert.server)}
    del values["id"]
    stored = await connection.execute(insert(tables.alert).values(values).returning(_alert.id))
    return replace(alert, id=stored.scalar_one())


async def alerts_of(connection: AsyncConnection, user: int) -> tuple[Alert, ...]:
    """List the alerts of a member, the oldest first."""
    query = select(tables.alert).where(_alert.user == user).order_by(_alert.id)
    return tuple(map(_to_alert, await connection.execute(query)))


async def remove(connection: AsyncConnection, user: int, alert_id: int) -> bool:
    """Delete an alert of a member, with its matches; return whether there was one."""
    mine = (_alert.user == user, _alert.id == alert_id)
    return (await connection.execute(delete(tables.alert).where(*mine))).rowcount > 0


async def unscanned(connection: AsyncConnection, now: datetime) -> tuple[str, ...]:
    """List the ids of the episodes that are new to an alert and not scanned, the oldest first.

    One under embargo is scanned after it.
    """
    first = select(func.min(_alert.since)).scalar_subquery()
    query = select(_episode.id).where(
        _episode.added > first,
        _episode.removed_at.is_(None),
        or_(_episode.embargo.is_(None), _episode.embargo <= now),
        ~exists().where(_scan.episode_id == _episode.id),
    )
    return tuple((await connection.execute(query.order_by(_episode.added))).scalars())


async def alerts_for(connection: AsyncConnection, episode_id: str) -> tuple[Alert, ...]:
    """List the alerts to which an episode is new and whose server may see its show."""
    query = (
        select(tables.alert)
        .join(tables.episode, and_(_episode.id == episode_id, _episode.added > _alert.since))
        .join(tables.show, tables.show.c.id == _episode.show_id)
        .where(tables.show.c.owner.in_((tables.PUBLIC, _alert.server)))
    )
    return tuple(map(_to_alert, await connection.execute(query.order_by(_alert.id))))


async def enter(
    connection: AsyncConnection, episode_id: str, matches: Sequence[AlertMatch]
) -> bool:
    """Store the matches of an episode; return False, and store nothing, if it was scanned before.

    Alerts that were removed meanwhile are left out.
    """
    scanned = select(_scan.episode_id).where(_scan.episode_id == episode_id)
    if (await connection.execute(scanned)).first():
        return False
    await connection.execute(insert(tables.alert_scan), {"episode_id": episode_id})
    living = await _living(connection, [one.alert.id for one in matches])
    values = [_match_values(one) for one in matches if one.alert.id in living]
    if values:
        await connection.execute(insert(tables.alert_match), values)
    return True


async def _living(connection: AsyncConnection, alert_ids: Collection[int]) -> frozenset[int]:
    query = select(_alert.id).where(_alert.id.in_(alert_ids))
    return frozenset((await connection.execute(query)).scalars())


async def open_matches(
    connection: AsyncConnection, now: datetime, *, limit: int, shards: Shards = ALL
) -> tuple[AlertMatch, ...]:
    """List the matches that a process is to claim, longest due first.

    Those of alerts without a server are shared out by the member, whose id is a snowflake, too.
    """
    table = tables.alert_match
    server = func.coalesce(func.nullif(_alert.server, tables.PUBLIC), _alert.user)
    precedence = Precedence(shards, server)
    query = (
        select(_match.alert_id, _match.episode_id)
        .join(tables.alert, _alert.id == _match.alert_id)
        .where(claims.is_open(table), _match.due <= now, claims.is_free(table, now))
        .where(precedence.may_take(claims.ready_at(table), now))
        .order_by(*precedence.in_order(_match.due, _match.alert_id, _match.episode_id))
        .limit(limit)
    )
    found = (await connection.execute(query)).all()
    return tuple([await _read(connection, row.alert_id, row.episode_id) for row in found])


async def claim(
    connection: AsyncConnection, match: AlertMatch, *, owner: str, now: datetime, until: datetime
) -> AlertMatch | None:
    """Claim a match until an instant; None if it is not open or another owner has it."""
    if not await claims.claim(connection, _claimable(match), owner=owner, now=now, until=until):
        return None
    return await _read(connection, match.alert.id, match.episode)


async def ask(connection: AsyncConnection, match: AlertMatch, *, now: datetime) -> bool:
    """Store that a claimed match is told now; return whether it is still claimed."""
    return await claims.ask(connection, _claimable(match), owner=match.owner, now=now)


async def look_in_vain(connection: AsyncConnection, match: AlertMatch, *, now: datetime) -> None:
    """Count a look that did not find a claimed match."""
    await claims.look_in_vain(connection, _claimable(match), owner=match.owner, now=now)


async def unask(connection: AsyncConnection, match: AlertMatch) -> None:
    """Store that no request for a claimed match took effect."""
    await claims.unask(connection, _claimable(match), owner=match.owner)


async def finish(
    connection: AsyncConnection,
    match: AlertMatch,
    status: Status,
    *,
    reason: str = "",
    message: int | None = None,
) -> bool:
    """Store the outcome of a claimed match; return whether it was still claimed."""
    values = {"status": status, "lease": None, "reason": reason, "message": message}
    return await claims.change(connection, _claimable(match), owner=match.owner, **values)


async def defer(
    connection: AsyncConnection, match: AlertMatch, *, until: datetime, reason: str
) -> None:
    """Leave a claimed match unclear, not to be tried before an instant."""
    values = {"lease": until, "reason": reason}
    await claims.change(connection, _claimable(match), owner=match.owner, **values)


async def next_due_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Return when next a match can be claimed; None for never."""
    return await claims.next_due_at(connection, tables.alert_match, now)


async def untold(connection: AsyncConnection, user: int) -> dict[int, str]:
    """Map the alerts of a member whose latest finished match was not told to why."""
    query = (
        select(_match.alert_id, _match.status, _match.reason)
        .join(tables.alert, _alert.id == _match.alert_id)
        .where(_alert.user == user, _match.status.in_(("sent", "skipped")))
        .order_by(_match.due, _match.episode_id)
    )
    latest = {row.alert_id: row for row in await connection.execute(query)}
    return {known: row.reason for known, row in latest.items() if row.status == "skipped"}


async def _read(connection: AsyncConnection, alert_id: int, episode_id: str) -> AlertMatch:
    alerts = select(tables.alert).where(_alert.id == alert_id)
    alert = _to_alert((await connection.execute(alerts)).one())
    mine = (_match.alert_id == alert_id, _match.episode_id == episode_id)
    row = (await connection.execute(select(tables.alert_match).where(*mine))).one()
    return AlertMatch(
        alert=alert,
        episode=row.episode_id,
        quote=row.quote_id,
        due=row.due,
        status=row.status,
        message=row.message,
        owner=row.owner,
        lease=row.lease,
        attempts=row.attempts,
        first_try=row.first_try,
        reason=row.reason,
        asked=row.asked,
        looks=row.looks,
        looked=row.looked,
    )


def _claimable(match: AlertMatch) -> claims.Claimable:
    mine = and_(_match.alert_id == match.alert.id, _match.episode_id == match.episode)
    return claims.Claimable(tables.alert_match, mine)


def _match_values(match: AlertMatch) -> rows.Values:
    return {
        "alert_id": match.alert.id,
        "episode_id": match.episode,
        "quote_id": match.quote,
        "due": match.due,
        "status": match.status,
        "attempts": match.attempts,
        "reason": match.reason,
    }


def _to_alert(row: rows.AnyRow) -> Alert:
    return Alert(
        user=row.user,
        server=rows.to_server(row.server),
        phrase=row.phrase,
        created=row.created,
        thread=row.thread,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        zone=row.zone,
        language=row.language,
        since=row.since,
        id=row.id,
    )
