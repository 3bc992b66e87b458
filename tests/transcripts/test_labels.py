"""Which beginnings of lines are labels: the file tells, not the line."""

import pytest

from bot.transcripts.labels import learn_labels


def learnt(text: str) -> frozenset[str]:
    return learn_labels(text.split("\n")).names


def split(text: str) -> list[tuple[str | None, str]]:
    lines = text.split("\n")
    labels = learn_labels(lines)
    return [labels.split(line) for line in lines]


@pytest.mark.parametrize(
    "label",
    [
        "{}:",
        "**{}:**",
        "**{}: **",
        "[{}]",
        "[{}]:",
        "<{}>",
        "({})",
        "*{}:*",
        "{}\t",
        "{} -",
        "{} —",
    ],
)
def test_labels_that_recur_and_take_turns_are_learnt_in_any_form(label: str) -> None:
    talk = [("Ann Lee", "We dig."), ("Bob", "By hand?"), ("Ann Lee", "By hand."), ("Bob", "Oh.")]
    assert split("\n".join(f"{label.format(name)} {words}" for name, words in talk)) == talk


@pytest.mark.parametrize(
    "label", ["{} (0:0{}):", "[00:0{1}] {0}:", "**[00:0{1}] {0}:**", "{} [00:0{}]", "{}: (0:0{})"]
)
def test_a_time_beside_a_label_is_no_part_of_it(label: str) -> None:
    lines = [label.format(name, at) + " We dig." for at, name in enumerate(["Ann", "Bob", "Ann"])]
    assert split("\n".join(lines)) == [(name, "We dig.") for name in ("Ann", "Bob", "Ann")]


def test_a_guest_with_a_single_line_is_a_speaker_beside_others() -> None:
    assert learnt("Ann: Hi.\nBob: Hello.\nAnn: Who is this?\nCem Öz: I am.") == {
        "Ann",
        "Bob",
        "Cem Öz",
    }


@pytest.mark.parametrize(
    "text",
    [
        "The point is: we dig.\nWe dig on.\nAnd then: a well.",
        "Note: it rained.\nWarning: it froze.\nNote: it rained again.\nWarning: it froze again.",
        "First: dig.\nSecond: dig on.\nThird: stop.",
        "https://wells.example\nhttp://pumps.example\nhttps://wells.example",
        "10:30 we met.\n11:15 we parted.",
    ],
)
def test_other_beginnings_are_no_labels(text: str) -> None:
    assert not learnt(text)
