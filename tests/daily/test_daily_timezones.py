from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.daily.timezones import MAX_ZONES, canonical_zone, suggest_zones, zone_names
from bot.text.lexicon import table

NOW = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
NO_PLACES = {"Factory", "localtime"}
WITHOUT_SUMMER = {"CET", "EET", "EST", "HST", "MET", "MST", "WET"}


def values(text: str, now: datetime = NOW) -> list[str]:
    return [one.value for one in suggest_zones(text, now=now)]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("berlin", "Europe/Berlin"),
        ("BERLIN ", "Europe/Berlin"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/ber", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("new_york", "America/New_York"),
        ("nyc", "America/New_York"),
        ("sao paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("san francisco", "America/Los_Angeles"),
        ("los angelos", "America/Los_Angeles"),
        ("mumbai", "Asia/Kolkata"),
        ("calcutta", "Asia/Kolkata"),
        ("kiev", "Europe/Kyiv"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("port au prince", "America/Port-au-Prince"),
        ("zürich", "Europe/Zurich"),
        ("germany", "Europe/Berlin"),
        ("india", "Asia/Kolkata"),
        ("pune", "Asia/Kolkata"),
        ("texas", "America/Chicago"),
        ("kansas city", "America/Chicago"),
        ("california", "America/Los_Angeles"),
        ("florida", "America/New_York"),
        ("ontario", "America/Toronto"),
        ("queensland", "Australia/Brisbane"),
        ("dusseldorf", "Europe/Berlin"),
        ("uk", "Europe/London"),
        ("usa", "America/New_York"),
        ("south korea", "Asia/Seoul"),
        ("utc", "UTC"),
        ("gmt", "UTC"),
        ("cest", "Europe/Berlin"),
        ("est", "America/New_York"),
        ("US/Pacific", "America/Los_Angeles"),
        ("+5:30", "Asia/Kolkata"),
        ("utc+545", "Asia/Kathmandu"),
        ("GMT-3", "America/Sao_Paulo"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_a_zone_is_found_as_people_type_it(typed: str, zone: str) -> None:
    assert values(typed)[0] == zone


def test_a_choice_shows_its_city_its_region_and_its_time() -> None:
    assert suggest_zones("berlin", now=NOW)[0].name == "Berlin (Europe) · 14:05 now"
    assert suggest_zones("utc", now=NOW)[0].name == "UTC · 12:05 now"


def test_a_choice_shows_the_other_name_that_matched() -> None:
    assert suggest_zones("mumb", now=NOW)[0].name == "Mumbai: Kolkata (Asia) · 17:35 now"


def test_a_choice_says_in_which_state_or_country_a_place_is() -> None:
    assert [one.name for one in suggest_zones("springfield", now=NOW)][:2] == [
        "Springfield, Missouri: Chicago (America) · 07:05 now",
        "Springfield, Massachusetts: New York (America) · 08:05 now",
    ]


def test_a_state_in_two_zones_offers_both() -> None:
    assert values("texas") == ["America/Chicago", "America/Denver"]


def test_every_zone_of_a_place_is_offered() -> None:
    listed = {zone for *_, zones in table("timezones", "places") for zone in zones.split(" ")}
    assert len(listed) > 200
    assert listed <= set(zone_names())


def test_an_offset_finds_the_zones_that_have_it_now() -> None:
    winter = NOW - timedelta(days=180)
    assert "Europe/Berlin" in values("utc+2")
    assert "Europe/Berlin" not in values("utc+2", winter)


def test_with_nothing_typed_common_zones_are_offered() -> None:
    assert len(values("")) == MAX_ZONES
    assert values("")[:2] == ["UTC", "America/New_York"]


@pytest.mark.parametrize("typed", ["zzzz", "utc+23", "x" * 6000])
def test_an_unknown_place_finds_nothing(typed: str) -> None:
    assert values(typed) == []


def test_every_zone_is_found_by_its_own_city() -> None:
    for zone in zone_names():
        city = zone.rpartition("/")[2].replace("_", " ").lower()
        assert zone in values(city), city


def test_every_name_of_a_zone_leads_to_one_with_the_same_time() -> None:
    instants = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7)]
    for name in available_timezones() - NO_PLACES - WITHOUT_SUMMER:
        zone = canonical_zone(name)
        assert zone is not None
        for at in instants:
            assert at.astimezone(ZoneInfo(zone)).utcoffset() == (
                at.astimezone(ZoneInfo(name)).utcoffset()
            )
        assert values(name)[0] == zone


def test_no_name_is_offered_twice_or_under_an_old_name() -> None:
    assert len(set(zone_names())) == len(zone_names()) > 400
    assert not {"Europe/Kiev", "US/Eastern", "Etc/UTC", "GMT", "EST", *NO_PLACES} & set(
        zone_names()
    )


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("nyc", "America/New_York"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Zulu", "UTC"),
        ("germany", None),
        ("india", "Asia/Kolkata"),
        ("kansas city", "America/Chicago"),
        ("barcelona", "Europe/Madrid"),
        ("texas", None),
        ("portland", "America/Los_Angeles"),
        ("san jose", None),
        ("est", None),
        ("localtime", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_text_that_was_not_chosen_is_accepted_only_if_it_names_one_zone(
    typed: str, zone: str | None
) -> None:
    assert canonical_zone(typed) == zone


@settings(max_examples=50)
@given(text=st.text(max_size=40), minutes=st.integers(0, 60 * 24 * 3650))
def test_for_every_text_the_choices_fit_into_discord(text: str, minutes: int) -> None:
    choices = suggest_zones(text, now=NOW + timedelta(minutes=minutes))
    assert len({one.value for one in choices}) == len(choices) <= MAX_ZONES
    assert all(one.name.strip() and len(one.name) <= 100 for one in choices)
    assert all(canonical_zone(one.value) == one.value for one in choices)
