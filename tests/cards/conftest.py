import pytest

from bot.cards.faces import Faces
from bot.cards.fonts import Fonts


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """Only the fonts of packages, so that every machine draws the same."""
    return Fonts(system=())


@pytest.fixture(scope="session")
def faces(fonts: Fonts) -> Faces:
    return Faces(fonts)
