"""What the log must never hold, above DEBUG: what members type, what was said, names, tokens."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.metrics import Metrics
from bot.models import Topic
from bot.translation import speaking
from bot.ui import errors
from tests.support.episodes import content_of, episode_of
from tests.support.everything import Everything, Repeating
from tests.support.locales import locales_in_turn
from tests.support.logged import SECRETS, Log, logged, served
from tests.support.stage import build_bot, episodes, fill, open_stage

TYPED = "quixotry zephyrine"
SAID = f"The {TYPED} of the harbour is a vexillology that nobody had ordered."
LANGUAGES = ("de", "es", "fr", "ja")
CAUSES = {"command failed", "answer not taken", "mention failed"}
CANARIES = ("quixotry", "zephyrine", "vexillology", "mia", "jonas", "boss")


async def test_nothing_that_members_type_or_read_is_logged_though_everything_fails(
    tmp_path: Path,
) -> None:
    content = replace(content_of([SAID], key="canary"), topics=(Topic(TYPED),))
    episode = replace(episode_of(content, key="canary"), title=TYPED)
    await fill(tmp_path, [*episodes(), (episode, content)])
    failing, metrics = False, Metrics(version="1")
    with logged() as log:
        async with open_stage(tmp_path, metrics=metrics) as stage:
            parts: list[Any] = [
                Repeating(one, lambda: failing) for one in (stage.library, stage.store)
            ]
            bot = metrics.state.client = build_bot(*parts, metrics=metrics)
            metrics.state.failures = bot.failures
            await stage.env.restart_bot(bot)
            using = Everything(stage, bot, TYPED)
            pages = await using.found()
            opened = await using.press(pages)
            await using.press(opened)
            await using.submit()
            submitted, again = using.submitted, await using.found()
            failing = True
            begun = len(stage.env.http_requests)
            with locales_in_turn("en-US", "de", "es-ES", "fr", "ja"):
                await using.commands()
                await using.press([*pages, *opened, *again])
                await using.submit()
                await using.messages()
            assert len(stage.env.errors) > len(using.used) / 2
            shown = served(metrics)
            told = references_in(one.json for one in stage.env.http_requests[begun:])
            ids = [str(one.id) for one in (stage.home, stage.channel, stage.mia, stage.boss)]
    assert using.used >= {"quote", "library add", "privacy export", "Find this in the podcast"}
    assert min(submitted, using.submitted - submitted) >= 5
    assert not log.told(CANARIES)
    assert 'outcome="failed"' in shown
    assert not [one for one in (*CANARIES, *SECRETS, *ids) if one in shown.casefold()]
    failed = [one for one in log.lines if one["level"] == "error"]
    assert len(failed) > 40
    for one in (*failed, *(one for one in log.lines if one["event"] == "interaction")):
        assert len(one["reference"]) == 8
    assert_findable(told, log)


def references_in(requests: Iterable[object]) -> dict[str, str]:
    """Return the references that members were shown, each with the language of its sentence."""
    found: dict[str, str] = {}
    shown = "\n".join(json.dumps(one, ensure_ascii=False) for one in requests)
    for language in ("en", *LANGUAGES):
        with speaking(language):
            sentence = re.escape(errors.unexpected_sentence("REFERENCE"))
        pattern = sentence.replace("REFERENCE", "([0-9a-f]{8})")
        found |= dict.fromkeys(re.findall(pattern, shown), language)
    return found


def assert_findable(told: dict[str, str], log: Log) -> None:
    """Check that each reference that was shown is that of one failure, and each failure's shown."""
    causes = [one for one in log.lines if one["event"] in CAUSES]
    ends = [one for one in log.lines if one.get("outcome") == "failed"]
    assert [one for one in ends if one["reference"] not in told] == []
    assert {one["reference"] for one in ends} == set(told)
    assert sorted(one["reference"] for one in causes) == sorted(told)
    assert set(told.values()) == {"en", *LANGUAGES}
    kinds = {one.get("kind") or one["event"] for one in ends}
    assert kinds == {"command", "press", "modal", "mention"}
    handlers = {one["handler"] for one in ends if "handler" in one}
    assert {"quote", "daily setup", "Find this in the podcast"} <= handlers
