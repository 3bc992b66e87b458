"""`/library`: a server's own transcripts, for its managers; every answer is private."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from bot.client import PullquoteBot
from bot.curation import Curation, EpisodeDetails, parse_colour, parse_links, parse_moment
from bot.errors import LibraryError
from bot.feeds.service import FeedService
from bot.import_options import Options
from bot.library import Library
from bot.models import EpisodeEdits, ShowEdits
from bot.translation import gettext as _
from bot.ui import (
    asked,
    clean_query,
    library,
    library_buttons,
    mistakes,
    quote_buttons,
    upload_report,
)
from bot.ui.deferrals import defer_now
from bot.ui.managers import managing_server
from bot.ui.responses import answer, scope_of, send_private
from bot.uploads import Uploads
from cogs import autocomplete, library_options
from cogs.attachments import read_files
from cogs.feeds import FeedCommands
from cogs.manager_access import managed_server

_Interaction = discord.Interaction[Any]

_MOST_HITS = 25
"""Of these, the best of the server's own is offered to be hidden."""


@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class LibraryCommands(
    FeedCommands,
    commands.GroupCog,
    group_name="library",
    group_description="Manage this server's transcripts",
):
    """Add transcripts to a server, and change what it has."""

    def __init__(
        self,
        library_: Library,
        curation: Curation,
        uploads: Uploads,
        feeds: FeedService | None,
    ) -> None:
        self.library = library_
        self.curation = curation
        self.uploads = uploads
        self.feed_service = feeds

    @app_commands.command()
    @app_commands.describe(
        file="A transcript in almost any format, or a zip archive of transcripts",
        show="The show it belongs to; type a new name for a new show",
        title="The title of the episode",
        link="Where to listen: links of excerpts lead to their moment there",
        key="A short name for commands (default: the name of the file)",
        language="The language, for example Spanish or es, if the guess is wrong",
        replace="Replace the episode that has the same key",
    )
    @app_commands.autocomplete(show=library_options.suggest_own_shows)
    async def add(
        self,
        interaction: _Interaction,
        file: discord.Attachment,
        show: Range[str, 1, 80] | None = None,
        title: Range[str, 1, 200] | None = None,
        link: Range[str, 1, 300] | None = None,
        key: Range[str, 1, 100] | None = None,
        language: Range[str, 1, 40] | None = None,
        replace: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> None:
        """Add a transcript: see what would come of it, then import it."""
        guild = managed_server(interaction)
        await defer_now(interaction)
        files = await read_files(file)
        if len(files) > 1 and (title or key or link):
            raise LibraryError(_("title, key and link go with one file, not with an archive."))
        chosen = await self._show(guild, show)
        options = Options(
            show=chosen.slug,
            show_title=chosen.title,
            key=key,
            title=title,
            language=language,
            replace=replace,
            edits=EpisodeEdits(links=parse_links([link]) if link else None),
        )
        upload = await self.uploads.look_at(files, server=guild.id, options=options)
        buttons: tuple[discord.ui.Item[Any], ...] = ()
        if upload.importable:
            buttons = (
                library_buttons.AcceptUpload(upload.token),
                library_buttons.DiscardUpload(upload.token),
            )
        else:
            self.uploads.discard(upload.token, server=guild.id)
        page = upload_report.report_page(upload, buttons=buttons)
        await answer(interaction, lambda: page, private=True)

    @app_commands.command()
    @app_commands.describe(show="List only the episodes of this show")
    @app_commands.autocomplete(show=library_options.suggest_shows)
    async def list(self, interaction: _Interaction, show: Range[str, 1, 80] | None = None) -> None:
        """List the episodes that this server can search."""
        page = await library_buttons.list_page(interaction, show, page=0)
        await answer(interaction, lambda: page, private=True)

    @app_commands.command()
    @app_commands.describe(episode="The episode to look at")
    @app_commands.autocomplete(episode=library_options.suggest_episodes)
    async def show(self, interaction: _Interaction, episode: Range[str, 1, 100]) -> None:
        """See what is known of an episode: speakers, times, links and counts."""
        details = await self.curation.details(episode, server=managing_server(interaction))
        await answer(interaction, lambda: library.details_page(details), private=True)

    @app_commands.command()
    @app_commands.describe(
        episode="The episode to change",
        title="Its new title",
        number="Its number in the show",
        published="The date it was published, like 2025-03-01",
        guests="Its guests, separated by commas",
        link="Where to listen: links of excerpts lead to their moment there",
        spoiler="Cover its lines until somebody taps them",
        embargo="Show nothing of it before this moment, like 2026-01-31 18:00 UTC; or none",
    )
    @app_commands.autocomplete(episode=library_options.suggest_own_episodes)
    async def rename(  # noqa: PLR0913, PLR0917 - the options of the command
        self,
        interaction: _Interaction,
        episode: Range[str, 1, 100],
        title: Range[str, 1, 200] | None = None,
        number: Range[int, 0, 1_000_000] | None = None,
        published: Range[str, 1, 10] | None = None,
        guests: Range[str, 1, 500] | None = None,
        link: Range[str, 1, 300] | None = None,
        spoiler: bool | None = None,  # noqa: FBT001 - an option of the command
        embargo: Range[str, 1, 40] | None = None,
    ) -> None:
        """Change the title, number, date, guests, link, spoiler mark or embargo of an episode."""
        server = managing_server(interaction)
        await self._own(episode, server)
        edits = EpisodeEdits(
            title=title,
            number=number,
            published=library_options.parse_date(published),
            guests=library_options.parse_names(guests),
            links=parse_links([link]) if link else None,
            spoiler=spoiler,
            embargo=library_options.parse_embargo(embargo),
            cleared=frozenset({"embargo"}) if embargo == library_options.NONE else frozenset(),
        )
        await self.curation.edit_episode(episode, edits, server=server)
        details = await self.curation.details(episode, server=server)
        await answer(interaction, lambda: library.details_page(details), private=True)

    @app_commands.command()
    @app_commands.describe(episode="The episode to remove")
    @app_commands.autocomplete(episode=library_options.suggest_own_episodes)
    async def remove(self, interaction: _Interaction, episode: Range[str, 1, 100]) -> None:
        """Remove an episode of this server; you are asked first, and can undo it."""
        details = await self._own(episode, managing_server(interaction))
        button = library_buttons.RemoveEpisode(details.episode.id)
        page = library.details_page(details, buttons=(button,))
        await send_private(interaction, library.removal_question(details.episode), page)

    @app_commands.command()
    @app_commands.describe(line="Words from the line, as in /quote")
    @app_commands.autocomplete(line=autocomplete.suggest_lines)
    async def hide(self, interaction: _Interaction, line: Range[str, 1, 200]) -> None:
        """Hide a line of this server's episodes everywhere."""
        server = managing_server(interaction)
        found = await self.library.quote(
            clean_query.clean_query(line), scope_of(interaction), limit=_MOST_HITS
        )
        own = [hit for hit in found.hits if hit.episode.show.server == server]
        if found.confidence == "none" or not found.hits:
            await quote_buttons.send_miss(interaction, line, found)
        elif not own:
            raise LibraryError(_(library_options.NOT_OWN))
        else:
            button = library_buttons.HideQuote(own[0].match.quote)
            await answer(
                interaction, lambda: library.hide_page(own[0], buttons=(button,)), private=True
            )

    @app_commands.command()
    @app_commands.describe(line="The hidden line, from the list")
    @app_commands.autocomplete(line=library_options.suggest_hidden)
    async def unhide(self, interaction: _Interaction, line: Range[str, 1, 100]) -> None:
        """Show a hidden line again."""
        await self.curation.unhide(line, server=managing_server(interaction))
        await send_private(interaction, _("The line can be found again."))

    @app_commands.command()
    @app_commands.describe(
        episode="The episode to look at, or to change",
        speaker="The name to replace; two speakers of one name become one",
        name="The name to show instead",
        everywhere="Use the name in all episodes of the show, later ones too",
    )
    @app_commands.autocomplete(
        episode=library_options.suggest_episodes, speaker=library_options.suggest_labels
    )
    async def speakers(
        self,
        interaction: _Interaction,
        episode: Range[str, 1, 100],
        speaker: Range[str, 1, 100] | None = None,
        name: Range[str, 1, 80] | None = None,
        everywhere: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> None:
        """See who speaks in an episode, and rename or merge speakers."""
        server = managing_server(interaction)
        if bool(speaker) != bool(name):
            raise LibraryError(_("To rename a speaker, give both speaker and name."))
        sentence = None
        details = await self.curation.details(episode, server=server)
        if speaker and name:
            await self._own(episode, server)
            done = (
                await self.curation.rename_speaker_in_show(
                    details.episode.show.slug, speaker, name, server=server
                )
                if everywhere
                else await self.curation.rename_speaker(episode, speaker, name, server=server)
            )
            sentence = library.renamed(speaker, done.name, episodes=done.episodes)
            details = await self.curation.details(episode, server=server)
        suggested = await self.curation.suggested_names(episode, server=server)
        page = library.speakers_page(details.episode.title, details.speakers, suggested)
        await answer(interaction, lambda: page.headed(sentence), private=True)

    @app_commands.command()
    @app_commands.describe(
        episode="The episode to look at, or to change",
        misheard="The name as the transcript has it",
        right="The name as it is right: both forms are found",
        undo="Take back a name that was added here",
    )
    @app_commands.rename(misheard="heard")
    @app_commands.autocomplete(
        episode=library_options.suggest_episodes, misheard=library_options.suggest_misheard
    )
    async def names(
        self,
        interaction: _Interaction,
        episode: Range[str, 1, 100],
        misheard: Range[str, 1, 80] | None = None,
        right: Range[str, 1, 80] | None = None,
        undo: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> None:
        """See the misheard names of an episode, and add or take back some."""
        server = managing_server(interaction)
        details = await self.curation.details(episode, server=server)
        sentence = None
        if misheard or right or undo:
            if not misheard or bool(right) == undo:
                raise LibraryError(_("Give heard and right to add a name, or heard and undo."))
            await self._own(episode, server)
            sentence = library.corrected(
                await self.curation.correct_name(episode, misheard, right, server=server)
                if right
                else await self.curation.undo_name(episode, misheard, server=server),
                undone=undo,
            )
        names = await self.curation.names(episode, server=server)
        page = library.names_page(details.episode.title, names)
        await answer(interaction, lambda: page.headed(sentence), private=True)

    @app_commands.command()
    async def mistakes(self, interaction: _Interaction) -> None:
        """Decide on what members reported to be wrong in this server's episodes."""
        page = await mistakes.read_queue(interaction)
        await answer(interaction, lambda: page, private=True)

    @app_commands.command()
    @app_commands.describe(
        search="The public shows to search here, separated by commas; all for all of them"
    )
    @app_commands.autocomplete(search=library_options.suggest_public_shows)
    async def shows(
        self, interaction: _Interaction, search: Range[str, 1, 500] | None = None
    ) -> None:
        """See the shows, and choose which public ones this server searches."""
        server = managing_server(interaction)
        listed = await self.curation.shows(server)
        if search is not None:
            slugs = library_options.parse_slugs(search, listed)
            listed = await self.curation.choose_shows(server, slugs)
        await answer(interaction, lambda: library.shows_page(listed), private=True)

    @app_commands.command()
    @app_commands.describe(
        show="The show of this server",
        service="The service that links lead to, or a template like {url}#t={seconds}",
        offset="Seconds that the recording runs later than the transcript, for inserted adverts",
        drifts="Mark times as approximate, because adverts differ from listener to listener",
    )
    @app_commands.autocomplete(
        show=library_options.suggest_own_shows, service=library_options.suggest_services
    )
    async def links(
        self,
        interaction: _Interaction,
        show: Range[str, 1, 80],
        service: Range[str, 1, 300] | None = None,
        offset: Range[int, -7200, 7200] | None = None,
        drifts: bool | None = None,  # noqa: FBT001 - an option of the command
    ) -> None:
        """Set how the links of a show lead to a moment of its recordings."""
        moment = None if service is None else parse_moment(service)
        edits = ShowEdits(moment=moment, offset=offset, drifts=drifts)
        changed = await self.curation.edit_show(show, edits, server=managing_server(interaction))
        await send_private(interaction, library.links_note(changed))

    @app_commands.command()
    @app_commands.describe(
        show="The show of this server",
        colour="The colour of its frames, six digits like 2E7D5B; or none",
        art="The address of its picture, beginning with https; or none",
    )
    @app_commands.autocomplete(show=library_options.suggest_own_shows)
    async def look(
        self,
        interaction: _Interaction,
        show: Range[str, 1, 80],
        colour: Range[str, 1, 20] | None = None,
        art: Range[str, 1, 300] | None = None,
    ) -> None:
        """Set the colour and the picture that the lines of a show have."""
        edits = ShowEdits(
            colour=None if colour is None else parse_colour(colour),
            art="" if art == library_options.NONE else art,
        )
        changed = await self.curation.edit_show(show, edits, server=managing_server(interaction))
        await answer(interaction, lambda: library.look_page(changed), private=True)

    @app_commands.command()
    @app_commands.describe(
        keep="Keep the words that find nothing from now on, or stop and delete them"
    )
    async def questions(self, interaction: _Interaction, keep: bool | None = None) -> None:  # noqa: FBT001 - an option of the command
        """See what members asked in vain, if it is kept."""
        server = managing_server(interaction)
        servers = interaction.client.servers
        if keep is not None:
            await servers.change(server, questions=keep)
        kept = servers.get(server).questions
        found = await servers.questions(server)
        await answer(interaction, lambda: asked.asked(found, kept=kept), private=True)

    async def _own(self, episode: str, server: int) -> EpisodeDetails:
        """Return an episode that the server may change; raise LibraryError for any other."""
        details = await self.curation.details(episode, server=server)
        if not details.own:
            raise LibraryError(_(library_options.NOT_OWN))
        return details

    async def _show(self, guild: discord.Guild, named: str | None) -> library_options.ChosenShow:
        """Return the show of a new episode: the named, else the only one, else the server's."""
        own = [one.show for one in await self.curation.shows(guild.id) if one.own]
        return library_options.choose_show(named, own, server_name=guild.name)


async def setup(bot: PullquoteBot) -> None:
    """Add the commands to the bot."""
    if bot.curation is not None and bot.uploads is not None:
        await bot.add_cog(LibraryCommands(bot.library, bot.curation, bot.uploads, bot.feeds))
