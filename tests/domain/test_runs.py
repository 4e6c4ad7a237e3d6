"""How many runs a case has had, and how many recheck periods: two numbers, told apart."""

from __future__ import annotations

from datetime import date

from domain.case import runs
from domain.case.file import CaseFile
from domain.case.passage import Resumed
from domain.case.phases.passage.restoring import resumed
from tests.people import application

TODAY = date(2027, 3, 1)


def both(file: CaseFile) -> tuple[int, int]:
    return runs.number(file), runs.recheck_period(file)


def test_a_case_in_its_first_year_of_aid_is_in_its_second_run_and_first_recheck_period() -> None:
    file = application("jiaozuo")
    assert both(file) == (1, 1)
    aided = runs.with_aid(file)
    assert both(aided) == (2, 1)
    assert both(runs.new_period(aided)) == (3, 2)


def test_a_case_of_an_earlier_release_counts_as_it_did() -> None:
    assert both(runs.new_period(runs.new_period(application("jiaozuo")))) == (3, 3)


def test_aid_begins_with_all_the_application_left() -> None:
    file = application("jiaozuo").having(seq=7, version=9, checks=1, overdue=("survey@2026-12-01",))
    assert runs.with_aid(file) == file.having(went_on=1)


def test_a_ruling_begins_a_run_and_no_recheck_period() -> None:
    closed = runs.new_period(runs.with_aid(application("jiaozuo")))
    once = resumed(closed, "r-1", "0" * 64, TODAY)
    assert both(once) == (4, 2)
    again = resumed(once, "r-2", "0" * 64, TODAY)
    assert both(again) == (5, 2) and isinstance(again.passage.resumed, Resumed)


def test_the_runs_of_one_period_are_read_as_one() -> None:
    first = application("jiaozuo")
    aided = runs.with_aid(first).having(version=3)
    after = runs.new_period(aided)
    assert runs.at_the_end_of_periods((first, aided, after)) == (aided, after)
