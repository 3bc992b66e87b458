"""Members are told of their alerts once, where they may see the line, even after a kill."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pytest

from bot.alerting.port import AlertMessage, EarlierMessage, nonce
from bot.alerting.sender import AlertSender
from bot.curation import OPERATOR
from bot.daily.port import LimitedError, RefusedError, RejectedError, UnclearError
from bot.daily.rate_limiter import RateLimiter
from bot.records import Alert, AlertMatch
from tests.members.conftest import JONAS, MIA, NOW, OURS, Club

THREAD = 555


@dataclass(slots=True)
class MemoryAlerts:
    """The port in memory; each of `failures` is raised once, before or after a message is made."""

    sent: list[tuple[int, AlertMessage]] = field(default_factory=list[tuple[int, AlertMessage]])
    nonces: list[str] = field(default_factory=list[str])
    failures: deque[tuple[Exception, bool]] = field(default_factory=deque[tuple[Exception, bool]])
    left: bool = False
    blind: bool = False

    async def is_in(self, server: int) -> bool:
        return server == OURS and not self.left

    async def channel(self, alert: Alert) -> int:
        return alert.thread or alert.user

    async def send(self, channel: int, message: AlertMessage) -> int | None:
        error, after = self.failures.popleft() if self.failures else (None, False)
        if error and not after:
            raise error
        if nonce(message.matches) not in self.nonces:
            self.sent.append((channel, message))
            self.nonces.append(nonce(message.matches))
        if error:
            raise error
        return len(self.sent)

    async def find_own(
        self, channel: int, matches: Sequence[AlertMatch], *, after: datetime
    ) -> EarlierMessage | None:
        assert all(one.first_try and after < one.first_try for one in matches)
        for number, (place, message) in enumerate(self.sent * (not self.blind), start=1):
            known = {one.alert.id for one in message.matches}
            found = tuple(one for one in matches if one.alert.id in known)
            if place == channel and found:
                return EarlierMessage(number, found)
        return None

    @property
    def phrases(self) -> list[list[str]]:
        """The phrases in each message."""
        return [[one.alert.phrase for one in message.matches] for _, message in self.sent]


@dataclass(slots=True)
class Office:
    """A club with a sender of alerts."""

    club: Club
    port: MemoryAlerts

    def sender(self, owner: str = "first") -> AlertSender:
        return AlertSender(
            self.club.library,
            self.club.store.members,
            self.port,
            clock=lambda: self.club.now,
            seconds=self.club.now.timestamp,
            rate_limiter=RateLimiter(1000, clock=lambda: NOW, sleep=_no_sleep),
            owner=owner,
        )

    async def pass_time(self, **time: float) -> None:
        self.club.now += timedelta(**time)
        await self.sender().run_once()

    async def problems(self, user: int = MIA) -> list[str]:
        return [one.untold for one in await self.club.members.alerts.known(user)]


async def _no_sleep(_seconds: float) -> None:
    pass


@pytest.fixture
def office(club: Club) -> Office:
    return Office(club, MemoryAlerts())


async def _matched(office: Office, *phrases: str, server: int | None = None) -> None:
    """Add alerts of a member, and an episode in which their phrases are said."""
    for phrase in phrases:
        await office.club.members.alerts.add(MIA, phrase, server=server)
    await office.club.add("new")
    await office.club.members.alerts.scan()


async def test_a_member_is_told_once_of_all_matches_in_an_episode(office: Office) -> None:
    await _matched(office, "lighthouse", "fog")
    await office.club.members.alerts.add(JONAS, "needle", server=None)
    for _ in range(3):
        await office.sender().run_once()
    assert office.port.phrases == [["lighthouse", "fog"]]
    ((channel, message),) = office.port.sent
    assert channel == MIA
    assert "lighthouse" in message.hits[0].match.text
    assert await office.problems() == ["", ""]


async def test_many_matches_are_told_in_several_messages(office: Office) -> None:
    await _matched(office, "lighthouse", "fog", "lamp", "needle", "wool")
    await office.sender().run_once()
    assert office.port.phrases == [["lighthouse", "fog", "lamp"], ["needle", "wool"]]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("forgotten", [False, True])
async def test_an_unclear_message_is_tried_again_and_not_doubled(
    office: Office, *, after: bool, forgotten: bool
) -> None:
    office.port.failures.append((UnclearError("?"), after))
    await _matched(office, "lighthouse", "fog")
    await office.sender().run_once()
    await office.sender().run_once()
    assert len(office.port.sent) == after
    if forgotten:
        office.port.nonces.clear()
    await office.pass_time(seconds=20)
    for _ in range(4):
        await office.pass_time(minutes=20)
    assert office.port.phrases == [["lighthouse", "fog"]]


@pytest.mark.parametrize("after", [False, True])
async def test_a_sender_repeats_a_message_without_a_look_while_discord_knows_its_nonce(
    office: Office, *, after: bool
) -> None:
    office.port.failures.append((UnclearError("?"), after))
    office.port.blind = True
    await _matched(office, "lighthouse", "fog")
    sender = office.sender()
    await sender.run_once()
    office.club.now += timedelta(seconds=20)
    await sender.run_once()
    assert office.port.phrases == [["lighthouse", "fog"]]


async def test_an_alert_is_not_told_twice_after_looks_that_miss_it(office: Office) -> None:
    office.port.failures.append((UnclearError("?"), True))
    await _matched(office, "lighthouse", "fog")
    await office.sender().run_once()
    office.port.nonces.clear()
    office.port.blind = True
    await office.pass_time(minutes=3)
    await office.pass_time(minutes=3)
    office.port.blind = False
    await office.pass_time(minutes=10)
    assert office.port.phrases == [["lighthouse", "fog"]]


class KilledError(BaseException):
    """The process ends here."""


async def test_a_message_that_was_sent_before_a_kill_is_not_sent_again(office: Office) -> None:
    office.port.failures.append((KilledError(), True))  # pyright: ignore[reportArgumentType] - no Exception, so that nothing handles it
    await _matched(office, "lighthouse", "fog", "lamp", "needle", "wool")
    with pytest.raises(KilledError):
        await office.sender().run_once()
    office.port.nonces.clear()
    await office.sender("second").run_once()  # the first message is claimed by the dead process
    assert office.port.phrases == [["lighthouse", "fog", "lamp"], ["needle", "wool"]]
    (first, *_) = await office.club.members.alerts.of(MIA)
    await office.club.members.alerts.remove(MIA, first.id)
    office.club.now += timedelta(minutes=3)
    await office.sender("second").run_once()
    await office.sender("second").run_once()
    assert len(office.port.sent) == 2
    assert await office.club.store.members.next_due_at(NOW - timedelta(days=1)) is None


async def test_a_limit_is_waited_for(office: Office) -> None:
    office.port.failures.append((LimitedError("!", seconds=300), False))
    await _matched(office, "lighthouse")
    await office.sender().run_once()
    await office.pass_time(seconds=200)
    assert office.port.sent == []
    await office.pass_time(seconds=200)
    assert len(office.port.sent) == 1


@pytest.mark.parametrize("error", [RefusedError("closed"), RejectedError("bad")])
async def test_a_refused_message_is_told_in_the_list_until_one_arrives(
    office: Office, error: Exception
) -> None:
    office.port.failures.append((error, False))
    await _matched(office, "lighthouse")
    await office.sender().run_once()
    assert await office.problems() == ["refused"]
    await office.pass_time(hours=2)
    assert office.port.sent == []
    await office.club.add("newer")
    await office.club.members.alerts.scan()
    await office.sender().run_once()
    assert len(office.port.sent) == 1
    assert await office.problems() == [""]


async def test_a_private_show_is_told_in_a_thread_of_its_server_only(office: Office) -> None:
    alerts = office.club.members.alerts
    await alerts.add(MIA, "lighthouse", server=OURS)
    await alerts.add(JONAS, "lighthouse", server=OURS, thread=THREAD)
    await office.club.add("private", server=OURS)
    await alerts.scan()
    await office.sender().run_once()
    assert [channel for channel, _ in office.port.sent] == [THREAD]
    assert await office.problems(MIA) == ["private"]


async def test_what_was_hidden_removed_or_put_under_embargo_meanwhile_is_not_told(
    office: Office,
) -> None:
    await _matched(office, "lighthouse", "fog", server=OURS)
    first, *_ = await office.club.store.members.open_matches(NOW, limit=9)
    await office.club.curation.hide(first.quote, server=OPERATOR)
    await office.club.library.refresh()
    await office.sender().run_once()
    assert office.port.phrases == [["fog"]]
    assert await office.problems() == ["gone", ""]


async def test_nobody_is_told_after_the_bot_has_left_the_server(office: Office) -> None:
    await _matched(office, "lighthouse", server=OURS)
    office.port.left = True
    await office.sender().run_once()
    assert office.port.sent == []
    assert await office.problems() == ["left"]


async def test_quiet_hours_hold_at_the_moment_of_sending(office: Office) -> None:
    await office.club.members.alerts.add(
        MIA, "fog", server=None, quiet_from=time(20), quiet_until=time(23), zone="UTC"
    )
    await office.club.add("new")
    await office.club.members.alerts.scan()
    office.club.now = NOW.replace(hour=21)  # the bot was down from noon
    await office.sender().run_once()
    await office.pass_time(minutes=90)
    assert office.port.sent == []
    await office.pass_time(minutes=31)
    assert len(office.port.sent) == 1


async def test_what_is_three_days_late_is_not_told(office: Office) -> None:
    await _matched(office, "fog")
    await office.pass_time(days=4)
    assert office.port.sent == []
    assert await office.problems() == ["late"]
