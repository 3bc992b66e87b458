"""What one check of `pullquote check` found."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check."""

    subject: str
    state: Literal["ok", "warning", "broken"]
    sentence: str
