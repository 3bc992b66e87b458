"""The application at Discord that serves a library: the first that did, until the operator says so.

With the token of another, every server would seem to have removed the bot: its highlight would be
turned off at the first post that is refused, and the server forgotten after 30 days.
"""

from bot.errors import SettingsError
from bot.registration import REGISTERED, NoteStore

_NOTE = "application"
_ANY = ""


async def check_application(application: int, *, notes: NoteStore) -> None:
    """Raise SettingsError if another application has served the library; note the first."""
    noted = await notes.note(_NOTE)
    known = noted
    if noted is None:  # a release before this one has only noted who has registered commands
        known = (await notes.note(REGISTERED) or _ANY).partition(":")[0]
    if known and known != str(application):
        raise SettingsError(
            f"DISCORD_TOKEN is of the application {application}, but {known} has served this "
            "library: put its token there. If this one is to serve it from now on, run `pullquote "
            "sync --new-application`."
        )
    if noted != str(application):
        await notes.set_note(_NOTE, str(application))


async def forget_application(notes: NoteStore) -> None:
    """Let any application serve the library; the next one that does is noted."""
    await notes.set_note(_NOTE, _ANY)
