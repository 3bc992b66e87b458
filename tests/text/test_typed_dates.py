from datetime import date

import pytest

from bot.text.dates import parse_date

TODAY = date(2026, 3, 31)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024", (2024, 1, 1)),
        ("2024-03", (2024, 3, 1)),
        ("2024/3", (2024, 3, 1)),
        ("3/2024", (2024, 3, 1)),
        ("2024-03-05", (2024, 3, 5)),
        ("5.3.2024", (2024, 3, 5)),
        ("05/03/2024", (2024, 3, 5)),
        ("03/25/2024", (2024, 3, 25)),
        ("March 2024", (2024, 3, 1)),
        ("mar 2024", (2024, 3, 1)),
        ("5 March 2024", (2024, 3, 5)),
        ("March 5th, 2024", (2024, 3, 5)),
        ("März 2024", (2024, 3, 1)),
        ("5. Mai 2024", (2024, 5, 5)),
        ("5 de marzo de 2024", (2024, 3, 5)),
        ("août 2024", (2024, 8, 1)),
        ("1er février 2024", (2024, 2, 1)),
        ("2024年3月", (2024, 3, 1)),
        ("2024年3月5日", (2024, 3, 5)),
        ("March", (2026, 3, 1)),
        ("april", (2025, 4, 1)),
        ("3 months ago", (2025, 12, 31)),
        ("1 month ago", (2026, 2, 28)),
        ("a year ago", (2025, 3, 31)),
        ("2 weeks ago", (2026, 3, 17)),
        ("3m", (2025, 12, 31)),
        ("vor 3 Monaten", (2025, 12, 31)),
        ("vor einem Jahr", (2025, 3, 31)),
        ("hace 3 meses", (2025, 12, 31)),
        ("hace un año", (2025, 3, 31)),
        ("il y a 3 mois", (2025, 12, 31)),
        ("il y a un an", (2025, 3, 31)),
        ("3か月前", (2025, 12, 31)),
        ("2週間前", (2026, 3, 17)),
        ("last year", (2025, 1, 1)),
        ("last month", (2026, 2, 1)),
        ("this week", (2026, 3, 30)),
        ("letztes Jahr", (2025, 1, 1)),
        ("el año pasado", (2025, 1, 1)),
        ("le mois dernier", (2026, 2, 1)),
        ("yesterday", (2026, 3, 30)),
        ("gestern", (2026, 3, 30)),
        ("aujourd’hui", (2026, 3, 31)),
        ("today", (2026, 3, 31)),
    ],
)
def test_dates_are_read_as_people_type_them(text: str, day: tuple[int, int, int]) -> None:
    assert parse_date(text, today=TODAY) == date(*day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "40",
        "episode 40",
        "soon",
        "2024-13",
        "31 february 2024",
        "99999 years ago",
        "999 years ago and more",
        "9999999999999999999999 days ago",
        "0000",
        "jui 2024",
        "the lamp",
        "²",
        "١٢٣",
        "-" * 300,
        "march " * 50,
        "\u202e\u0301" * 30,
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text, today=TODAY) is None
