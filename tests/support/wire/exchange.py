"""One interaction from both sides: what a member did, and what the bot answered."""

from dataclasses import dataclass, field

from tests.support.wire.objects import Json, components
from tests.support.wire.waiting import Signal

EPHEMERAL = 1 << 6
LOADING = 1 << 7
TEXT = 10


@dataclass(slots=True)
class Response:
    """Follow what the bot answers to one interaction.

    `callback` is the first answer as it was sent, `message` the message that it stands in now,
    for a button the one it hangs on where the bot changed that.
    """

    interaction: Json
    what: str
    signal: Signal
    callback: Json | None = None
    message: Json | None = None
    followups: list[Json] = field(default_factory=list[Json])
    edits: int = 0

    @property
    def ephemeral(self) -> bool:
        """Tell whether only the member sees it."""
        return bool(self.message and self.message["flags"] & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Tell whether the bot has said so far only that it thinks."""
        return bool(self.message and self.message["flags"] & LOADING)

    @property
    def shown(self) -> Json:
        """Return the message, which must be there."""
        if self.message is None:
            raise AssertionError(f"{self.what} shows no message")
        return self.message

    @property
    def text(self) -> str:
        """Return all that can be read in the message."""
        return text(self.shown)

    @property
    def choices(self) -> list[Json]:
        """Return what autocomplete offers."""
        data: Json = (self.callback or {}).get("data") or {}
        return data.get("choices") or []

    @property
    def buttons(self) -> dict[str, str]:
        """Map the label of each button that can be pressed to its custom id."""
        return {
            known.get("label") or known["custom_id"]: known["custom_id"]
            for known in components(self.shown)
            if known.get("custom_id") and not known.get("disabled")
        }

    async def answered(self) -> "Response":
        """Wait until the bot has said more than that it thinks."""
        await self.signal.until(
            lambda: self.callback and not self.loading, what=f"an answer to {self.what}"
        )
        return self

    async def edited(self, times: int = 1) -> "Response":
        """Wait until the answer was edited, in all so many times."""
        await self.signal.until(lambda: self.edits >= times, what=f"an edit after {self.what}")
        return self

    async def followed(self, count: int = 1) -> "Response":
        """Wait until the bot has sent so many messages after its answer."""
        await self.signal.until(
            lambda: len(self.followups) >= count, what=f"a message after {self.what}"
        )
        return self


def text(message: Json) -> str:
    """Return all that can be read in a message, one part a line."""
    parts = [message["content"]]
    for embed in message["embeds"]:
        footer: Json = embed.get("footer") or {}
        author: Json = embed.get("author") or {}
        parts += [author.get("name"), embed.get("title"), embed.get("description")]
        for pair in embed.get("fields") or ():
            parts += [pair["name"], pair["value"]]
        parts.append(footer.get("text"))
    parts += [known["content"] for known in components(message) if known["type"] == TEXT]
    return "\n".join(part for part in parts if part)
