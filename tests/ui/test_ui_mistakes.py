"""The pages of reported mistakes, and the fields of the modal, hold whatever is put into them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest
from discord.ui import Select

from bot.members import OpenMistake
from bot.models import Hit, Show, SpokenTurn
from bot.records import Correctable, Mistake
from bot.ui import correction_buttons, custom_ids, mistakes
from bot.ui.emphasis import emphasise_phrase
from tests.support import seen
from tests.support.hits import build_episode, build_hit

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ZALGO = "z\u0337\u0318a\u0336\u0347l\u0335\u033ag\u0334\u0354o "
HEBREW = "\u05d0\u05d1\u05d2 \u05d3\u05d4 "


def mistake(
    kind: Correctable = "word",
    *,
    misheard: str = "lighthouse",
    right: str = "light house",
    note: str = "",
) -> Mistake:
    one = Mistake(1, 2, "ep000001", "quote0000001", kind, NOW, id=7)
    return replace(one, misheard=misheard, right=right, note=note)


def waiting(one: Mistake, hit: Hit | None = None, *, decides: bool = True) -> OpenMistake:
    return OpenMistake(one, hit or build_hit(speaker="Ada"), decides)


def huge(words: str, *, spoiler: bool = False) -> Hit:
    """Build an excerpt that is as long as can be everywhere, of two turns."""
    long = (words * 10_000)[:10_000]
    episode = build_episode(
        title=long[:300],
        show=Show("lamps", long[:300]),
        speakers=tuple(f"{n} {long[:297]}" for n in range(30)),
        spoiler=spoiler,
    )
    turns = (SpokenTurn(long[:300], long), SpokenTurn(None, long))
    return build_hit(
        episode=episode,
        display=long,
        text=long,
        speaker=long[:300],
        turns=turns,
        chapter=long[:300],
    )


@pytest.mark.parametrize("words", ["lighthouse ", "*_||` ", "<@1> @everyone ", HEBREW, ZALGO])
@pytest.mark.parametrize("kind", get_args(Correctable))
@pytest.mark.parametrize("spoiler", [False, True])
def test_the_page_of_a_report_fits(words: str, kind: Correctable, *, spoiler: bool) -> None:
    form, note = (words * 80)[:80].strip(), (words * 300)[:300]
    one = waiting(mistake(kind, misheard=form, right=form, note=note), huge(words, spoiler=spoiler))
    seen.held(mistakes.queue_page([one] * 3, 7))
    for how in get_args(mistakes.How):
        assert len(mistakes.decided(one, how)) < 500


def test_the_misheard_words_are_bold_and_nothing_else() -> None:
    assert emphasise_phrase("The *Wool ox* and the wool", "wool ox") == (
        "The \\***Wool ox**\\* and the wool"
    )
    assert emphasise_phrase("a woolly wool", "wool") == "a woolly **wool**"
    assert emphasise_phrase("as it *is*", "") == "as it \\*is\\*"


def test_the_page_offers_to_correct_everywhere_what_can_be() -> None:
    def offered(one: OpenMistake) -> list[str]:
        ids = seen.custom_ids_of(mistakes.queue_page([one]).view().to_components())
        return [known for known in ids if custom_ids.DECIDE.fullmatch(known)]

    assert offered(waiting(mistake())) == ["ma:7", "me:7", "mr:7"]
    assert offered(waiting(mistake("speaker"))) == ["ma:7", "me:7", "mr:7"]
    assert offered(waiting(mistake("speaker"), build_hit())) == ["ma:7", "mr:7"]
    assert offered(waiting(mistake("place"))) == ["ma:7", "mr:7"]
    assert offered(waiting(mistake(), decides=False)) == []


def test_a_report_that_is_decided_leads_to_the_next_one() -> None:
    queue = [waiting(mistake(right=right)) for right in ("one", "two")]
    assert seen.panel_of(mistakes.queue_page(queue, 8)).title == "Report 1 of 2"
    assert "No report waits" in seen.words_of(mistakes.queue_page([], 8))


def test_the_fields_of_the_modal_fit_for_any_excerpt() -> None:
    for hit in (huge("lighthouse "), huge(ZALGO), build_hit(display="")):
        fields = correction_buttons.report_fields(hit)
        assert len(fields) <= 5
        for field in fields:
            shown = field.to_component_dict()
            assert 0 < len(shown["label"]) <= 45
            assert len(shown.get("description") or "") <= 100
            assert len(shown["component"].get("placeholder") or "") <= 100


@pytest.mark.parametrize(("others", "asked"), [(0, False), (1, True), (25, True), (26, False)])
def test_the_speakers_are_a_menu_where_it_holds_them(others: int, *, asked: bool) -> None:
    names = ("Ada", *(f"Voice {n}" for n in range(others)))
    hit = build_hit(episode=build_episode(speakers=names), speaker="Ada")
    menus = [
        one.component
        for one in correction_buttons.report_fields(hit)
        if isinstance(one.component, Select)
    ]
    assert [len(menu.options) for menu in menus] == ([others] if asked else [])


def test_the_words_of_a_spoiler_are_not_in_the_modal() -> None:
    hit = build_hit(episode=build_episode(spoiler=True))
    fields = correction_buttons.report_fields(hit)
    assert not any("promise" in str(field.to_component_dict()) for field in fields)
