import zlib
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.analysis import analyse
from bot.text.languages import language
from tests.analysis.conversations import conversation, repeated

PASSING = "In the end, whatever you say, the tractor had a lot of other plans in year #."
SUMMED_UP = "We feed the yeast in bowl #."
SAID = conversation(*repeated(None, [PASSING], 6), *repeated(None, [SUMMED_UP], 4))


class WordCounts:
    """Encodes a text as the counts of its words, so that texts with the same words are alike."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], *, kind: Literal["passage"]) -> npt.NDArray[np.float32]:
        assert kind == "passage"
        self.encoded += texts
        rows = np.zeros((len(texts), 4096), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().strip(".").split():
                row[zlib.crc32(word.encode()) % 4096] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_topic_that_sums_up_its_mentions_precedes_one_mentioned_in_passing() -> None:
    plain = [topic.name for topic in analyse(*SAID).topics]
    ranked = [topic.name for topic in analyse(*SAID, encoder=WordCounts()).topics]
    assert plain.index("tractor") < plain.index("yeast")
    assert ranked.index("yeast") < ranked.index("tractor")


def test_only_three_mentions_of_a_topic_are_encoded() -> None:
    encoder = WordCounts()
    analyse(*conversation(*repeated(None, [PASSING], 6)), encoder=encoder)
    assert sum("tractor had" in text for text in encoder.encoded) == 3


def test_an_encoder_changes_nothing_but_the_topics() -> None:
    plain, ranked = analyse(*SAID), analyse(*SAID, encoder=WordCounts())
    assert (plain.chapters, plain.highlights, plain.summary) == (
        ranked.chapters,
        ranked.highlights,
        ranked.summary,
    )
    assert set(plain.topics) == set(ranked.topics)


def test_other_languages_than_english_need_no_encoder() -> None:
    encoder = WordCounts()
    analyse(*SAID, language=language("de"), encoder=encoder)
    assert encoder.encoded == []


def test_an_episode_without_topics_has_none_with_an_encoder() -> None:
    assert analyse(*conversation((None, "Yes, it is.")), encoder=WordCounts()).topics == ()


def test_a_single_topic_is_kept() -> None:
    text, quotes = conversation(*repeated(None, [SUMMED_UP], 4))
    assert [topic.name for topic in analyse(text, quotes, encoder=WordCounts()).topics] == ["yeast"]
