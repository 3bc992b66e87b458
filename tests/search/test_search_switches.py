"""An answer does not pass back and forth between files for each item of a loop."""

from pathlib import Path

from benchmarks.switches import measure

MAX_SWITCHES = 240


async def test_no_answer_switches_between_files_more_than_240_times(tmp_path: Path) -> None:
    traces = await measure(tmp_path)
    switches = {command: trace.pairs.total() for command, trace in traces.items()}
    assert min(switches.values()) > 0
    assert max(switches.values()) <= MAX_SWITCHES, switches
