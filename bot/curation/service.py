"""The changes of managers, for the command line and for Discord: at once in every read."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import datetime

from bot.curation.details import (
    EpisodeDetails,
    Renaming,
    ShowCounts,
    count_shows,
    labels_of,
    shown_names,
    speaker_shares,
)
from bot.curation.inputs import checked_episode_edits, checked_name, checked_show_edits
from bot.curation.misheard import LONGEST_NAME, MisheardName, checked_correction, list_names
from bot.curation.owners import Operator, Owner, may_change, to_stored, visible_episodes
from bot.curation.speaker_suggestions import SpeakerSuggestion, suggest
from bot.errors import LibraryError, NotFoundError
from bot.library import Library
from bot.models import (
    Episode,
    EpisodeEdits,
    HiddenQuote,
    NameCorrection,
    Removal,
    Show,
    ShowEdits,
    SpeakerShare,
)
from bot.store import Store
from bot.translation import gettext as _

_LISTED = 10
"""Names listed in a message."""


class Curation:
    """What managers see and change of the library.

    A server sees the public shows and its own, and changes only its own; the operator sees and
    changes all. NotFoundError is raised for anything else, as for what does not exist; LibraryError
    for values that cannot be stored. A change is out of every read of this process before its
    method returns; `on_change` is called so that the index can follow.
    """

    def __init__(
        self,
        library: Library,
        store: Store,
        *,
        clock: Callable[[], datetime],
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._library = library
        self._store = store
        self._clock = clock
        self._on_change = on_change

    async def shows(self, server: Owner) -> tuple[ShowCounts, ...]:
        """List the shows that a server may search, and its own, which come first."""
        episodes = self._episodes(server)
        own = {one.show for one in episodes if may_change(one, server)}
        chosen = frozenset[str]()
        if not isinstance(server, Operator):
            chosen = await self._store.edits.chosen_shows(server)
        return count_shows(episodes, own=own, chosen=chosen)

    async def episodes(self, server: Owner, *, show: str | None = None) -> tuple[Episode, ...]:
        """List episodes, the newest first: a server's own under embargo too, but no other's."""
        found = [one for one in self._episodes(server) if show in {None, one.show.slug}]
        return tuple(
            sorted(found, key=lambda one: (one.released, one.number or 0, one.key), reverse=True)
        )

    async def details(self, key: str, *, server: Owner) -> EpisodeDetails:
        """Return an episode with who speaks how much, its times and its counts."""
        episode = self._episode(key, server)
        content = await self._store.content(key)
        times = [quote.start_ms for quote in content.quotes if quote.start_ms is not None]
        return EpisodeDetails(
            episode=episode,
            speakers=speaker_shares(episode, content.quotes),
            chapters=len(content.chapters),
            highlights=len(content.highlights),
            topics=tuple(topic.name for topic in content.topics),
            first_ms=min(times, default=None),
            last_ms=max(times, default=None),
            hidden=len(content.hidden),
            own=may_change(episode, server),
        )

    async def edit_episode(self, key: str, edits: EpisodeEdits, *, server: Owner) -> Episode:
        """Change the title, number, date, guests, links, spoiler mark or embargo of an episode.

        Later imports leave alone what was changed.
        """
        checked = checked_episode_edits(edits)
        if checked.embargo and checked.embargo <= self._clock():
            raise LibraryError(_("This embargo is over already: give a later moment, or none."))
        await self._store.edits.edit_episode(key, checked, server=to_stored(server))
        await self._changed()
        return self._episode(key, server)

    async def remove(self, key: str, *, server: Owner) -> Removal:
        """Remove an episode; `restore` undoes it for ten minutes."""
        removal = await self._store.edits.remove(key, server=to_stored(server), at=self._clock())
        await self._changed()
        return removal

    async def restore(self, key: str, *, server: Owner) -> Episode:
        """Undo a removal, with all ids; raise NotFoundError if it is too late."""
        removal = await self._store.edits.restore(key, server=to_stored(server), at=self._clock())
        await self._changed()
        return removal.episode

    async def removals(self, server: Owner) -> tuple[Removal, ...]:
        """List the removals that can be undone, the latest first."""
        now = self._clock()
        found = await self._store.edits.removals(server=to_stored(server))
        return tuple(one for one in found if one.until > now)

    async def purge(self) -> int:
        """Delete for good what was removed more than ten minutes ago; return how many."""
        return await self._store.edits.purge(at=self._clock())

    async def hide(self, quote_id: str, *, server: Owner) -> HiddenQuote:
        """Hide a quote: it is in no answer, suggestion, highlight, summary or link any more."""
        current = await self._store.edits.hide(quote_id, server=to_stored(server))
        await self._changed()
        return next(one for one in await self.hidden(server) if one.quote == current)

    async def unhide(self, quote_id: str, *, server: Owner) -> None:
        """Show a hidden quote again; raise NotFoundError if it is not hidden."""
        await self._store.edits.unhide(quote_id, server=to_stored(server))
        await self._changed()

    async def hidden(self, server: Owner) -> tuple[HiddenQuote, ...]:
        """List the hidden quotes that a server may show again."""
        return await self._store.edits.hidden_quotes(server=to_stored(server))

    async def speakers(self, key: str, *, server: Owner) -> tuple[SpeakerShare, ...]:
        """List the speakers of an episode, who has most words first."""
        return (await self.details(key, server=server)).speakers

    async def suggested_names(self, key: str, *, server: Owner) -> tuple[SpeakerSuggestion, ...]:
        """Suggest speakers of an episode to merge, and labels to name; nothing is changed."""
        details = await self.details(key, server=server)
        names = dict.fromkeys(one.name for one in details.speakers if one.name)
        # Not those under embargo, unless they are the server's own.
        visible = {one.id for one in self._episodes(server)}
        others = (one for one in self._of_show(details.episode.show) if one.id in visible)
        of_show = (name for one in others for name in (*one.speakers, *one.guests))
        known = [*details.episode.guests, *dict.fromkeys(of_show)]
        return await asyncio.to_thread(suggest, list(names), known=known)

    async def show_speakers(self, slug: str, *, server: Owner) -> tuple[tuple[str, int], ...]:
        """List the names of a show's speakers with the number of their episodes, most first.

        Names that are not sure, which members do not see, are listed too.
        """
        counts: Counter[str] = Counter()
        for one in self._of_show(await self.show(slug, server=server)):
            counts.update(frozenset(shown_names(one).values()))
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    async def suggested_show_names(
        self, slug: str, *, server: Owner
    ) -> tuple[SpeakerSuggestion, ...]:
        """Suggest speakers of a show to merge, and labels to name; nothing is changed."""
        names = [name for name, _ in await self.show_speakers(slug, server=server)]
        return await asyncio.to_thread(suggest, names)

    async def rename_speaker(self, key: str, old: str, new: str, *, server: Owner) -> Renaming:
        """Show a speaker of an episode by another name; two of one name are one speaker.

        `old` is the name that is shown, or a label of the transcript. Ids of quotes stay.
        """
        episode, name = self._episode(key, server), checked_name(new)
        labels = labels_of(episode, old)
        if not labels:
            raise _no_speaker(old, shown_names(episode).values())
        names = dict.fromkeys(labels, name)
        await self._store.edits.name_in_episode(key, names, server=to_stored(server))
        await self._changed()
        return Renaming(name, labels, 1)

    async def rename_speaker_in_show(
        self, slug: str, old: str, new: str, *, server: Owner
    ) -> Renaming:
        """Show a speaker by another name in all episodes of a show, later ones too.

        A name that was given in an episode alone stays there.
        """
        name = checked_name(new)
        episodes = self._of_show(await self.show(slug, server=server))
        found = [labels for one in episodes if (labels := labels_of(one, old))]
        if not found:
            raise _no_speaker(old, [name for one in episodes for name in shown_names(one).values()])
        labels = tuple(dict.fromkeys(label for some in found for label in some))
        names = dict.fromkeys(labels, name)
        await self._store.edits.name_in_show(slug, names, server=to_stored(server))
        await self._changed()
        return Renaming(name, labels, len(found))

    async def reset_speakers(self, key: str, *, server: Owner) -> Episode:
        """Take back all names that were given in one episode."""
        await self._store.edits.reset_episode_names(key, server=to_stored(server))
        await self._changed()
        return self._episode(key, server)

    async def reset_show_speakers(self, slug: str, *, server: Owner) -> Show:
        """Take back all names that were given in all of a show."""
        await self._store.edits.reset_show_names(slug, server=to_stored(server))
        await self._changed()
        return await self.show(slug, server=server)

    async def names(self, key: str, *, server: Owner) -> tuple[MisheardName, ...]:
        """List the misheard names of an episode, those that people added first."""
        self._episode(key, server)
        names = await self._store.edits.names(key, server=to_stored(server))
        text = (await self._store.content(key)).text
        return await asyncio.to_thread(list_names, names, text)

    async def correct_name(
        self, key: str, misheard: str, right: str, *, server: Owner
    ) -> NameCorrection:
        """Let search find a misheard name of an episode by its right form, too.

        It stands above the guide's and over an older one of the same name. Ids of quotes stay.
        """
        self._episode(key, server)
        names = await self._store.edits.names(key, server=to_stored(server))
        text = (await self._store.content(key)).text
        checked = await asyncio.to_thread(
            checked_correction, misheard, right, names=names, text=text
        )
        await self._store.edits.correct_name(key, checked, server=to_stored(server))
        await self._changed()
        return checked

    async def correct_name_in_show(
        self, slug: str, misheard: str, right: str, *, server: Owner
    ) -> int:
        """Correct a misheard name in all episodes of a show that have it; return how many.

        Raises LibraryError if none has it.
        """
        corrected = 0
        for one in self._of_show(await self.show(slug, server=server)):
            with suppress(LibraryError):  # the episode does not have it, or has it right
                await self.correct_name(one.key, misheard, right, server=server)
                corrected += 1
        if not corrected:
            raise LibraryError(
                _("No episode of this show has “{name}”.").format(name=misheard[:LONGEST_NAME])
            )
        return corrected

    async def correct_speaker(self, quote_id: str, name: str, *, server: Owner) -> str:
        """Name the speaker of a single quote, and return the name as it is shown.

        A name that is shown in the episode is that of its speaker, renamed with them later.
        """
        checked = checked_name(name)
        place = (await self._store.places([quote_id])).get(quote_id)
        episode = None if place is None else self._episode(place.key, server)
        labels = labels_of(episode, checked) if episode else ()
        label = labels[0] if labels else checked
        await self._store.edits.label_quote(quote_id, label, server=to_stored(server))
        await self._changed()
        return shown_names(episode).get(label, label) if episode else label

    async def undo_speaker(self, quote_id: str, *, server: Owner) -> None:
        """Take back the speaker that was named for a single quote; the transcript's holds again."""
        await self._store.edits.label_quote(quote_id, None, server=to_stored(server))
        await self._changed()

    async def undo_name(self, key: str, misheard: str, *, server: Owner) -> NameCorrection:
        """Take back a correction that people added; the guide's holds again."""
        undone = await self._store.edits.undo_name(key, misheard, server=to_stored(server))
        await self._changed()
        return undone

    async def choose_shows(self, server: int, slugs: Collection[str]) -> tuple[ShowCounts, ...]:
        """Let a server search only these public shows, all if there are none; list them.

        Its own private shows it always searches.
        """
        await self._store.edits.choose_shows(server, slugs)
        await self._changed()
        return await self.shows(server)

    async def show(self, slug: str, *, server: Owner) -> Show:
        """Return a show that a server may change, with its settings."""
        return await self._store.edits.show(slug, server=to_stored(server))

    async def edit_show(self, slug: str, edits: ShowEdits, *, server: Owner) -> Show:
        """Change the title of a show, or how its links point at moments."""
        checked = checked_show_edits(edits)
        await self._store.edits.edit_show(slug, checked, server=to_stored(server))
        await self._changed()
        return await self.show(slug, server=server)

    async def _changed(self) -> None:
        await self._library.advance()
        self._on_change()

    def _episodes(self, server: Owner) -> tuple[Episode, ...]:
        """List all that a server may see and manage; the operator sees everything."""
        return visible_episodes(self._library.snapshot.episodes, server, now=self._clock())

    def _episode(self, key: str, server: Owner) -> Episode:
        for one in self._episodes(server):
            if one.key == key:
                return one
        raise NotFoundError(
            _('There is no episode "{key}"; choose one from the list.').format(key=key)
        )

    def _of_show(self, show: Show) -> list[Episode]:
        episodes = self._library.snapshot.episodes
        return [
            one for one in episodes if one.show.slug == show.slug and one.show.server == show.server
        ]


def _no_speaker(name: str, known: Iterable[str]) -> LibraryError:
    listed = ", ".join(list(dict.fromkeys(known))[:_LISTED])
    return NotFoundError(
        _("There is no speaker “{name}” there; those are {listed}.").format(
            name=name[:80], listed=listed
        )
        if listed
        else _("There is no speaker “{name}” there; the transcript names none.").format(
            name=name[:80]
        )
    )
