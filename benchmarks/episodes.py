"""Read transcripts as the bot does, without the analysis, which search does not need."""

from dataclasses import replace
from pathlib import Path

from bot import guide, identity
from bot.models import Content, Episode, NameCorrection, Quote, Show, Transcript
from bot.text import display
from bot.text.offsets import blank_out
from bot.transcripts import readers, segmentation

GUIDES = Path(__file__).parents[1] / "data" / "guides"

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
    passages = segmentation.segment(transcript)
    spoken = blank_out(transcript.text, transcript.asides)
    texts = [transcript.text[one.start : one.end] for one in passages]
    episode_id = identity.episode_id(key)
    ids = identity.quote_ids(episode_id, map(display.fold, texts))
    quotes = tuple(
        Quote(
            id=ids[at],
            position=at,
            start=one.start,
            end=one.end,
            text=texts[at],
            display=display.to_display(spoken[one.start : one.end]),
            turn=one.turn,
            speaker=one.speaker,
            sure=one.sure,
            start_ms=one.start_ms,
            whole=one.whole,
        )
        for at, one in enumerate(passages)
    )
    episode = Episode(
        id=episode_id,
        key=key,
        show=Show("podcast", "Podcast", server),
        title=key,
        sha256=transcript.sha256,
        format=transcript.format,
        length=len(transcript.text),
    )
    content = Content(text=transcript.text, quotes=quotes, names=names, asides=transcript.asides)
    return replace(episode, quotes=len(quotes)), content
