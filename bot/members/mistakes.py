"""What members report to be wrong in excerpts, and what those who manage the show decide."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.curation import OPERATOR, Curation, Operator
from bot.errors import LibraryError, NotFoundError
from bot.library import Library
from bot.models import Hit
from bot.records import Correctable, Decision, Mistake
from bot.store import MistakeTable
from bot.text.tokens import words
from bot.translation import format_number
from bot.translation import gettext as _

MOST_OPEN: Final = 20
"""Open mistakes that one member can have reported."""

UNDO: Final = timedelta(minutes=10)
"""How long a decision can be undone."""

LONGEST_FORM, LONGEST_NOTE = 80, 300
"""In characters, of a word or name and of what a member adds."""


@dataclass(frozen=True, slots=True)
class OpenMistake:
    """A mistake that waits for a decision, with its excerpt.

    `decides` says whether the server that asks may decide it: those of a public show are the
    operator's. `reports` counts those that say the same.
    """

    mistake: Mistake
    hit: Hit
    decides: bool
    reports: int = 1


class Mistakes:
    """The reports of members, and their corrections.

    A server sees those in its own shows, which its managers decide, and those that its members
    reported in public shows, which the operator decides. The words as imported stay; a correction
    is found by search as soon as it is accepted.
    """

    def __init__(
        self,
        library: Library,
        table: MistakeTable,
        curation: Curation,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._library = library
        self._table = table
        self._curation = curation
        self._clock = clock

    async def report(
        self,
        user: int,
        quote_id: str,
        kind: Correctable,
        *,
        server: int | None,
        misheard: str = "",
        right: str = "",
        note: str = "",
    ) -> Mistake:
        """Report what is wrong in an excerpt.

        Raises NotFoundError if the member may not see it here, and LibraryError for a report that
        says too little or too much, is sent again, or is one too many of a member.
        """
        (hit,) = await self._library.hits([quote_id], server=server)
        if hit is None:
            raise NotFoundError(_("This line is not there any more: look it up again."))
        mistake = Mistake(
            server=server,
            user=user,
            episode=hit.episode.id,
            quote=hit.match.quote,
            kind=kind,
            created=self._clock(),
            misheard=" ".join(misheard.split()) if kind == "word" else "",
            right=" ".join(right.split()),
            note=" ".join(note.split()),
        )
        _check(mistake, hit)
        waiting = [one for one in await self._table.reported_by(user) if one.status == "open"]
        if _same(mistake) in map(_same, waiting):
            raise LibraryError(_("You reported this already: it waits for a decision."))
        if len(waiting) >= MOST_OPEN:
            raise LibraryError(
                _("{number} of your reports are waiting: send more when some are decided.").format(
                    number=format_number(MOST_OPEN)
                )
            )
        return await self._table.file(mistake)

    async def number_waiting(self, server: int) -> int:
        """Return how many reports wait for a decision of a server's managers."""
        return await self._table.open_in(server)

    async def waiting(self, server: int | Operator) -> tuple[OpenMistake, ...]:
        """List the open mistakes that a server may see, the oldest first, each said once."""
        found = await self._table.open_mistakes(server=_stored(server))
        listed: dict[object, OpenMistake] = {}
        for one in found:
            if known := listed.get(_same(one)):
                listed[_same(one)] = replace(known, reports=known.reports + 1)
            elif hit := await self._hit(one, server):
                decides = server in (OPERATOR, hit.episode.show.server)
                listed[_same(one)] = OpenMistake(one, hit, decides)
        return tuple(listed.values())

    async def accept(
        self,
        mistake_id: int,
        *,
        server: int | Operator,
        by: int | None,
        everywhere: bool = False,
        right: str | None = None,
    ) -> OpenMistake:
        """Accept a mistake, with all reports that say the same, and correct it at once.

        A word is corrected in its episode, `everywhere` in all of its show; a speaker is named in
        the quote, `everywhere` wherever the episode has the same label. A wrong place is only
        noted: the times are the transcript's. `right` is said instead of what the member said.
        """
        one = await self._find(mistake_id, server)
        wanted = one.mistake.right if right is None else right
        if one.mistake.kind == "word":
            await self._correct_word(one, wanted, server, everywhere=everywhere)
        elif one.mistake.kind == "speaker":
            await self._correct_speaker(one, wanted, server, everywhere=everywhere)
        await self._decide(one.mistake, "accepted", server, by=by)
        return one

    async def refuse(
        self, mistake_id: int, *, server: int | Operator, by: int | None
    ) -> OpenMistake:
        """Refuse a mistake, with all reports that say the same; nothing is changed."""
        one = await self._find(mistake_id, server)
        await self._decide(one.mistake, "refused", server, by=by)
        return one

    async def undo(self, mistake_id: int, *, server: int | Operator) -> OpenMistake:
        """Open a mistake again that was decided in the last ten minutes, and those decided with it.

        What was corrected in one episode, or of one quote, is taken back; not what was corrected
        everywhere. Raises NotFoundError if it is too late or undone already.
        """
        since = self._clock() - UNDO
        found = await self._table.decided_mistakes(server=_stored(server), since=since)
        known = next((one for one in found if one.id == mistake_id), None)
        one = await self._decidable(known, server)
        if one.mistake.status == "accepted":
            await self._take_back(one, server)
        for other in found:
            alike = (_same(other), other.status, other.decided)
            if alike == (_same(one.mistake), one.mistake.status, one.mistake.decided):
                await self._table.reopen(other.id)
        return one

    async def _take_back(self, one: OpenMistake, server: int | Operator) -> None:
        if one.mistake.kind == "word":
            key, misheard = one.hit.episode.key, one.mistake.misheard
            # It is gone where an earlier try was cut off in between.
            with suppress(NotFoundError):
                await self._curation.undo_name(key, misheard, server=server)
        elif one.mistake.kind == "speaker":
            await self._curation.undo_speaker(one.hit.match.quote, server=server)

    async def _correct_word(
        self, one: OpenMistake, right: str, server: int | Operator, *, everywhere: bool
    ) -> None:
        misheard, episode = one.mistake.misheard, one.hit.episode
        if everywhere:
            slug = episode.show.slug
            await self._curation.correct_name_in_show(slug, misheard, right, server=server)
        else:
            await self._curation.correct_name(episode.key, misheard, right, server=server)

    async def _correct_speaker(
        self, one: OpenMistake, right: str, server: int | Operator, *, everywhere: bool
    ) -> None:
        speaker, key = one.hit.match.speaker, one.hit.episode.key
        if everywhere and speaker is not None:
            await self._curation.rename_speaker(key, speaker, right, server=server)
        else:
            await self._curation.correct_speaker(one.hit.match.quote, right, server=server)

    async def _decide(
        self, mistake: Mistake, status: Decision, server: int | Operator, *, by: int | None
    ) -> None:
        now = self._clock()
        for one in await self._table.open_mistakes(server=_stored(server)):
            if _same(one) == _same(mistake):
                await self._table.decide(one.id, status, at=now, by=by)

    async def _find(self, mistake_id: int, server: int | Operator) -> OpenMistake:
        found = await self._table.open_mistakes(server=_stored(server))
        known = next((one for one in found if one.id == mistake_id), None)
        return await self._decidable(known, server)

    async def _decidable(self, known: Mistake | None, server: int | Operator) -> OpenMistake:
        hit = await self._hit(known, server) if known else None
        if known is None or hit is None:
            raise NotFoundError(_("This report is decided already, or its line is gone."))
        if server not in (OPERATOR, hit.episode.show.server):
            raise LibraryError(_("This show is public: only the operator of the bot corrects it."))
        return OpenMistake(known, hit, decides=True)

    async def _hit(self, one: Mistake, server: int | Operator) -> Hit | None:
        """Return the excerpt of a mistake; the operator sees those of the server's shows, too."""
        for asking in (one.server, None) if isinstance(server, Operator) else (server,):
            (hit,) = await self._library.hits([one.quote], server=asking)
            if hit is not None:
                return hit
        return None


def _same(one: Mistake) -> tuple[str, ...]:
    """Return what two reports have in common that say the same."""
    quote = "" if one.kind == "word" else one.quote
    said = (" ".join(words(text)) for text in (one.misheard, one.right))
    return (one.episode, one.kind, quote, *said)


def _check(mistake: Mistake, hit: Hit) -> None:
    """Raise LibraryError for a report that says too little or too much."""
    forms, note = (mistake.misheard, mistake.right), mistake.note
    if any(len(form) > LONGEST_FORM for form in forms) or len(note) > LONGEST_NOTE:
        raise LibraryError(
            _(
                "A word or name has {form} characters at most, and a note {note}: shorten it."
            ).format(form=LONGEST_FORM, note=LONGEST_NOTE)
        )
    if not all(text.isprintable() for text in (*forms, note)):
        raise LibraryError(_("Write the word or name on one line, without special characters."))
    if mistake.kind in ("word", "speaker") and not words(mistake.right):
        raise LibraryError(_("Say what is right: the word that was said, or who says it."))
    said, misheard = f" {' '.join(words(hit.match.text))} ", " ".join(words(mistake.misheard))
    if mistake.kind == "word" and (not misheard or f" {misheard} " not in said):
        raise LibraryError(_("Give the misheard word as the excerpt has it."))
    if mistake.kind == "place" and not (mistake.right or note):
        raise LibraryError(_("Say where it is: the right time, or what is wrong with the place."))


def _stored(server: int | Operator) -> int | None:
    return None if isinstance(server, Operator) else server
