"""The pictures of what the bot posts by itself."""

from dataclasses import replace
from datetime import date

from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.discord_poster import DiscordPoster
from bot.schedules import Post, Schedule
from docs.pictures.studio import EPISODES, Studio, now, vote

BERLIN = "Europe/Berlin"
NEWEST = "why-bread-rises"


async def take(studio: Studio) -> None:
    """Post each kind of post as the daily worker does, and keep it."""
    studio.mia.guild.create_role("listeners", mentionable=True)
    await studio.slash(
        "daily setup",
        channel=studio.channel,
        time="9am",
        zone=BERLIN,
        episodes=True,
        digest="fri",
        anniversaries=True,
    )
    await _love(studio)
    schedule = await studio.store.ledger.get(studio.mia.guild.id)
    assert schedule is not None  # noqa: S101 - it was set up
    candidates = CandidateCache(studio.library)
    best, *_ = await candidates.for_schedule(schedule)
    newest = next(one for one in await studio.store.episodes(server=None) if one.key == NEWEST)
    of_newest, second, *_ = await candidates.for_schedule(schedule, episode=newest.id)
    today = now()
    anniversary = date(today.year + 1, EPISODES[NEWEST][0].month, EPISODES[NEWEST][0].day)
    for name, key, day, quote in (
        ("highlight", today.date().isoformat(), today.date(), best.quote),
        ("announcement", f"e:{newest.id}", today.date(), of_newest.quote),
        ("digest", f"w:{today.date().isoformat()}", today.date(), None),
        ("anniversary", f"a:{anniversary.isoformat()}", anniversary, second.quote),
    ):
        post = Post(schedule.server, key, day, today, quote=quote)
        known = replace(post, episode=newest.id) if name == "announcement" else post
        await _post(studio, schedule, known)
        await studio.keep(name)


async def _post(studio: Studio, schedule: Schedule, post: Post) -> None:
    contents = PostContents(
        studio.library,
        studio.store.ledger,
        candidates=CandidateCache(studio.library),
        members=studio.store.members,
        servers=studio.store.servers,
    )
    await DiscordPoster(studio.bot).post(studio.channel.id, await contents.gather(post, schedule))


async def _love(studio: Studio) -> None:
    """Vote for lines, as the digest counts."""
    for words in ("the brain with the public locked out", "the flour has not read the plan"):
        shown = await studio.slash("quote", words=words)
        for member in (studio.mia, studio.jonas):
            await vote(member, shown)
