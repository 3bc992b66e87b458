"""What a bot has logged: every warning and error, by what it is, and the tracebacks."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

WORTH = ("warning", "error", "critical")

EXPECTED = {
    r"error: bot\.runtime\.failures: job failed .*has not answered in time": (
        "what an answer can do without took more than half a second, on a busy machine"
    ),
    r"warning: discord\.gateway: Can't keep up": (
        "discord.py measured from the last heartbeat but one, as this was acknowledged at once"
    ),
}
"""What may be logged, as patterns, and why."""


def accounted(lines: Iterable[str]) -> Counter[str]:
    """Count the lines of warnings and errors by level, logger and what they say.

    A line that is no JSON counts as it is: nothing but the log should be written there.
    """
    counted: Counter[str] = Counter()
    for line in lines:
        try:
            said: dict[str, Any] = json.loads(line)
        except ValueError:
            counted[f"no log line: {line[:120]}"] += 1
            continue
        if said.get("level") in WORTH:
            counted[_described(said)] += 1
    return counted


def why(said: str) -> str:
    """Return why something may be logged; empty if it may not."""
    return next((reason for pattern, reason in EXPECTED.items() if re.match(pattern, said)), "")


def _described(said: dict[str, Any]) -> str:
    raised = said.get("exception", "")
    last = f" ({raised.strip().splitlines()[-1][:120]})" if raised else ""
    more = next((f": {said[name]}" for name in ("cause", "why", "reason") if name in said), "")
    about = said.get("command") or said.get("job") or ""
    words = " ".join(filter(None, (said["event"], about)))[:160]
    return f"{said['level']}: {said.get('logger', '')}: {words}{more}{last}"
