"""The one error of the contract, and how it is raised."""

from typing import Any

Json = dict[str, Any]


class ContractViolation(AssertionError):  # noqa: N818  a broken contract is named after what it is
    """Say which rule of Discord's API a request breaks."""


def demand(holds: object, sentence: str) -> None:
    """Raise ContractViolation with this sentence unless the rule holds."""
    if not holds:
        raise ContractViolation(sentence)
