"""What was killed, and what was found afterwards."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(slots=True)
class KillCounts:
    """The kills of one kind: how many steps had ended, how many were cut off, and what was wrong.

    `complete` counts the steps that were cut off after they had taken effect.
    """

    kind: str
    kills: int = 0
    ended: int = 0
    within: int = 0
    complete: int = 0
    problems: int = 0

    def add(self, *, ended: int, within: bool, complete: bool, problems: Collection[str]) -> None:
        """Count a kill, and print what was wrong."""
        self.kills += 1
        self.ended += ended
        self.within += within
        self.complete += complete
        self.problems += len(problems)
        for problem in problems:
            print(f"{self.kind}, kill {self.kills}: {problem}", flush=True)
