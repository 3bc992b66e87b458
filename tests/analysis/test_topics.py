from bot.analysis.topics import subjects, topics
from bot.analysis.utterances import read_utterances
from bot.models import Topic
from tests.analysis.conversations import Said, conversation, repeated


def topics_of(*said: Said) -> tuple[Topic, ...]:
    text, quotes = conversation(*said)
    utterances = read_utterances(text, quotes)
    return topics(utterances, subjects(utterances))


def names_of(*said: Said) -> list[str]:
    return [topic.name for topic in topics_of(*said)]


YEAST = ["The yeast eats the sugar in bowl #.", "We feed the yeast in jar #."]


def test_a_repeated_term_is_a_topic() -> None:
    assert "yeast" in names_of(*repeated(None, YEAST, 5))


def test_generic_words_are_no_topics() -> None:
    said = repeated(None, ["A lot of people do the thing in a way, every year, # times."], 5)
    assert names_of(*said) == []


def test_forms_of_a_word_are_one_topic() -> None:
    said = repeated(None, ["The baker met the bakers of house #.", "A baker knows the street."], 4)
    (topic,) = (one for one in topics_of(*said) if one.name.startswith("baker"))
    assert topic.aliases == ("bakers",)


def test_a_phrase_within_a_longer_one_is_left_out() -> None:
    found = names_of(*repeated(None, ["The sourdough starter lives in jar number #."], 5))
    assert "sourdough starter" in found
    assert "starter" not in found
    assert "sourdough" not in found


def test_a_surname_counts_for_the_full_name() -> None:
    (topic,) = topics_of(
        (None, "We read Grace Hopper first."),
        (None, "It was what Hopper wrote that we liked."),
    )
    assert topic.name == "Grace Hopper"
    assert topic.aliases == ("Hopper",)


def test_a_part_of_the_world_is_no_surname() -> None:
    found = names_of(
        (None, "We sailed to West Borneo first."), (None, "It was in Borneo that we slept.")
    )
    assert set(found) == {"West Borneo", "Borneo"}


def test_kinds_mentioned_once_each_are_aliases() -> None:
    topic = topics_of(
        (None, "We like Lantern here."),
        (None, "Everyone runs Lantern today."),
        (None, "We wait for Lantern Pro now."),
        (None, "You can buy Lantern Mini in May."),
    )[0]
    assert topic.name == "Lantern"
    assert set(topic.aliases) == {"Lantern Pro", "Lantern Mini"}


def test_a_speaker_is_no_topic() -> None:
    found = names_of(
        ("Ada Lovelace", "We asked Charles in London."),
        ("Charles Babbage", "Then Ada wrote from London."),
    )
    assert found == ["London"]


def test_a_person_who_is_addressed_is_no_topic() -> None:
    found = names_of(
        (None, "What do you say, Ada?"),
        (None, "Where were you, Ada?"),
        (None, "We were in London."),
    )
    assert found == ["London"]


def test_a_person_who_is_greeted_is_no_topic() -> None:
    found = names_of(
        (None, "Well, Ada, thanks so much for coming. You were in London."),
        *repeated(None, ["It rained on house #."], 20),
        (None, "It was then that Ada wrote her notes."),
    )
    assert found == ["London"]


def test_near_mentions_are_one_span_and_distant_ones_two() -> None:
    pause = repeated(None, ["It rained on house #."], 8)
    said = [(None, "We flew to Lisbon."), (None, "It was warm."), (None, "We left Lisbon.")]
    (topic,) = topics_of(*said, *pause, (None, "They like Lisbon too."))
    assert len(topic.spans) == 2


def test_the_answer_to_a_question_is_in_its_span() -> None:
    text, quotes = conversation(
        ("A", "Why did you move to Lisbon?"), ("B", "It was the light."), ("B", "It rained.")
    )
    utterances = read_utterances(text, quotes)
    (topic,) = topics(utterances, subjects(utterances))
    assert topic.spans[0].end == quotes[-1].end


def test_there_are_at_most_sixty_topics() -> None:
    cities = [f"We flew to Q{chr(97 + i // 26)}{chr(97 + i % 26)}ville." for i in range(90)]
    assert len(names_of(*((None, city) for city in cities))) == 60
