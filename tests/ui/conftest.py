"""Property tests that are judged by what they find, never by how long they take."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
