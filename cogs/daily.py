"""`/daily`: one highlight a day, for those who manage the server; every answer is private."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel, AppCommandThread, Range, Transform
from discord.ext import commands

from bot.client import PullquoteBot
from bot.daily.service import Coming, Daily
from bot.errors import LibraryError, NotFoundError
from bot.library import Library
from bot.models import Hit
from bot.schedules import Schedule
from bot.ui import clean_query, doctor, permissions, quotes, schedule, views
from bot.ui import daily as posts
from bot.ui.permissions import Examined
from bot.ui.responses import Page, answer, defer_when_late, scope, tell
from cogs import autocomplete, schedule_options
from cogs.manager_access import Postable, located, managed

_Interaction = discord.Interaction[Any]


@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class DailyHighlight(
    commands.GroupCog, group_name="daily", group_description="Post one highlight a day"
):
    """Plan the highlights of a server."""

    def __init__(self, library: Library, daily: Daily) -> None:
        self.library = library
        self.daily = daily

    async def interaction_check(self, interaction: _Interaction, /) -> bool:
        """Defer what takes long: a choice among the highlights of many episodes."""
        if interaction.type is discord.InteractionType.application_command:
            defer_when_late(interaction)
        return True

    @app_commands.command()
    @app_commands.describe(
        channel="Where to post: a text channel, an announcement channel or a thread",
        time="When, in your own time: 09:00, 21:30 or 9pm",
        zone="Your time zone: type a city near you, and choose",
        days="On which days: every day, weekdays, weekends, or such as mon wed fri",
        show="Only from this show; several with commas between",
        role="A role to greet in each post; @everyone for none",
        publish="Publish each post, in an announcement channel",
        thread="Open a thread under each post, for the talk",
        episodes="Announce new episodes with their best line",
        profanity="Let through what has strong language in it",
    )
    @app_commands.autocomplete(
        zone=autocomplete.places_in_time, days=autocomplete.days, show=autocomplete.shows
    )
    async def setup(  # noqa: PLR0913, PLR0917 - the options of the command
        self,
        interaction: _Interaction,
        channel: Transform[AppCommandChannel | AppCommandThread, Postable],
        time: Range[str, 1, 20],
        zone: Range[str, 1, 100],
        days: Range[str, 1, 100] | None = None,
        show: Range[str, 1, 200] | None = None,
        role: discord.Role | None = None,
        publish: bool | None = None,  # noqa: FBT001 - an option of the command
        thread: bool | None = None,  # noqa: FBT001 - likewise
        episodes: bool | None = None,  # noqa: FBT001 - likewise
        profanity: bool | None = None,  # noqa: FBT001 - likewise
    ) -> None:
        """Post a highlight every day, or change when and where; what you leave out stays."""
        guild = managed(interaction)
        wished = schedule_options.wished(
            await self.daily.get(guild.id),
            server=guild.id,
            channel=channel.id,
            time=time,
            zone=schedule_options.zone(zone, now=interaction.client.clock()),
            days=schedule_options.days(days),
            shows=schedule_options.shows(show, await autocomplete.visible_shows(interaction)),
            role=role.id if role else None,
            publish=publish,
            thread=thread,
            episodes=episodes,
            profanity=profanity,
        )
        examined = await self._fit(interaction, guild, wished)
        if examined is not None:
            await self._begin(interaction, wished, examined)

    @app_commands.command()
    async def preview(self, interaction: _Interaction) -> None:
        """See what the coming seven days will post."""
        planned = await self._planned(interaction)
        coming = await self.daily.preview(planned.server)
        await answer(interaction, Page(schedule.preview(planned, coming)), private=True)

    @app_commands.command()
    async def next(self, interaction: _Interaction) -> None:
        """See the next post as it will look."""
        planned = await self._planned(interaction)
        coming = await self.daily.next(planned.server)
        await tell(interaction, schedule.comes(coming, planned), _post(coming))

    @app_commands.command()
    @app_commands.describe(day="Which; leave out for the next. One that is skipped is taken back")
    @app_commands.autocomplete(day=autocomplete.coming_days)
    async def skip(self, interaction: _Interaction, day: Range[str, 1, 100] | None = None) -> None:
        """Post nothing on the next day, or on that one."""
        planned = await self._planned(interaction)
        chosen = _chosen(await self.daily.preview(planned.server), day)
        if chosen is None:
            await tell(interaction, schedule.why_none(planned))
        elif chosen.skipped:
            await self.daily.unskip(planned.server, day=chosen.date)
            await tell(interaction, schedule.restored(chosen.date))
        else:
            coming = await self.daily.skip(planned.server, day=chosen.date)
            told = f"{schedule.skipped(chosen.date)}\n{schedule.comes(coming, planned)}"
            await tell(interaction, told, _post(coming))

    @app_commands.command()
    @app_commands.describe(
        words="Words of the line, as in /quote",
        first="Before what was pinned earlier",
        undo="Take the pin of this line off again",
    )
    @app_commands.autocomplete(words=autocomplete.words)
    async def pin(
        self,
        interaction: _Interaction,
        words: Range[str, 1, 200],
        first: bool = False,  # noqa: FBT001, FBT002 - an option of the command
        undo: bool = False,  # noqa: FBT001, FBT002 - likewise
    ) -> None:
        """Post this line next."""
        planned = await self._planned(interaction)
        hit = await self._line(interaction, words)
        if hit is None:
            return
        if undo:
            off = await self.daily.unpin(planned.server, hit.match.quote)
            told = "Its pin is off." if off else "It was not pinned."
        else:
            hit = await self.daily.pin(planned.server, hit.match.quote, first=first)
            told = schedule.pinned(await self._day_of(planned, hit), planned)
        await tell(interaction, told, Page(quotes.quote(hit), (views.Context(hit.match.quote),)))

    @app_commands.command()
    @app_commands.describe(words="Words of the line to post instead; leave out for any other")
    @app_commands.autocomplete(words=autocomplete.words)
    async def replace(
        self, interaction: _Interaction, words: Range[str, 1, 200] | None = None
    ) -> None:
        """Never post the next highlight here, but another in its place."""
        planned = await self._planned(interaction)
        hit = await self._line(interaction, words) if words else None
        if words and hit is None:
            return
        quote = hit.match.quote if hit else None
        coming = await self.daily.replace(planned.server, quote=quote)
        await tell(interaction, schedule.comes(coming, planned), _post(coming))

    @app_commands.command()
    async def pause(self, interaction: _Interaction) -> None:
        """Post nothing until you resume."""
        guild = managed(interaction)
        await tell(interaction, schedule.standing(await self.daily.pause(guild.id)))

    @app_commands.command()
    async def resume(self, interaction: _Interaction) -> None:
        """Post again, from the next day on."""
        guild = managed(interaction)
        planned = await self.daily.begun(guild.id)
        if await self._fit(interaction, guild, planned) is not None:
            resumed = await self.daily.resume(planned.server)
            coming = await self.daily.next(planned.server)
            await tell(interaction, schedule.comes(coming, resumed), _post(coming))

    @app_commands.command()
    async def off(self, interaction: _Interaction) -> None:
        """End the daily highlight."""
        guild = managed(interaction)
        await tell(interaction, schedule.standing(await self.daily.off(guild.id)))

    @app_commands.command()
    async def history(self, interaction: _Interaction) -> None:
        """See what was posted, what was skipped, and why."""
        planned = await self._planned(interaction)
        past = await self.daily.history(planned.server)
        await answer(interaction, Page(schedule.history(planned, past)), private=True)

    async def _planned(self, interaction: _Interaction) -> Schedule:
        """Read the schedule of the server that is managed."""
        planned = await self.daily.get(managed(interaction).id)
        if planned is None:
            raise NotFoundError(doctor.NOT_SET_UP.replace("`", ""))
        return planned

    async def _fit(
        self, interaction: _Interaction, guild: discord.Guild, wished: Schedule
    ) -> Examined | None:
        """Test the channel; None where it will not do, and the manager was told why."""
        place = await located(guild, wished.channel)
        examined = permissions.examine(place, guild.me, wished) if place else None
        if examined is None:
            await tell(interaction, doctor.NOT_SEEN.format(channel=wished.channel))
        elif examined.missing:
            await tell(interaction, doctor.refused(examined))
        return examined if examined and not examined.missing else None

    async def _begin(self, interaction: _Interaction, wished: Schedule, examined: Examined) -> None:
        planned = await self.daily.setup(wished)
        titles = {show.slug: show.title for show in await autocomplete.visible_shows(interaction)}
        embed = schedule.plan(
            planned,
            await self.daily.next(planned.server),
            shows=titles,
            warnings=doctor.warnings(examined, planned),
        )
        await answer(interaction, Page(embed), private=True)

    async def _line(self, interaction: _Interaction, words: str) -> Hit | None:
        """Find a line; None where nothing is close, and the manager was told so."""
        found = await self.library.quote(clean_query.plain(words), scope(interaction), limit=3)
        if found.confidence == "none" or not found.hits:
            await views.miss(interaction, words, found)
            return None
        return found.hits[0]

    async def _day_of(self, planned: Schedule, hit: Hit) -> Coming | None:
        for one in await self.daily.preview(planned.server):
            if one.hit and one.hit.match.quote == hit.match.quote:
                return one
        return None


def _chosen(coming: tuple[Coming, ...], day: str | None) -> Coming | None:
    """Find the day that was chosen; None where none comes."""
    if day is None or not coming:
        return next((one for one in coming if not one.skipped), None)
    found = next((one for one in coming if one.date.isoformat() == day.strip()), None)
    if found is None:
        raise LibraryError(f"“{day[:40]}” is none of the coming days: choose one from the list.")
    return found


def _post(coming: Coming | None) -> Page | None:
    """Show a post as it will look, with what stands around its line."""
    if coming is None or coming.hit is None:
        return None
    return Page(posts.highlight(coming.hit), (views.Context(coming.hit.match.quote),))


async def setup(bot: PullquoteBot) -> None:
    """Add the commands to the bot."""
    if bot.daily is not None:
        await bot.add_cog(DailyHighlight(bot.library, bot.daily))
