"""All stories, by importing the modules that tell them."""

from tests.replay import (
    stories_caring,
    stories_helping,
    stories_living,
    stories_once,
    stories_passage,
    stories_recognition,
    stories_relief,
    stories_repair,
    stories_together,
    stories_window,
)
from tests.replay.stories import STORIES

assert all(
    (
        stories_caring,
        stories_helping,
        stories_living,
        stories_recognition,
        stories_once,
        stories_passage,
        stories_relief,
        stories_repair,
        stories_together,
        stories_window,
    )
)

__all__ = ["STORIES"]
