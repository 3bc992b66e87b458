"""`/daily`: the daily highlight of a server, for its managers; every answer is private."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel, AppCommandThread, Range, Transform
from discord.ext import commands

from bot.client import PullquoteBot
from bot.daily import time_parsing, timezones
from bot.daily.previews import UpcomingPost
from bot.daily.service import DailyService
from bot.errors import LibraryError, NotFoundError
from bot.library import Library
from bot.models import Hit
from bot.schedules import Schedule
from bot.translation import gettext as _
from bot.ui import clean_query, doctor, layout, quote_buttons, quotes, resolved_channels, schedule
from bot.ui.channel_checks import check_chosen
from bot.ui.daily_buttons import UndoReplacement, post_page
from bot.ui.permissions import ChannelCheck
from bot.ui.responses import answer, scope_of, send_private
from bot.ui.template_modal import ask_for_texts
from cogs import autocomplete, schedule_options
from cogs.manager_access import (
    PostableChannel,
    forum_tags,
    managed_server,
)

_Interaction = discord.Interaction[Any]


@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class DailyHighlight(
    commands.GroupCog, group_name="daily", group_description="Post one highlight a day"
):
    """Set up and manage the daily highlight of a server."""

    def __init__(self, library: Library, daily: DailyService) -> None:
        self.library = library
        self.daily = daily

    @app_commands.command()
    @app_commands.describe(
        channel="Where to post: a text or announcement channel, a thread or a forum",
        time="When to post, in your own time zone: 09:00, 21:30 or 9pm",
        zone="Your time zone: type a city near you and choose from the list",
        days="Which days to post on: every day, weekdays, weekends, or a list like mon wed fri",
        show="Post only from this show; separate several with commas",
        role="A role to ping in each post; choose @everyone for none",
        publish="Publish each post to the servers that follow an announcement channel",
        thread="Open a thread under each post for discussion",
        episodes="Announce each new episode with its chapters and best lines",
        profanity="Allow highlights with strong language",
        tag="In a forum: the tag of each post; none for no tag",
        digest="A weekly digest: the day of the week, or off",
        anniversaries="Post a line of an episode on its anniversary, instead of the highlight",
    )
    @app_commands.autocomplete(
        zone=autocomplete.suggest_timezones,
        days=autocomplete.suggest_days,
        show=autocomplete.suggest_shows,
        tag=autocomplete.suggest_tags,
        digest=autocomplete.suggest_digest_days,
    )
    async def setup(  # noqa: PLR0913, PLR0917 - the options of the command
        self,
        interaction: _Interaction,
        channel: Transform[AppCommandChannel | AppCommandThread, PostableChannel],
        time: Range[str, 1, 20],
        zone: Range[str, 1, 100],
        days: Range[str, 1, 100] | None = None,
        show: Range[str, 1, 200] | None = None,
        role: discord.Role | None = None,
        publish: bool | None = None,  # noqa: FBT001 - an option of the command
        thread: bool | None = None,  # noqa: FBT001 - likewise
        episodes: bool | None = None,  # noqa: FBT001 - likewise
        profanity: bool | None = None,  # noqa: FBT001 - likewise
        tag: Range[str, 1, 100] | None = None,
        digest: Range[str, 1, 100] | None = None,
        anniversaries: bool | None = None,  # noqa: FBT001 - likewise
    ) -> None:
        """Set up the daily highlight, or change it; options you leave out stay as they are."""
        guild = managed_server(interaction)
        before = await self.daily.get(guild.id)
        new_schedule = schedule_options.apply_options(
            before,
            server=guild.id,
            channel=channel.id,
            time=time,
            zone=timezones.parse_zone(zone, now=interaction.client.clock()),
            days=schedule_options.parse_days(days),
            shows=schedule_options.parse_shows(show, await autocomplete.visible_shows(interaction)),
            role=role.id if role else None,
            publish=publish,
            thread=thread,
            episodes=episodes,
            profanity=profanity,
            anniversaries=anniversaries,
        )
        new_schedule = schedule_options.with_digest(new_schedule, digest)
        chosen = resolved_channels.find(interaction, channel.id)
        new_schedule = schedule_options.in_channel(
            new_schedule,
            forum=chosen is not None and chosen.forum,
            tag=tag,
            tags=forum_tags(guild, channel.id),
            before=before,
        )
        channel_check = await self._check_channel(interaction, guild, new_schedule)
        if channel_check is not None:
            await self._start(interaction, new_schedule, channel_check)

    @app_commands.command()
    async def preview(self, interaction: _Interaction) -> None:
        """See the highlights of the coming seven days."""
        planned = await self._schedule(interaction)
        upcoming = await self.daily.preview(planned.server)
        supply = await self.daily.supply(planned.server)
        await answer(
            interaction,
            lambda: schedule.preview_page(planned, upcoming, supply),
            private=True,
        )

    @app_commands.command()
    async def next(self, interaction: _Interaction) -> None:
        """See the next post as it will look."""
        planned = await self._schedule(interaction)
        upcoming = await self.daily.next(planned.server)
        await send_private(interaction, schedule.next_post(upcoming, planned), post_page(upcoming))

    @app_commands.command()
    @app_commands.describe(
        day="The day to skip (default: the next); choose a skipped day to restore it"
    )
    @app_commands.autocomplete(day=autocomplete.suggest_upcoming_days)
    async def skip(self, interaction: _Interaction, day: Range[str, 1, 100] | None = None) -> None:
        """Post nothing on the next day, or on a day you choose."""
        planned = await self._schedule(interaction)
        upcoming_posts = await self.daily.preview(planned.server)
        today = interaction.client.clock().astimezone(ZoneInfo(planned.zone)).date()
        chosen = _chosen_day(upcoming_posts, day, today=today)
        if chosen is None:
            await send_private(interaction, schedule.no_post_reason(planned))
        elif chosen.skipped:
            await self.daily.unskip(planned.server, day=chosen.date)
            await send_private(interaction, schedule.restore_note(chosen.date))
        else:
            upcoming = await self.daily.skip(planned.server, day=chosen.date)
            sentence = f"{schedule.skip_note(chosen.date)}\n{schedule.next_post(upcoming, planned)}"
            await send_private(interaction, sentence, post_page(upcoming))

    @app_commands.command()
    @app_commands.describe(
        words="Words from the line, as in /quote",
        first="Post it before the lines pinned earlier",
        undo="Remove the pin from this line",
    )
    @app_commands.autocomplete(words=autocomplete.suggest_lines)
    async def pin(
        self,
        interaction: _Interaction,
        words: Range[str, 1, 200],
        first: bool = False,  # noqa: FBT001, FBT002 - an option of the command
        undo: bool = False,  # noqa: FBT001, FBT002 - likewise
    ) -> None:
        """Choose a line to post next."""
        planned = await self._schedule(interaction)
        hit = await self._find_line(interaction, words)
        if hit is None:
            return
        if undo:
            was_pinned = await self.daily.unpin(planned.server, hit.match.quote)
            sentence = _("The pin is removed.") if was_pinned else _("This line was not pinned.")
        else:
            hit = await self.daily.pin(planned.server, hit.match.quote, first=first)
            sentence = schedule.pin_note(await self._day_of(planned, hit), planned)
        page = quotes.quote(hit, below=quote_buttons.line_buttons(hit))
        await send_private(interaction, sentence, page)

    @app_commands.command()
    @app_commands.describe(
        words="Words from the line to post instead; leave empty for the next best"
    )
    @app_commands.autocomplete(words=autocomplete.suggest_lines)
    async def replace(
        self, interaction: _Interaction, words: Range[str, 1, 200] | None = None
    ) -> None:
        """Swap the next highlight for another; a pinned line keeps its pin."""
        planned = await self._schedule(interaction)
        hit = await self._find_line(interaction, words) if words else None
        if words and hit is None:
            return
        quote = hit.match.quote if hit else None
        done = await self.daily.replace(planned.server, quote=quote)
        undo = (
            (UndoReplacement(done.replaced.match.quote, added=done.added),) if done.replaced else ()
        )
        sentence = f"{schedule.replaced_note(done)}{schedule.next_post(done.upcoming, planned)}"
        page = post_page(done.upcoming, *undo)
        if page is None and undo:
            await answer(interaction, lambda: layout.sentence(sentence, undo), private=True)
        else:
            await send_private(interaction, sentence, page)

    @app_commands.command()
    async def pause(self, interaction: _Interaction) -> None:
        """Stop posting until you resume."""
        guild = managed_server(interaction)
        await send_private(interaction, schedule.status_sentence(await self.daily.pause(guild.id)))

    @app_commands.command()
    async def resume(self, interaction: _Interaction) -> None:
        """Start posting again, from the next day on."""
        guild = managed_server(interaction)
        planned = await self.daily.active_schedule(guild.id)
        if await self._check_channel(interaction, guild, planned) is not None:
            resumed = await self.daily.resume(planned.server)
            upcoming = await self.daily.next(planned.server)
            await send_private(
                interaction, schedule.next_post(upcoming, resumed), post_page(upcoming)
            )

    @app_commands.command()
    async def off(self, interaction: _Interaction) -> None:
        """Turn the daily highlight off."""
        guild = managed_server(interaction)
        await send_private(interaction, schedule.status_sentence(await self.daily.off(guild.id)))

    @app_commands.command()
    async def history(self, interaction: _Interaction) -> None:
        """See what was posted, what was skipped, and why."""
        planned = await self._schedule(interaction)
        past = await self.daily.history(planned.server)
        supply = await self.daily.supply(planned.server)
        await answer(
            interaction, lambda: schedule.history_page(planned, past, supply), private=True
        )

    @app_commands.command(name="wording")
    async def texts(self, interaction: _Interaction) -> None:
        """Change the words around the posts; an empty text brings the bot's own back."""
        planned = await self._schedule(interaction)
        known = await self.daily.templates(planned.server)
        await ask_for_texts(interaction, known)

    async def _schedule(self, interaction: _Interaction) -> Schedule:
        """Return the schedule of the server; NotFoundError if there is none."""
        planned = await self.daily.get(managed_server(interaction).id)
        if planned is None:
            raise NotFoundError(_(doctor.NOT_SET_UP).replace("`", ""))
        return planned

    async def _check_channel(
        self, interaction: _Interaction, guild: discord.Guild, new_schedule: Schedule
    ) -> ChannelCheck | None:
        """Check the channel; answer why and return None if the bot cannot post there."""
        channel_check = await check_chosen(
            interaction, guild, channel=new_schedule.channel, schedule=new_schedule
        )
        if channel_check is None:
            await send_private(interaction, _(doctor.NOT_SEEN).format(channel=new_schedule.channel))
        elif channel_check.missing:
            await send_private(interaction, doctor.refused_sentence(channel_check))
        return channel_check if channel_check and not channel_check.missing else None

    async def _start(
        self, interaction: _Interaction, new_schedule: Schedule, channel_check: ChannelCheck
    ) -> None:
        planned = await self.daily.setup(new_schedule)
        titles = {show.slug: show.title for show in await autocomplete.visible_shows(interaction)}
        page = schedule.setup_page(
            planned,
            await self.daily.next(planned.server),
            shows=titles,
            warnings=doctor.warnings(channel_check, planned),
        )
        await answer(interaction, lambda: page, private=True)

    async def _find_line(self, interaction: _Interaction, words: str) -> Hit | None:
        """Return the best line for the words; answer and return None if nothing is close."""
        result = await self.library.quote(
            clean_query.clean_query(words), scope_of(interaction), limit=3
        )
        if result.confidence == "none" or not result.hits:
            await quote_buttons.send_miss(interaction, words, result)
            return None
        return result.hits[0]

    async def _day_of(self, planned: Schedule, hit: Hit) -> UpcomingPost | None:
        """Return the coming post of the line, or None."""
        for upcoming in await self.daily.preview(planned.server):
            if upcoming.hit and upcoming.hit.match.quote == hit.match.quote:
                return upcoming
        return None


def _chosen_day(
    upcoming: tuple[UpcomingPost, ...], day: str | None, *, today: date
) -> UpcomingPost | None:
    """Return the chosen day, or the next that is not skipped; None if there is none."""
    if day is None or not upcoming:
        return next((post for post in upcoming if not post.skipped), None)
    days = {post.date: post for post in upcoming}
    chosen = time_parsing.find_day(day, tuple(days), today=today)
    if chosen is None:
        raise LibraryError(
            _(
                "“{day}” is not one of the coming days: write tomorrow, mon or 24 december, or "
                "choose one from the list."
            ).format(day=day[:40])
        )
    return days[chosen]


async def setup(bot: PullquoteBot) -> None:
    """Add the commands to the bot."""
    if bot.daily is not None:
        await bot.add_cog(DailyHighlight(bot.library, bot.daily))
