"""Addresses that open a recording at a moment, in the form that each service reads; pure.

Where the forms are from: https://podlove.org/podlove-deep-linking and, for audio and video files,
https://www.w3.org/TR/media-frags/#naming-time (`#t=`); the address that each service copies where a
listener shares a moment.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import Formatter
from urllib.parse import SplitResult, urlsplit

from bot.models import Episode, Link, Show

LONGEST_ADDRESS = 300
"""In characters, so that several addresses fit into one message."""

_MOST_SECONDS = 359_999
"""99:59:59: no recording is longer."""

_FRAGMENT_OF_TIME = re.compile(r"t=[\d:.hms,]{0,40}")
_OVERCAST = re.compile(r"(/\+[\w-]{1,40})(?:/[\d:]{0,12})?/?")
_SPOTIFY = re.compile(r"/(?:intl-[\w-]{1,10}/)?(?:embed/)?episode/\w{1,60}/?")
_YOUTUBE = re.compile(r"/(?:watch|(?:live|shorts|v)/[\w-]{1,40})/?")
_ESCAPES = {character: f"%{ord(character):02X}" for character in "()<>[]{}\"'`\\|^ "}

Form = Callable[[SplitResult, int], SplitResult | None]
"""Adds a number of seconds to an address; None where the address is not that of an episode."""


@dataclass(frozen=True, slots=True)
class Service:
    """A site with recordings: its hosts, subdomains included, and how it is told a moment."""

    hosts: tuple[str, ...]
    form: Form


def moment_url(episode: Episode, ms: int) -> str | None:
    """Return the address that opens an episode at a time of its transcript; None if no link can.

    A link with a template of its own or of a service comes before one to a file or a page, and the
    service that the show names before the others.
    """
    show = episode.show
    seconds = player_seconds(show, ms)
    for link in sorted(episode.links, key=lambda link: _preference(link, show)):
        address = _address(link, show, seconds)
        if address is not None:
            return address
    return None


def player_seconds(show: Show, ms: int) -> int:
    """Return where a player finds a time of the transcript: later by the show's offset."""
    return min(max(0, ms // 1000 + show.offset), _MOST_SECONDS)


def transcript_ms(show: Show, seconds: int) -> int:
    """Return the time of the transcript that a player finds at these seconds."""
    return max(0, seconds - show.offset) * 1000


def service_of(url: str) -> str | None:
    """Return the name of the service that an address belongs to; None for any other site."""
    parts = _split(_secure(url))
    host = "" if parts is None else parts.hostname or ""
    for name, service in SERVICES.items():
        if any(host == known or host.endswith(f".{known}") for known in service.hosts):
            return name
    return None


def is_template(moment: str) -> bool:
    """Return whether a text is a template with `{url}`, and `{seconds}` or `{hms}`."""
    try:
        parts = [part[1:] for part in Formatter().parse(moment) if part[1] is not None]
    except ValueError:
        return False
    fields = {name for name, _, _ in parts}
    plain = not any(spec or conversion for _, spec, conversion in parts)
    return plain and "url" in fields and len(fields) > 1 and fields <= {"url", "seconds", "hms"}


def is_address(url: str) -> bool:
    """Return whether a text is an https address that can be linked in a message."""
    parts = _split(url)
    return parts is not None and _safe(parts.geturl()) is not None


def _preference(link: Link, show: Show) -> tuple[bool, bool, bool]:
    """Order links; those of one rank keep the order in which they were given."""
    service = service_of(link.url)
    return (
        link.moment is None and service is None,
        show.moment in SERVICES and service != show.moment,
        link.moment is None and service is None and link.kind == "web",
    )


def _address(link: Link, show: Show, seconds: int) -> str | None:
    if link.moment is not None:
        return _filled(link.moment, link.url, seconds)
    service = service_of(link.url)
    if service is None and show.moment is not None and show.moment not in SERVICES:
        return _filled(show.moment, link.url, seconds)
    parts = _split(_secure(link.url) if service else link.url)
    form = SERVICES[service].form if service else _fragment
    timed = None if parts is None else form(parts, seconds)
    return None if timed is None else _safe(timed.geturl())


def _filled(template: str, url: str, seconds: int) -> str | None:
    """Fill a template; `str.format`, which can read attributes, is not for texts from a file."""
    minutes, second = divmod(seconds, 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    filled = template.replace("{seconds}", str(seconds)).replace("{hms}", clock)
    parts = _split(filled.replace("{url}", url))
    return None if parts is None else _safe(parts.geturl())


def _secure(url: str) -> str:
    """Return an address with https, which every service has; old feeds have others."""
    return f"https://{url[7:]}" if url[:7].lower() == "http://" else url


def _split(url: str) -> SplitResult | None:
    """Return the parts of an https address; None for any other, or one with a name to log in."""
    try:
        parts = urlsplit(url)
        valid = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    spotless = url.isprintable() and not any(map(str.isspace, url))
    named = "@" not in parts.netloc
    return parts if valid and spotless and named and parts.scheme == "https" else None


def _safe(url: str) -> str | None:
    """Return an address in which nothing can end a masked link; None if it is too long."""
    safe = url.translate(str.maketrans(_ESCAPES))
    return safe if len(safe) <= LONGEST_ADDRESS else None


def _query(name: str, template: str = "{}", *, instead_of: Sequence[str] = ()) -> Form:
    """Return the form of a service that reads a key of the query; other keys stay as they are."""
    dropped = {name, *instead_of}

    def form(parts: SplitResult, seconds: int) -> SplitResult:
        kept = [pair for pair in parts.query.split("&") if pair.partition("=")[0] not in dropped]
        pairs = [*filter(None, kept), f"{name}={template.format(seconds)}"]
        fragment = "" if _FRAGMENT_OF_TIME.fullmatch(parts.fragment) else parts.fragment
        return parts._replace(query="&".join(pairs), fragment=fragment)

    return form


def _fragment(parts: SplitResult, seconds: int) -> SplitResult | None:
    """Add a media fragment; a fragment that is already there belongs to the page, so no moment."""
    if parts.fragment and not _FRAGMENT_OF_TIME.fullmatch(parts.fragment):
        return None
    return parts._replace(fragment=f"t={seconds}")


def _vimeo(parts: SplitResult, seconds: int) -> SplitResult | None:
    numbered = any(part.isdigit() for part in parts.path.split("/"))
    return parts._replace(fragment=f"t={seconds}s") if numbered else None


def _soundcloud(parts: SplitResult, seconds: int) -> SplitResult | None:
    track = parts.path.count("/") > 1
    return parts._replace(fragment=f"t={_clock(seconds)}") if track else None


def _overcast(parts: SplitResult, seconds: int) -> SplitResult | None:
    found = _OVERCAST.fullmatch(parts.path)
    return parts._replace(path=f"{found[1]}/{_clock(seconds)}") if found else None


def _spotify(parts: SplitResult, seconds: int) -> SplitResult | None:
    return _query("t")(parts, seconds) if _SPOTIFY.fullmatch(parts.path) else None


def _apple(parts: SplitResult, seconds: int) -> SplitResult | None:
    """Add the time to the address of an episode; without `i` it is that of the show."""
    episode = any(pair.startswith("i=") for pair in parts.query.split("&"))
    return _query("t")(parts, seconds) if episode else None


def _youtube(parts: SplitResult, seconds: int) -> SplitResult | None:
    if parts.path.startswith("/embed/"):
        return _query("start", instead_of=("t",))(parts, seconds)
    if parts.hostname != "youtu.be" and not _YOUTUBE.fullmatch(parts.path):
        return None
    return _query("t", "{}s", instead_of=("start", "time_continue"))(parts, seconds)


def _clock(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


SERVICES = {
    "youtube": Service(("youtube.com", "youtu.be", "youtube-nocookie.com"), _youtube),
    "spotify": Service(("open.spotify.com",), _spotify),
    "apple": Service(("podcasts.apple.com",), _apple),
    "overcast": Service(("overcast.fm",), _overcast),
    "pocketcasts": Service(("pca.st", "pocketcasts.com"), _query("t")),
    "vimeo": Service(("vimeo.com",), _vimeo),
    "soundcloud": Service(("soundcloud.com",), _soundcloud),
    "fireside": Service(("fireside.fm",), _query("t")),
    "twitch": Service(("twitch.tv",), _query("t", "{}s")),
    "dailymotion": Service(("dailymotion.com", "dai.ly"), _query("start")),
}
"""The services by name, with the names that a show's settings accept."""
