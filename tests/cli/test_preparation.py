import os
import signal
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, cast

import pytest
from threadpoolctl import threadpool_info  # pyright: ignore[reportMissingTypeStubs] - it has none

from bot.cli.preparation import load, open_workers
from bot.cli.sentence_model import LazyEncoder
from bot.cli.sources import Source
from bot.import_options import Options
from tests.support.platforms import needs_posix
from tests.support.sentence_models import write_transformer

pytestmark = pytest.mark.skipif(os.cpu_count() == 1, reason="one processor has no other processes")


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "pier.txt"
    path.write_text("Nobody counts the seagulls, and the soup is still warm.", encoding="utf-8")
    return Source(path)


def _kill_worker(workers: Executor) -> None:
    with pytest.raises(BrokenProcessPool):
        workers.submit(os.kill, workers.submit(os.getpid).result(), signal.SIGKILL).result()


async def test_a_file_is_prepared_in_another_process_and_a_model_runs_there_on_one_core(
    source: Source, tmp_path: Path
) -> None:
    encoder = LazyEncoder(str(write_transformer(tmp_path / "tiny")), tmp_path)
    with open_workers(8) as workers:
        assert workers is not None
        assert workers.submit(os.getpid).result() != os.getpid()
        loaded = await load(source, Options(guides=()), workers=workers, known=())
        assert workers.submit(_blas_threads, encoder).result() == {1}
    assert loaded.ready is not None
    assert loaded.ready[1].episode.key == "pier"


def _blas_threads(encoder: LazyEncoder) -> set[int]:
    encoder.encode(["the ferry"], kind="passage")
    found = cast(list[dict[str, Any]], threadpool_info())
    return {one["num_threads"] for one in found if one["user_api"] == "blas"}


@needs_posix
async def test_a_file_whose_process_was_killed_is_still_loaded(source: Source) -> None:
    with open_workers(8) as workers:
        assert workers is not None
        _kill_worker(workers)
        loaded = await load(source, Options(guides=()), workers=workers, known=())
    assert loaded.file == source.load()
    assert loaded.ready is None


def test_a_few_files_need_no_other_process() -> None:
    with open_workers(7) as workers:
        assert workers is None
