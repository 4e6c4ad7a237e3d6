"""All stories, by importing the modules that tell them."""

from tests.replay import (
    stories_caring,
    stories_everywhere,
    stories_helping,
    stories_living,
    stories_once,
    stories_passage,
    stories_recognition,
    stories_relief,
    stories_repair,
    stories_together,
    stories_walks,
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

TOLD = frozenset(STORIES)
"""The stories told by hand, before the same are told for other places and by chance."""

stories_everywhere.tell()
stories_walks.tell()

__all__ = ["STORIES", "TOLD"]
