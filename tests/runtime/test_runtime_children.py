"""Processes that work for the bot."""

import os
import sys
from pathlib import Path

import pytest

from bot.runtime.child_processes import open_child


class Status:
    """Tells of the process that it is in."""

    def likeliness(self) -> tuple[int, int]:
        """Return the process's number, and how much likelier than others the system kills it."""
        return os.getpid(), int(Path("/proc/self/oom_score_adj").read_text(encoding="ascii"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux chooses whom to kill")
async def test_a_process_that_works_for_the_bot_is_killed_before_it_for_memory() -> None:
    async with open_child(Status) as child:
        number, likeliness = await child.call("likeliness")
    assert number != os.getpid()
    assert likeliness > Status().likeliness()[1]
