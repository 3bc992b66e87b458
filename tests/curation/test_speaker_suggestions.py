"""Which speakers are probably one person."""

import pytest

from bot.curation.speaker_suggestions import is_generic, suggest


def told(*names: str, known: tuple[str, ...] = ()) -> list[tuple[str, str | None]]:
    return [(one.old, one.new) for one in suggest(names, known=known)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Dan Ott", "Dan"), ("Dan", "Dan Ott")),
        (("ANN LEE", "Ann Lee"), ("ANN LEE", "Ann Lee")),
        (("Zoë Brandt", "Zoe Brandt"), None),
        (("Dr. Ann Lee", "Ann Lee"), None),
        (("Ann Lee (host)", "Ann Lee"), ("Ann Lee (host)", "Ann Lee")),
        (("Lee", "Ann Lee"), ("Lee", "Ann Lee")),
        (("A. Lee", "Ann Lee"), ("A. Lee", "Ann Lee")),
        (("Ann Marie Lee", "Ann Lee"), ("Ann Lee", "Ann Marie Lee")),
        (("Katharina Weiss", "Katharina Weis"), ("Katharina Weis", "Katharina Weiss")),
    ],
)
def test_two_names_of_one_person_are_suggested_once(
    names: tuple[str, str], expected: tuple[str, str] | None
) -> None:
    found = told(*names)
    assert len(found) == 1
    assert expected is None or found == [expected]


@pytest.mark.parametrize(
    "names",
    [
        ("Ann Lee", "Bo Roe"),
        ("Ann Lee", "Ann Roe"),
        ("Dan", "Daniela Ott"),
        ("Tim", "Tom"),
        ("A", "B"),
        ("Host", "Guest"),
        ("李雷", "韩梅梅"),
    ],
)
def test_two_people_are_left_alone(names: tuple[str, str]) -> None:
    assert [new for _, new in told(*names) if new] == []


def test_a_first_name_that_fits_two_people_is_nobodys() -> None:
    assert told("Dan", "Dan Ott", "Dan Roe") == []


def test_names_of_the_show_and_guests_are_suggested_but_not_renamed() -> None:
    assert told("Ann", known=("Ann Lee", "Bo Roe")) == [("Ann", "Ann Lee")]
    assert told("Ann Lee", known=("Ann",)) == []


@pytest.mark.parametrize(
    "name",
    [
        "Speaker 1", "SPEAKER_00", "speaker_a", "Speaker A", "spk_0", "S1", "A", "Unknown Speaker",
        "Unknown", "Unidentified", "Sprecher 2", "Hablante 1", "Intervenant 3", "Voice 2",
        "Participant 12", "говорящий 1", "話者1", "Speaker #2",
    ],
)  # fmt: skip
def test_a_label_is_no_name(name: str) -> None:
    assert is_generic(name)
    assert told(name) == [(name, None)]


@pytest.mark.parametrize("name", ["Ann", "Bo", "Speaker Pelosi", "Dan Ott", "Host", "李", "Al 2nd"])
def test_a_name_is_no_label(name: str) -> None:
    assert not is_generic(name)


def test_many_hostile_names_are_compared_in_bounded_time() -> None:
    names = [f"{'a' * 200} {number}" for number in range(10_000)]
    assert len(suggest(names)) < 10_000
    assert not is_generic("speaker " * 20_000)
