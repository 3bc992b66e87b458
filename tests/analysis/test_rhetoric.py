import pytest

from bot.analysis.rhetoric import devices


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("A garden is not a picture, it's a conversation.", "a contrast"),
        ("Nobody plants a tree for themselves.", "a rule of thumb"),
        ("It takes 40 percent of the water.", "gives a number"),
        ("That was the hardest winter of them all.", "a superlative"),
        ("Weeding is like reading a letter twice.", "an image"),
        ("I hate roses in straight lines.", "a strong opinion"),
        ("It turns out that moss keeps a diary.", "what was learnt"),
        ("Patience is the cheapest fertiliser.", "an aphorism"),
        ("If you water at noon, the sun drinks first.", "a condition and what follows"),
        ("Gardens will never be finished in our time.", "a look ahead"),
        ("Someone planted this tree. Someone planted that hedge.", "says it in parallel"),
    ],
)
def test_each_device_has_a_reason_in_words(said: str, reason: str) -> None:
    assert reason in {device.reason for device in devices(said)}


def test_a_plain_sentence_has_no_device() -> None:
    assert devices("We went to the shed and fetched the spade.") == ()


def test_common_openings_are_not_parallelism() -> None:
    assert devices("We went to the old shed. We went to the long hedge.") == ()
