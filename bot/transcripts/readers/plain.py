"""Read plain text in any dialect, also without speakers and times."""

from bot.models import Transcript
from bot.transcripts.dialects import read_text


def recognises(text: str, suffix: str) -> bool:
    """Return True: any text can be read as plain text."""
    del text, suffix
    return True


def parse(text: str, data: bytes) -> Transcript:
    """Parse plain text."""
    return read_text(text, data, format="text")
