"""A reference for each interaction: every line that is logged during it carries it.

A member is shown it with an unexpected error.
"""

import secrets

import structlog

_KEY = "reference"


def new_reference() -> str:
    """Make a reference for this task, and for those that it starts."""
    reference = secrets.token_hex(4)
    structlog.contextvars.bind_contextvars(**{_KEY: reference})
    return reference


def current_reference() -> str:
    """Return the reference of this task; a new one if it has none."""
    return structlog.contextvars.get_contextvars().get(_KEY) or new_reference()
