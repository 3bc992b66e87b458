"""The exit codes of the command line."""

from bot.errors import PullquoteError, RefusedSettingError, SettingsError

FAILURE, USAGE_ERROR = 1, 2


def exit_code(error: PullquoteError) -> int:
    """Return the code with which a command ends by an error of ours.

    Service managers do not start a bot again after that of a wrong setting.
    """
    wrong = isinstance(error, SettingsError | RefusedSettingError)
    return USAGE_ERROR if wrong else FAILURE
