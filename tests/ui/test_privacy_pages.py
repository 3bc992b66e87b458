"""`/privacy` tells of each kind of thing that is stored."""

from dataclasses import fields

from bot.records import PersonalData, Record, ServerData
from bot.ui.privacy import server_page, stored_page
from tests.support import seen

ROW: Record = {}


def _lines(words: str) -> list[str]:
    return [line for line in words.splitlines() if line.startswith("- ")]


def test_a_member_is_told_of_every_kind_that_is_stored() -> None:
    for at, kind in enumerate(fields(PersonalData), start=2):
        data = PersonalData(**{kind.name: (ROW,) * at})
        (line,) = _lines(seen.words_of(stored_page(data)))
        assert line.startswith(f"- {at} ")
    everything = PersonalData(**{kind.name: (ROW,) for kind in fields(PersonalData)})
    assert len(set(_lines(seen.words_of(stored_page(everything))))) == len(fields(PersonalData))


def test_managers_are_told_of_every_kind_that_is_stored_of_their_server() -> None:
    for kind in fields(ServerData):
        page = server_page(ServerData(**{kind.name: 3}))
        assert len(_lines(seen.words_of(page))) == 1
        assert seen.held(page)
        assert "fa" in seen.custom_ids_of(page.view().to_components())
    assert not _lines(seen.words_of(server_page(ServerData())))
