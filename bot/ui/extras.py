"""What the page of a line extras to whoever reads it, beside what every page does."""

from dataclasses import dataclass
from typing import Any, Literal

import discord

from bot.members import Members
from bot.models import Hit
from bot.site.addresses import quote_url
from bot.translation import N_
from bot.ui.responses import may_share, server_of

_COUNT = N_("count of votes")


@dataclass(frozen=True, slots=True)
class Extras:
    """Whether the line can be shared, its votes here, and the address of its page on the site.

    `votes` is None where nobody can vote: in private and in DMs. They are unknown where they cannot
    be counted now.
    """

    share: bool = False
    votes: int | Literal["unknown"] | None = None
    address: str | None = None


NOTHING = Extras()


async def extras_of(interaction: discord.Interaction[Any], hit: Hit, *, private: bool) -> Extras:
    """Return what a page extras: to share a line found in private, to vote for a public one."""
    if private:
        return Extras(share=may_share(interaction), address=_address(interaction.client, hit))
    return await public_extras(interaction.client, hit, server=server_of(interaction))


async def public_extras(client: discord.Client, hit: Hit, *, server: int | None) -> Extras:
    """Return what a page that a server's members see extras."""
    members: Members | None = getattr(client, "members", None)
    votes = None
    if members is not None and server is not None:
        votes = await _votes(client, members, hit.match.quote, server)
    return Extras(votes=votes, address=_address(client, hit))


async def _votes(
    client: Any, members: Members, quote_id: str, server: int
) -> int | Literal["unknown"]:
    """Count the votes for a line, but let no answer wait for them."""
    counting = members.votes.counts(server, [quote_id])
    counted = await client.failures.beside(_COUNT, counting, otherwise=None)
    return "unknown" if counted is None else counted.get(quote_id, 0)


def _address(client: discord.Client, hit: Hit) -> str | None:
    return quote_url(getattr(client, "site", ""), hit.episode, hit.match.quote)
