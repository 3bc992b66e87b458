"""Read transcripts as the bot does, without the analysis, which search does not need."""

from pathlib import Path

from bot import guide, identity
from bot.episode_preparation import quotes_of
from bot.import_options import GUIDES
from bot.models import Content, Episode, NameCorrection, Show, Transcript
from bot.transcripts import readers

Read = tuple[Episode, Content]


def read_episode(path: Path, *, guided: bool, server: int | None = None) -> Read:
    """Read a transcript file; with `guided`, apply the names and speakers of its guide, if any."""
    transcript = readers.read(path)
    names: tuple[NameCorrection, ...] = ()
    found = guide.find_guide(transcript.sha256, GUIDES) if guided else None
    if found:
        placed = guide.align(found, transcript)
        transcript, names = guide.apply_guide(placed, transcript), placed.names
    return as_episode(transcript, key=path.stem, names=names, server=server)


def as_episode(
    transcript: Transcript,
    *,
    key: str,
    names: tuple[NameCorrection, ...] = (),
    server: int | None = None,
) -> Read:
    """Cut a transcript into quotes with ids."""
    episode_id = identity.episode_id(key)
    quotes = quotes_of(transcript, episode_id)
    episode = Episode(
        id=episode_id,
        key=key,
        show=Show("podcast", "Podcast", server),
        title=key,
        sha256=transcript.sha256,
        format=transcript.format,
        length=len(transcript.text),
        quotes=len(quotes),
    )
    content = Content(text=transcript.text, quotes=quotes, names=names, asides=transcript.asides)
    return episode, content
