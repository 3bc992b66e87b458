"""Show how many rows of a library are copied or compared."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.cli.console import print_note

if TYPE_CHECKING:
    from bot.store import MoveStep

_LABELS = {
    "copy": "Copying rows",
    "compare": "Comparing rows",
    "copy pages": "Copying pages",
}


@contextmanager
def shown_progress(*, lines: bool) -> Generator[Callable[["MoveStep"], None]]:
    """Show a bar on standard error if that is a terminal, else nothing, or `lines` for stages."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    shown: set[str] = set()
    with Progress(
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task("")

        def report(step: "MoveStep") -> None:
            label = _LABELS[step.stage]
            bar.update(task, description=label, completed=step.done, total=step.total)
            if lines and not console.is_terminal and step.stage not in shown:
                print_note(f"{label}: {step.done:,} of {step.total:,} done.")
            shown.add(step.stage)

        yield report
