import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cards.fonts import Fonts
from bot.cards.service import Cards
from tests.support import cards
from tests.support.cards import card_of
from tests.support.fonts import box_font


@pytest.fixture
async def service(fonts: Fonts) -> AsyncIterator[Cards]:
    async with Cards(fonts, kept=2) as opened:
        yield opened


async def test_a_card_is_drawn_as_png(service: Cards) -> None:
    picture = await service.draw(card_of(cards.APHORISM))
    assert picture is not None
    assert picture.startswith(b"\x89PNG")


async def test_what_cannot_be_drawn_is_not_offered_and_gives_nothing(service: Cards) -> None:
    for words in (cards.JAPANESE, cards.ZALGO, "x" * 10_000):
        assert not await service.can_draw(card_of(words))
        assert await service.draw(card_of(words)) is None
    assert await service.can_draw(card_of(cards.APHORISM))


async def test_letters_wider_than_the_card_give_nothing(service: Cards) -> None:
    assert await service.draw(card_of("a" + "\u2e3b" * 200)) is None


async def test_a_card_that_several_ask_for_is_drawn_once(service: Cards) -> None:
    pictures = await asyncio.gather(*(service.draw(card_of("Ship it.")) for _ in range(5)))
    assert len({id(picture) for picture in pictures}) == 1
    assert await service.draw(card_of("Ship it.")) is pictures[0]


async def test_only_the_last_cards_are_kept(service: Cards) -> None:
    first = await service.draw(card_of("First."))
    await service.draw(card_of("Second."))
    assert await service.draw(card_of("First.")) is first
    await service.draw(card_of("Third."))
    assert await service.draw(card_of("First.")) is first
    await service.draw(card_of("Fourth."))
    await service.draw(card_of("Fifth."))
    again = await service.draw(card_of("First."))
    assert again == first
    assert again is not first


async def test_one_who_no_longer_waits_does_not_take_the_card_from_others(service: Cards) -> None:
    gone = asyncio.create_task(service.draw(card_of(cards.PARAGRAPH)))
    stays = asyncio.create_task(service.draw(card_of(cards.PARAGRAPH)))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays is not None


async def test_the_thread_ends_with_the_block(fonts: Fonts) -> None:
    async with Cards(fonts) as opened:
        await opened.draw(card_of("Ship it."))
        waiting = asyncio.create_task(opened.draw(card_of(cards.LONGEST)))
        await asyncio.sleep(0)
    await asyncio.wait([waiting])
    await asyncio.to_thread(lambda: None)
    assert not [one for one in threading.enumerate() if one.name.startswith("cards")]


async def test_a_warm_service_draws_as_a_cold_one(fonts: Fonts, service: Cards) -> None:
    await service.warm(["en", "ja", "de", ""])
    async with Cards(fonts) as cold:
        assert await cold.draw(card_of("Ship it.")) == await service.draw(card_of("Ship it."))


async def test_a_font_that_cannot_be_opened_gives_no_card(tmp_path: Path) -> None:
    path = box_font(tmp_path / "box.ttf", "漢字")
    path.write_bytes(path.read_bytes().replace(b"head", b"xxxx", 1))
    async with Cards(Fonts(tmp_path, system=())) as broken:
        assert await broken.draw(card_of("漢字")) is None


async def test_a_card_whose_drawing_failed_is_drawn_anew(
    service: Cards, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("PIL.Image.new", None)
        with pytest.raises(TypeError):
            await service.draw(card_of("Ship it."))
    assert await service.draw(card_of("Ship it."))
