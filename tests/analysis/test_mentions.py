from bot.analysis.topic_candidates import topic_candidates
from bot.analysis.topics import subjects
from bot.analysis.utterances import read_utterances
from bot.models import NameCorrection
from tests.analysis.conversations import Said, conversation, repeated


def named(*said: Said, names: tuple[NameCorrection, ...] = ()) -> dict[str, int]:
    text, quotes = conversation(*said)
    return {
        one.form: one.count
        for one in topic_candidates(read_utterances(text, quotes), names).values()
    }


def test_a_capitalised_run_within_a_sentence_is_a_name() -> None:
    assert "Ada Lovelace" in named((None, "We read what Ada Lovelace wrote to her mother."))


def test_the_first_word_of_a_sentence_is_no_name_by_its_capital() -> None:
    found = named((None, "Gardens are quiet. The gardens were loud."))
    assert "Gardens" not in found


def test_a_name_that_opens_a_sentence_is_known_from_elsewhere() -> None:
    found = named((None, "Kyoto was cold. They went to Kyoto in the snow."))
    assert found["Kyoto"] == 2


def test_a_version_belongs_to_its_name() -> None:
    assert "Lantern 2.0" in named((None, "We waited for Lantern 2.0 all winter."))


def test_of_joins_two_names_but_does_not_end_one() -> None:
    found = named((None, "She met the College of Gardeners, and then the Duke of something."))
    assert "College of Gardeners" in found
    assert "Duke of" not in found


def test_a_possessive_ends_a_name() -> None:
    found = named((None, "He met Kepler in Prague. We trust Kepler's Lantern now."))
    assert found["Kepler"] == 2


def test_a_term_is_said_at_least_twice() -> None:
    said = repeated(None, ["We bake with sourdough starter in house #."], 3)
    assert named(*said)["sourdough starter"] == 3
    assert "sourdough starter" not in named(*said[:1])


def test_a_compound_is_not_cut_in_two() -> None:
    found = named(*repeated(None, ["There is a trade-off in every garden, number #."], 3))
    assert "trade-off" in found
    assert "trade" not in found


def test_misheard_forms_count_for_the_right_one() -> None:
    names = (NameCorrection(misheard="jan le coon", right="Yann LeCun"),)
    text, quotes = conversation(
        (None, "Then jan le coon wrote a paper."), (None, "We asked Yann LeCun about it.")
    )
    (found,) = (
        one for one in subjects(read_utterances(text, quotes), names) if one.name == "Yann LeCun"
    )
    assert len(found.positions) == 2
    assert found.aliases == ("jan le coon",)


def test_words_before_the_first_capital_of_a_name_are_left_off() -> None:
    names = (NameCorrection(misheard="worked at lantern", right="worked at Lantern"),)
    assert "Lantern" in named((None, "She worked at lantern for a year."), names=names)


def test_a_right_form_without_words_is_passed_over() -> None:
    assert named((None, "It rained."), names=(NameCorrection(misheard="it", right="…"),)) == {}


def test_text_in_capitals_has_no_names() -> None:
    assert not named((None, "WE MET ADA LOVELACE AND NOBODY ELSE IN THE GARDEN."))


def test_terms_are_found_in_english_only() -> None:
    said = repeated(None, ["Wir backen Brot mit Sauerteig im Haus Nummer #."], 4)
    assert "mit Sauerteig" not in named(*said)


def test_a_name_that_opens_a_sentence_is_given_in_full() -> None:
    found = named((None, "Grace Hopper wrote it. They thanked Hopper for it."))
    assert "Grace Hopper" in found
    assert "Hardly Hopper" not in named((None, "Hardly Hopper alone. They met Hopper again."))


def test_a_particle_belongs_to_its_name() -> None:
    found = named((None, "They asked Justus von Liebig, and then the Baron von something."))
    assert "Justus von Liebig" in found
    assert "Baron von" not in found


def test_a_web_address_is_no_subject() -> None:
    assert named((None, "They went to Lantern.fm on a Monday evening.")).keys() <= {"Monday"}


def test_an_adjective_made_of_two_words_is_no_term() -> None:
    said = [(None, "This is for task-specific, and with task-specific.")] * 3
    assert "task-specific" not in named(*said)


def test_a_comparison_is_no_term() -> None:
    said = [(None, "It was a magnitude cheaper. They like the magnitude cheaper.")] * 3
    assert "magnitude cheaper" not in named(*said)


def test_a_misheard_adjective_is_no_subject_either() -> None:
    pair = NameCorrection("pass specific", "task-specific")
    assert "task-specific" not in named((None, "A pass specific model is small."), names=(pair,))
