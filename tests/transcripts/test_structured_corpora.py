"""No quote of a structured file that people published has a time, a label, an index or a tag."""

import random
import re
from pathlib import Path

import pytest

from bot.transcripts.readers import read
from bot.transcripts.segmentation import segment

_FOREIGN = re.compile(
    r"</?\w|&\w+;|\d{1,2}:\d{2}|SPEAKER_|spk_\d|^\W*(?:Travis|Sarah|Gilon|Luciano|Eoin|Speaker \d):"
    r"|\"\w+\":|\*\*|^\d+$",
    re.MULTILINE,
)


@pytest.mark.parametrize(
    "name",
    [
        "awsbites-100.json",
        "podcast-namespace.html",
        "podcast-namespace.json",
        "whisperx-diarized.json",
    ],
)
def test_quotes_have_words_alone(corpora: Path, name: str) -> None:
    transcript = read(corpora / "formats" / name)
    quotes = list(segment(transcript))
    chosen = random.Random(7).sample(quotes, min(500, len(quotes)))
    shown = [transcript.text[one.start : one.end] for one in chosen]
    assert shown
    assert [text for text in shown if _FOREIGN.search(text)] == []
