from bot.models import Chapter
from bot.ui import summaries
from tests.support.hits import build_episode


def test_a_title_that_fits_two_lines_of_a_phone_is_not_cut_among_many() -> None:
    title = "Rewarding the work that has no right answer"
    chapters = [Chapter(title, start, start + 1) for start in range(12)]
    page = summaries.overview(build_episode(), chapters)
    assert str(page.view().to_components()).count(title) == len(chapters)
