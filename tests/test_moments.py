"""Addresses of moments, in the form of each service."""

import pytest

from bot import moments
from bot.models import Link, Show
from bot.moments import moment_url
from tests.support.hits import build_episode, build_link

AT = 738_000
"""12:18."""


def linked(*urls: str, show: Show | None = None, ms: int = AT) -> str | None:
    links = tuple(Link("audio", url) for url in urls)
    return moment_url(build_episode(links=links, show=show or Show("lamps", "Lamps")), ms)


@pytest.mark.parametrize(
    ("url", "moment"),
    [
        ("https://www.youtube.com/watch?v=a1-_b", "https://www.youtube.com/watch?v=a1-_b&t=738s"),
        (
            "https://m.youtube.com/watch?t=5&v=a1&list=PL2#t=9",
            "https://m.youtube.com/watch?v=a1&list=PL2&t=738s",
        ),
        ("https://youtu.be/a1?si=xyz", "https://youtu.be/a1?si=xyz&t=738s"),
        ("https://youtube.com/live/a1", "https://youtube.com/live/a1?t=738s"),
        (
            "https://www.youtube-nocookie.com/embed/a1?start=3",
            "https://www.youtube-nocookie.com/embed/a1?start=738",
        ),
        (
            "https://open.spotify.com/episode/4q?si=1",
            "https://open.spotify.com/episode/4q?si=1&t=738",
        ),
        (
            "https://open.spotify.com/intl-de/episode/4q",
            "https://open.spotify.com/intl-de/episode/4q?t=738",
        ),
        (
            "https://podcasts.apple.com/us/podcast/name/id12?i=1000",
            "https://podcasts.apple.com/us/podcast/name/id12?i=1000&t=738",
        ),
        ("http://youtu.be/a1", "https://youtu.be/a1?t=738s"),
        ("https://overcast.fm/+CdSv9L", "https://overcast.fm/+CdSv9L/12:18"),
        ("https://overcast.fm/+CdSv9L/1:27:57", "https://overcast.fm/+CdSv9L/12:18"),
        ("https://pca.st/9mjo6ijv", "https://pca.st/9mjo6ijv?t=738"),
        ("https://pca.st/episode/c5-10?t=1327", "https://pca.st/episode/c5-10?t=738"),
        ("https://vimeo.com/1234/h4sh", "https://vimeo.com/1234/h4sh#t=738s"),
        ("https://soundcloud.com/lamps/one", "https://soundcloud.com/lamps/one#t=12:18"),
        ("https://lamps.fireside.fm/3", "https://lamps.fireside.fm/3?t=738"),
        ("https://www.twitch.tv/videos/12", "https://www.twitch.tv/videos/12?t=738s"),
        ("https://dai.ly/x1", "https://dai.ly/x1?start=738"),
        # The key `t` of a file's address is not a time.
        (
            "https://cdn.example/a.mp3?t=podcast&d=9",
            "https://cdn.example/a.mp3?t=podcast&d=9#t=738",
        ),
        ("https://lamps.example/3#t=00:01:02,80", "https://lamps.example/3#t=738"),
    ],
)
def test_each_service_is_told_the_moment_in_its_own_form(url: str, moment: str) -> None:
    assert linked(url) == moment


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/@lamps",
        "https://www.youtube.com/playlist?list=PL2",
        "https://open.spotify.com/show/4q",
        "https://podcasts.apple.com/us/podcast/name/id12",
        "https://overcast.fm/itunes12/lamps",
        "https://vimeo.com/lamps",
        "https://soundcloud.com/lamps",
        "https://lamps.example/#/episode/3",
        "http://lamps.example/3.mp3",
        "javascript:alert(1)",
        "https://youtube.com@elsewhere.example/watch?v=a1",
        "https://[broken/3",
        "https://lamps.example:port/3",
        "https://a b.example/3",
        "https://a\n.example/3",
        "https://\u202egro.example/3",
        "https:///3",
        "https://lamps.example/" + "y" * 300,
    ],
)
def test_an_address_that_cannot_point_at_a_moment_is_not_linked(url: str) -> None:
    assert linked(url) is None


def test_nothing_in_an_address_can_end_a_masked_link() -> None:
    found = linked('https://lamps.example/a_(b)<c>[d]|e|"f"')
    assert found == "https://lamps.example/a_%28b%29%3Cc%3E%5Bd%5D%7Ce%7C%22f%22#t=738"


def test_the_offset_of_the_show_moves_the_moment_but_not_before_the_start() -> None:
    late, early = Show("lamps", "Lamps", offset=30), Show("lamps", "Lamps", offset=-30)
    assert linked("https://pca.st/a", show=late) == "https://pca.st/a?t=768"
    assert linked("https://pca.st/a", show=early, ms=12_000) == "https://pca.st/a?t=0"


def test_a_template_of_the_show_is_used_for_sites_that_are_not_known() -> None:
    show = Show("lamps", "Lamps", moment="{url}?play={hms}")
    assert linked("https://lamps.example/3", show=show) == "https://lamps.example/3?play=00:12:18"
    assert linked("https://pca.st/a", show=show) == "https://pca.st/a?t=738"


def test_a_link_to_the_service_that_the_show_names_comes_first() -> None:
    urls = ("https://lamps.example/3", "https://pca.st/a", "https://overcast.fm/+a")
    assert linked(*urls) == "https://pca.st/a?t=738"
    show = Show("lamps", "Lamps", moment="overcast")
    assert linked(*urls, show=show) == "https://overcast.fm/+a/12:18"


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("{url}?t={seconds}", "https://video.example/1?t=738"),
        ("{url}#t={hms}", "https://video.example/1#t=00:12:18"),
        ("https://lamps.example/play?at={seconds}", "https://lamps.example/play?at=738"),
        ("{url.__class__}", None),
        ("javascript:{seconds}", None),
    ],
)
def test_a_template_of_the_link_itself_is_filled(template: str, url: str | None) -> None:
    assert moment_url(build_episode(links=(build_link(template),)), AT) == url


def test_the_first_link_that_can_point_at_a_moment_is_taken() -> None:
    links = (build_link("javascript:{seconds}"), build_link("{url}#{seconds}"))
    assert moment_url(build_episode(links=links), 5_000) == "https://video.example/1#5"


def test_a_page_comes_after_a_recording() -> None:
    links = (Link("web", "https://lamps.example/3"), Link("audio", "https://cdn.example/3.mp3"))
    assert moment_url(build_episode(links=links), 5_000) == "https://cdn.example/3.mp3#t=5"


@pytest.mark.parametrize(
    ("moment", "fits"),
    [
        ("{url}?t={seconds}", True),
        ("{url}#t={hms}", True),
        ("{url}", False),
        ("{seconds}", False),
        ("{url}{seconds:>9}", False),
        ("{url}{seconds!r}", False),
        ("{url}{0}", False),
        ("{url}{", False),
    ],
)
def test_a_template_must_name_the_address_and_the_time(moment: str, *, fits: bool) -> None:
    assert moments.is_template(moment) == fits


@pytest.mark.parametrize("service", moments.SERVICES)
def test_hostile_addresses_take_no_longer_and_raise_nothing(service: str) -> None:
    host = moments.SERVICES[service].hosts[0]
    for tail in ("/+" + "a" * 100_000, "/" + "episode/" * 20_000, "/?" + "t=1&" * 30_000):
        found = linked(f"https://{host}{tail}")
        assert found is None or len(found) <= moments.LONGEST_ADDRESS
