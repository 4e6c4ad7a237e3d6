"""What goes to the writer of a paper is enough to write it."""

from __future__ import annotations

import pytest

from domain.case.packing import for_paper
from domain.case.phases.window.intake import paper_names
from domain.case.tasks import total_due
from runtime import packs
from tests.people import Walk, application
from tests.tekun import TekunWalk, tekun_application


@pytest.mark.parametrize("place", packs.places())
def test_the_last_day_of_a_procedure_counted_by_steps_stands_on_its_papers(place: str) -> None:
    """Also where a rule of the publicity is demonstration data."""
    walk = TekunWalk(tekun_application(place)).stated()
    papers = sorted({*walk.file.papers, "commitment", "identity", "statement"})
    walk.file = walk.file.having(papers=tuple(papers))
    walk.accepted()
    due = total_due(walk.file, walk.today)
    assert due is not None
    assert total_due(for_paper(walk.file), walk.today) == due


@pytest.mark.parametrize("place", packs.places())
def test_the_papers_a_family_is_asked_for_can_be_named(place: str) -> None:
    """Also where what departments are asked is demonstration data, and travels as a name only."""
    file = Walk(application(place, papers=("application",))).file
    assert set(paper_names(for_paper(file))) >= set(paper_names(file)) != set()
