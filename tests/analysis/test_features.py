from bot.analysis.excerpts import excerpt_candidates
from bot.analysis.features import Features, measure_features, utterance_contexts
from bot.analysis.highlight_model import WEIGHTS, log_odds, to_probability
from bot.analysis.rhetoric import DEVICES, devices
from bot.analysis.utterances import read_utterances
from tests.analysis.conversations import Said, conversation

RIVER = "The river keeps every secret that we throw into it."
NEXT = "The bridge was built by people who never crossed it."


def traits_of(*said: Said, shown: str = RIVER) -> Features:
    text, quotes = conversation(*said, most=1)
    utterances = read_utterances(text, quotes)
    standing = utterance_contexts(utterances)
    cut = next(cut for cut in excerpt_candidates(text, utterances) if cut.displayed == shown)
    return measure_features(cut, standing[cut.index], devices(cut.displayed))


def test_the_context_has_the_position_of_an_utterance_in_its_turn() -> None:
    said = (("Ann", f"{RIVER} {NEXT}"), ("Bob", "That is so."))
    first, last = traits_of(*said), traits_of(*said, shown=NEXT)
    assert first["opens a turn"]
    assert not first["ends a turn"]
    assert last["ends a turn"]
    assert last["before a short turn"]


def test_turns_without_a_speaker_are_not_counted() -> None:
    found = traits_of((None, RIVER), (None, NEXT))
    assert not found["opens a turn"]
    assert not found["ends a turn"]
    assert found["speaks more"] == 0.0


def test_the_main_speaker_has_the_largest_share() -> None:
    assert traits_of(("Ann", f"{RIVER} {NEXT}"), ("Bob", "It is so."))["speaks more"] > 0.0


def test_the_last_utterance_is_before_no_turn() -> None:
    assert not traits_of(("Ann", RIVER))["before a short turn"]


def test_laughter_after_a_candidate_is_a_feature() -> None:
    assert traits_of((None, f"{RIVER} [laughter]"), (None, NEXT))["before laughter"]
    assert not traits_of((None, f"{RIVER} [00:12] {NEXT}"))["before laughter"]


def test_a_connective_that_was_trimmed_is_a_feature() -> None:
    assert traits_of((None, "So the river keeps every secret that we throw into it."))["follows so"]


def test_words_are_counted_by_their_class() -> None:
    said = "We are afraid of the war, and the fear is worse than the war itself."
    found = traits_of((None, said), shown=said)
    assert found["pain or fear"] == 2
    assert found["strife"] == 2
    assert found["than"] == 1


def test_repeated_words_are_a_feature() -> None:
    said = "The bridge is a bridge because a bridge is what we want."
    assert traits_of((None, RIVER))["words again"] == 0.0
    assert traits_of((None, said), shown=said)["words again"] > 0.3


def test_frequent_stems_of_the_episode_are_a_feature() -> None:
    once = traits_of((None, RIVER), (None, "Bread is baked at night here."))
    often = traits_of((None, RIVER), (None, "A river is a river, and the river keeps it secret."))
    assert often["talked of"] > once["talked of"]


def test_a_bare_count_is_not_a_number_to_quote() -> None:
    reasons = [device.reason for device in devices("I have 14 machines in the cellar.")]
    assert "gives a number" not in reasons
    told = [device.reason for device in devices("It takes 14 percent of what they earn.")]
    assert "gives a number" in told


def test_every_weight_belongs_to_a_feature() -> None:
    known = {*traits_of((None, RIVER)), *(device.reason for device in DEVICES), "base"}
    assert WEIGHTS.keys() <= known


def test_an_empty_phrase_scores_lower_than_a_statement() -> None:
    named = dict(traits_of((None, RIVER)))
    assert log_odds(named | {"about the talk": 1.0}) < log_odds(named)
    assert 0.0 < to_probability(log_odds(named)) < 1.0
