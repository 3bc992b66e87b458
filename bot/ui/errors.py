"""The sentences that members read when something is missing or fails; always private."""

from collections.abc import Sequence

from bot.models import Episode
from bot.ui import text

REMOVED = "That is no longer in the library: the episode was removed or cut anew."
EMPTY = "There is no episode here yet: ask whoever runs this bot to add a transcript."
NO_HIGHLIGHT = "There is nothing to show yet: ask for words you remember with `/quote words`."
NO_TOPICS = "There are no subjects to pick from yet: name one yourself with `/topic name`."
CHANGED = "This command has changed since your Discord last looked: try again in a minute."

_LISTED = 10


def refusal_sentence(sentence: str) -> str:
    """Show the sentence of an error that we raised on purpose."""
    return text.escaped(sentence, text.CONTENT)


def unexpected_sentence(reference: str) -> str:
    """Say that something broke, with what the operator needs to find it in the log."""
    return (
        "Something went wrong on my side, and it has been noted. Try again in a moment; "
        f"if it stays, tell whoever runs this bot the reference `{reference}`."
    )


def no_episode(named: str, episodes: Sequence[Episode]) -> str:
    """Say that there is no such episode here, and which there are."""
    titles = [one.title for one in episodes]
    return f"There is no episode “{text.label(named, 80)}” here, but there is {_listed(titles)}."


def no_speaker(named: str, speakers: Sequence[str]) -> str:
    """Say that nobody of this name is known to speak here, and who is."""
    sentence = f"Nobody called “{text.label(named, 80)}” is known to speak here"
    if not speakers:
        return f"{sentence}, nor is anyone by name: leave the speaker out."
    return f"{sentence}, but there is {_listed(speakers)}."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{text.label(name, 80)}”" for name in names[:_LISTED])
    return f"{shown} and more" if len(names) > _LISTED else shown
