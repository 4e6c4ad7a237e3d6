"""What the scripted staff send is what the doors take."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from api.v1.discoveries import CountView
from api.v1.places import ProgrammeFigures, ReportView
from api.work.asked import IntakeBody
from api.work.discovery.reporting import LeadBody
from api.work.relatives import OfficialBody
from domain.calendar import months_after
from sandbox.county import FIRST_DAY, WindowFamily, county
from sandbox.county.window.leads import leads_of
from sandbox.county.window.register import official_of
from sandbox.rehearsal.after import after_quarter
from sandbox.rehearsal.duties.photo import photo
from sandbox.rehearsal.main import MONTHS, Rehearsal, application_of
from sandbox.rehearsal.staff import plain
from sandbox.rehearsal.table import OF_LEADS, OF_PROGRAMME, ROWS
from store.evidence.content import FileType, type_of

COUNTY = county()


@pytest.mark.parametrize("family", COUNTY.window, ids=lambda f: f.number)
def test_an_application_at_the_window_is_one_the_window_takes(family: WindowFamily) -> None:
    sent = IntakeBody.model_validate(application_of(family))
    assert sent.household == family.application.household
    assert sent.programmes == family.programmes


def test_a_register_entry_and_a_lead_are_ones_the_county_takes() -> None:
    assert OfficialBody.model_validate(official_of(COUNTY.families)).relatives
    for lead in leads_of(FIRST_DAY, COUNTY.families, COUNTY.window):
        body = lead.model_dump(include=set(LeadBody.model_fields))
        on = lead.on + timedelta(days=1)
        assert LeadBody.model_validate(plain({**body, "reported_on": on})).reported_on == on


def test_photos_are_pictures_and_differ() -> None:
    assert {type_of(photo(shade)) for shade in range(5)} == {FileType.PNG}
    assert len({photo(shade) for shade in range(200)}) == 200


def test_every_figure_of_the_closing_table_is_one_the_doors_give() -> None:
    """A row nobody counts would end the demonstration with a fault, after all its work."""
    assert {key for key, _ in ROWS} <= set(ReportView.model_fields)
    assert {key for key, _ in OF_PROGRAMME} <= set(ProgrammeFigures.model_fields)
    assert {key for key, _ in OF_LEADS} <= set(CountView.model_fields)


@pytest.mark.parametrize("month", range(1, 13))
def test_in_whatever_month_it_starts_one_quarter_is_drawn_from_when_it_is_over(month: int) -> None:
    firsts = [(n, months_after(date(2026, month, 1), n)) for n in range(1, MONTHS + 1)]
    drawn = [first for n, first in firsts if after_quarter(n, first)]
    assert [first.month in (1, 4, 7, 10) for first in drawn] == [True]


async def test_whoever_opens_the_console_after_the_rehearsal_can_act_on_every_case_that_goes_on() -> (
    None
):
    done: list[tuple[str, date]] = []

    def desk(name: str, closed: bool = False) -> Any:
        async def reach(day: date) -> None:
            done.append((name, day))

        return SimpleNamespace(closed=closed, reach=reach)

    last = date(2028, 1, 31)
    county_ = SimpleNamespace(
        desks={"a": desk("a"), "b": desk("b"), "over": desk("over", closed=True)},
        keeper=SimpleNamespace(show=lambda day: done.append(("county", day))),
        _gate=asyncio.Semaphore(2),
    )
    await Rehearsal._arrive(county_, last)  # type: ignore[arg-type]
    assert sorted(done[:2]) == [("a", last), ("b", last)]
    assert done[2:] == [("county", last)], "the day is shown once everybody stands on it"
