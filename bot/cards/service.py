"""Draw cards in a thread of their own, and keep those that were drawn last."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.cards.card import Card
from bot.cards.fonts import Fonts
from bot.cards.preparation import prepared
from bot.cards.scripts import sample
from bot.models import SpokenTurn

if TYPE_CHECKING:
    from bot.cards.faces import Faces

_KEPT = 16
"""Pictures that are kept: .5 MB mostly, 3 MB at most."""


class Cards:
    """Draws cards off the event loop. Use it with `async with`: its thread ends with the block.

        async with Cards(Fonts(folder)) as cards:
            if await cards.can_draw(card):         # show the button
                picture = await cards.draw(card)   # PNG under 200 kB, None where it cannot be drawn

    `bot.cards.card.quote_card(hit, position=...)` makes the card of a hit, and
    `bot.cards.description.describe(card)` is the alt text of its picture. Fonts are read when a
    letter needs them first. One card is drawn at a time: more threads would take turns in Python.
    """

    def __init__(self, fonts: Fonts, *, kept: int = _KEPT) -> None:
        self._fonts = fonts
        self._kept = kept
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cards")
        self._pictures: OrderedDict[Card, asyncio.Task[bytes | None]] = OrderedDict()
        self._faces: Faces | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        await asyncio.gather(*self._pictures.values(), return_exceptions=True)
        await asyncio.to_thread(self._thread.shutdown)

    async def can_draw(self, card: Card) -> bool:
        """Return whether a card is short enough, and fonts have all its letters.

        `draw` may give None all the same: where letters are wider than a line, or a font is broken.
        """
        # Not in the thread that draws, behind cards of others.
        return await asyncio.to_thread(prepared, card, self._fonts) is not None

    async def warm(self, languages: Iterable[str] = ()) -> None:
        """Load what drawing in some languages needs, so that the first card is as fast as others.

        They are codes of ISO 639-1; English is always among them.
        """
        for language in sorted({"en", *languages}):
            letters = sample(language)
            turns = (SpokenTurn(letters, letters),)
            await self._in_thread(Card(turns, letters, letters, language=language))

    async def draw(self, card: Card) -> bytes | None:
        """Return a card as PNG, None where it cannot be drawn.

        A card that several ask for at once is drawn once, and kept with the last of them.
        """
        drawing = self._pictures.get(card)
        if drawing is None or _has_failed(drawing):
            drawing = asyncio.create_task(self._in_thread(card))
            self._pictures[card] = drawing
            if len(self._pictures) > self._kept:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(card)
        return await asyncio.shield(drawing)  # others may wait for it too

    async def _in_thread(self, card: Card) -> bytes | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(self._draw, card))

    def _draw(self, card: Card) -> bytes | None:
        # Imported here: Pillow and BudouX take a tenth of a second, in the thread that needs them.
        from bot.cards.drawing import LARGEST_FILE, draw_card  # noqa: PLC0415
        from bot.cards.faces import Faces  # noqa: PLC0415
        from bot.cards.layout import lay_out  # noqa: PLC0415

        shown = prepared(card, self._fonts)
        if shown is None:
            return None
        self._faces = self._faces or Faces(self._fonts)
        try:
            layout = lay_out(shown, self._faces)
            picture = (
                draw_card(layout, colour=card.colour, faces=self._faces) if layout.fits else b""
            )
        except OSError:  # FreeType cannot open a font of the system
            return None
        return picture if 0 < len(picture) <= LARGEST_FILE else None


def _has_failed(drawing: asyncio.Task[bytes | None]) -> bool:
    return drawing.done() and (drawing.cancelled() or drawing.exception() is not None)
