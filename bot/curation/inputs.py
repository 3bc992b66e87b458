"""Check what a manager types: links, templates, names. Each refusal is one sentence."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from bot import moments
from bot.errors import LibraryError
from bot.models import NO_COLOUR, EpisodeEdits, Link, ShowEdits
from bot.translation import N_, format_number
from bot.translation import gettext as _

LONGEST_TITLE, LONGEST_NAME = 200, 80
"""In characters."""

MOST_LINKS, MOST_GUESTS = 10, 50
LARGEST_OFFSET = 7_200
"""In seconds: two hours of advertisements are no podcast."""

_WHITE = 0xFFFFFF
_MEMBER = re.compile(r"<@!?\d+>")
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_NOT_A_COLOUR = N_("A colour is six digits, from 000000 to FFFFFF.")
_LARGEST_NUMBER = 1_000_000
_VIDEO_SERVICES = {"youtube", "vimeo", "twitch", "dailymotion"}
_VIDEO_SUFFIXES = {".mp4", ".m4v", ".mov", ".webm", ".mkv"}
_AUDIO_SUFFIXES = {".mp3", ".m4a", ".m4b", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav"}


def parse_links(urls: Iterable[str]) -> tuple[Link, ...]:
    """Return links to an episode, each with the kind that its address shows.

    Raises LibraryError for an address that is not https, or that no message could contain.
    """
    links = tuple(Link(_kind(url), url) for url in map(_checked_address, urls))
    if len(links) > MOST_LINKS:
        raise LibraryError(
            _("An episode has {most} links at most; leave some out.").format(most=MOST_LINKS)
        )
    return tuple({link.url: link for link in links}.values())


def parse_moment(text: str) -> str:
    """Return the name of a service or a template for links to a moment.

    An empty text means neither. Raises LibraryError for anything else.
    """
    moment = text.strip()
    if moment.casefold() in moments.SERVICES:
        return moment.casefold()
    if moment and not (moments.is_template(moment) and len(moment) <= moments.LONGEST_ADDRESS):
        raise LibraryError(
            _(
                "“{moment}” does not say how to link to a moment; name one of {services}, or "
                "write a template like {{url}}?t={{seconds}}."
            ).format(moment=moment[:80], services=", ".join(moments.SERVICES))
        )
    return moment


def parse_colour(text: str) -> int:
    """Return a colour that is written as six hexadecimal digits, NO_COLOUR for none."""
    digits = text.strip().removeprefix("#")
    if digits.casefold() == "none":
        return NO_COLOUR
    if not _COLOUR.fullmatch(digits):
        raise LibraryError(_(_NOT_A_COLOUR))
    return int(digits, 16)


def on_one_line(text: str) -> str:
    """Return a text on one line, without members whom Discord has written into it by their ids."""
    return " ".join(_MEMBER.sub(" ", text).split())


def checked_name(text: str) -> str:
    """Return the name of a speaker on one line; raise LibraryError if it is empty or long."""
    name = on_one_line(text)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise LibraryError(
            _("A speaker's name has 1 to {most} characters, on one line.").format(most=LONGEST_NAME)
        )
    return name


def checked_episode_edits(edits: EpisodeEdits) -> EpisodeEdits:
    """Return the edits with texts on one line; raise LibraryError for what cannot be stored."""
    if edits.number is not None and not 0 <= edits.number <= _LARGEST_NUMBER:
        raise LibraryError(
            _("An episode's number is from 0 to {most}.").format(
                most=format_number(_LARGEST_NUMBER)
            )
        )
    if edits.links is not None:
        given = {link.url: link for link in edits.links}
        parsed = parse_links(given)
        edits = replace(edits, links=tuple(given.get(link.url, link) for link in parsed))
    if edits.guests is not None:
        guests = tuple(dict.fromkeys(map(checked_name, edits.guests)))
        if len(guests) > MOST_GUESTS:
            raise LibraryError(
                _("An episode has {most} guests at most; leave some out.").format(most=MOST_GUESTS)
            )
        edits = replace(edits, guests=guests)
    return edits if edits.title is None else replace(edits, title=_checked_title(edits.title))


def checked_show_edits(edits: ShowEdits) -> ShowEdits:
    """Return the edits of a show; raise LibraryError for what cannot be stored."""
    if edits.offset is not None and abs(edits.offset) > LARGEST_OFFSET:
        raise LibraryError(
            _("The offset is at most {most} seconds, earlier or later.").format(
                most=format_number(LARGEST_OFFSET)
            )
        )
    if edits.colour is not None and not NO_COLOUR <= edits.colour <= _WHITE:
        raise LibraryError(_(_NOT_A_COLOUR))
    if edits.art:
        edits = replace(edits, art=_checked_address(edits.art))
    if edits.moment is not None:
        edits = replace(edits, moment=parse_moment(edits.moment))
    return edits if edits.title is None else replace(edits, title=_checked_title(edits.title))


def _checked_title(text: str) -> str:
    title = on_one_line(text)
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        raise LibraryError(
            _("A title has 1 to {most} characters, on one line.").format(most=LONGEST_TITLE)
        )
    return title


def _checked_address(text: str) -> str:
    url = text.strip()
    if not moments.is_address(url):
        raise LibraryError(
            _(
                "“{address}” cannot be linked; give an address that begins with https:// and "
                "has {most} characters at most."
            ).format(address=url[:80], most=moments.LONGEST_ADDRESS)
        )
    return url


def _kind(url: str) -> Literal["web", "audio", "video"]:
    service, suffix = moments.service_of(url), PurePosixPath(urlsplit(url).path).suffix.lower()
    if service in _VIDEO_SERVICES or suffix in _VIDEO_SUFFIXES:
        return "video"
    return "audio" if service or suffix in _AUDIO_SUFFIXES else "web"
