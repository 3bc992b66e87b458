"""The exit codes of the command line."""

from bot.errors import PullquoteError, SettingsError

FAILURE, USAGE_ERROR = 1, 2


def exit_code(error: PullquoteError) -> int:
    """Return the code with which a command ends by an error of ours."""
    return USAGE_ERROR if isinstance(error, SettingsError) else FAILURE
