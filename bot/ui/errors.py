"""The sentences that members read when something is missing or fails; always private."""

from collections.abc import Sequence

from bot.models import Episode
from bot.ui import text

GONE = "That is no longer in the library: the episode was removed or cut anew."
EMPTY = "There is no episode here yet: ask whoever runs this bot to add a transcript."
NO_HIGHLIGHT = "There is nothing to show yet: ask for words you remember with `/quote words`."
NO_TOPICS = "There are no subjects to pick from yet: name one yourself with `/topic name`."
CHANGED = "This command has changed since your Discord last looked: try again in a minute."

_LISTED = 10


def refused(sentence: str) -> str:
    """Show the sentence of an error that we raised on purpose."""
    return text.shown(sentence, text.CONTENT)


def unexpected(reference: str) -> str:
    """Say that something broke, with what the operator needs to find it in the log."""
    return (
        "Something went wrong on my side, and it has been noted. Try again in a moment; "
        f"if it stays, tell whoever runs this bot the reference `{reference}`."
    )


def no_episode(named: str, episodes: Sequence[Episode]) -> str:
    """Say that there is no such episode here, and which there are."""
    titles = ", ".join(f"“{text.label(one.title, 80)}”" for one in episodes[:_LISTED])
    more = " and more" if len(episodes) > _LISTED else ""
    return f"There is no episode “{text.label(named, 80)}” here, but there is {titles}{more}."
