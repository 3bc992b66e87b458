"""Search for inputs that break a property, guided by the coverage of the code.

    python -m benchmarks.fuzz SECONDS FOLDER [TARGET ...]

Runs each target for so many seconds, in a process of its own, and prints a row for it: its seconds
of CPU, executions, kept inputs, the edges of the code that they reach, and findings. The kept
inputs and the findings are written to FOLDER, where the next run begins with them. A finding is an
error at a place in the code, with the first input that raised it; an input that takes over 100
seconds or 2 GB ends its target, and is one, too.

Needs atheris, which is no dependency of the project: pip install atheris (Python 3.11 to 3.13).
"""

import hashlib
import re
import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.fuzz.corpus import read_corpus
from benchmarks.fuzz.targets import TARGETS

_STATE = re.compile(r"cov: (\d+) ft: \d+ corp: (\d+)")
_EXECUTED = re.compile(r"stat::number_of_executed_units: (\d+)")
_DONE = re.compile(r"#(\d+)\s+DONE")


def main() -> int:
    """Run the targets one after the other, and print a row for each; 1 if there is a finding."""
    seconds, folder, *chosen = sys.argv[1:]
    print(f"{'target':<18}{'CPU s':>8}{'executions':>12}{'kept':>8}{'edges':>8}{'findings':>10}")
    found = 0
    for name in chosen or TARGETS:
        place = Path(folder) / name.replace(" ", "_")
        before = _cpu()
        ran = _run(name, place, seconds=int(seconds))
        executed, state = _DONE.search(ran) or _EXECUTED.search(ran), _STATE.findall(ran)
        edges, kept = state[-1] if state else ("?", "?")
        findings = len(list((place / "findings").glob("*[!t]")))
        found += findings
        count = f"{int(executed[1]):,}" if executed else "?"
        print(
            f"{name:<18}{_cpu() - before:>8.0f}{count:>12}{kept:>8}{edges:>8}{findings:>10}",
            flush=True,
        )
    return bool(found)


def _cpu() -> float:
    """Return the seconds of CPU of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(name: str, place: Path, *, seconds: int) -> str:
    """Fuzz one target, and return what libFuzzer writes."""
    for part in ("kept", "findings"):
        (place / part).mkdir(parents=True, exist_ok=True)
    for seed in (*TARGETS[name].seeds, *read_corpus().get(name, ())):
        (place / "kept" / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    command = [sys.executable, "-m", "benchmarks.fuzz.run", name, str(place), f"{seconds}"]
    done = subprocess.run(  # noqa: S603 - this very package
        command, check=False, capture_output=True, text=True, errors="replace"
    )
    (place / "log").write_text(done.stdout + done.stderr, encoding="utf-8")
    return done.stderr


if __name__ == "__main__":
    sys.exit(main())
