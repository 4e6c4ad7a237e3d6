"""Who comes to the window of the sandbox: invented, and as poor as the programme asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.case.caring import Statement
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.needs import needs
from domain.case.phases.deciding.means import assess
from domain.hardship import Known
from domain.household import Household
from domain.identity import check_card, check_id
from domain.means.result import Assessment
from domain.means.tekun_facts import ChildAid
from domain.programme import Programme
from runtime import packs
from sandbox.county import FIRST_DAY, Errand, WindowFamily, county
from sandbox.county.build import accounts
from sandbox.county.window.leads import Ending, leads_of
from sandbox.county.window.register import PLACE, official_of
from tests.people import officer

COUNTY = county()
WINDOW = COUNTY.window
ASKED = [(f, p) for f in WINDOW for p in (*f.programmes, *f.then)]
REFERRED = (Programme.MEDICAL, Programme.CHARITY)
"""Decided by the unit that owns the aid, not here."""


def _found(family: WindowFamily, programme: Programme, home: Household | None = None) -> Assessment:
    page = family.application
    household = home or family.actual
    names = needs(Stage.REVIEW, programme)
    law = packs.snapshot(family.place, page.applied_on, names, production=False)
    file = CaseFile(
        case_no="XX2026000001",
        place=family.place,
        township=page.township,
        programme=programme,
        received_by=officer(Role.INTAKE, family.place),
        applied_on=page.applied_on,
        declared=household,
        household=household,
        hardship=family.hardship,
        known=Known(on=page.applied_on) if family.hardship else None,
        latest=page.applied_on,
        policy=law,
    )
    stated = Statement(
        on=page.applied_on,
        obligors=family.obligors,
        child_aid=ChildAid.NONE,
        capacity="full",
        helper="",
        speaks=True,
    )
    return assess(file.having(caring=file.caring.model_copy(update={"statement": stated})))


def _name(value: object) -> str:
    return value.number if isinstance(value, WindowFamily) else str(value)


@pytest.mark.parametrize(
    ("family", "programme"), [x for x in ASKED if x[1] not in REFERRED], ids=_name
)
def test_a_family_gets_what_its_errand_says(family: WindowFamily, programme: Programme) -> None:
    """Refused 低保 and recognised 低保边缘 is one errand; everybody else gets what he asks for."""
    found = _found(family, programme)
    refused = family.errand is Errand.EDGE_AFTER_REFUSAL and programme is Programme.DIBAO
    assert found.eligible is not refused, [r.text for r in found.reasons]
    if not refused and programme not in (Programme.EDGE, Programme.RIGID):
        assert found.monthly_fen + found.once_fen > 0


def test_support_ends_when_the_person_inherits() -> None:
    (family,) = [f for f in WINDOW if f.errand is Errand.TEKUN_ENDS]
    (event,) = family.happenings
    assert _found(family, Programme.TEKUN).eligible
    assert not _found(family, Programme.TEKUN, event.after).eligible


def test_every_place_has_every_programme_it_offers() -> None:
    """A place without 受灾 in its document has nobody who asks for it (焦作)."""
    assert len(ASKED) <= 60
    everywhere = {"tekun", "edge", "rigid", "quick", "emergency", "expenditure", "dibao"}
    for place in packs.places():
        asked = {p.value for f, p in ASKED if f.place == place}
        assert everywhere <= asked
        assert ("disaster" in asked) is (place != "jiaozuo")
        assert asked & {p.value for p in REFERRED}


def test_papers_are_those_the_programme_asks_for_and_the_place_knows() -> None:
    for family in WINDOW:
        for programme in family.programmes:
            name = f"{programme.value}.required_papers"
            asked = packs.value(packs.load(), family.place, FIRST_DAY, name).value
            assert isinstance(asked, dict)
            assert set(asked) <= set(family.application.papers)


def test_nobody_at_the_window_is_real_or_stands_in_a_ledger() -> None:
    ours = [m for f in WINDOW for m in f.application.household.members]
    others = {m.id_no for f in COUNTY.families for m in f.application.household.members}
    numbers = {m.id_no for m in ours}
    assert len(numbers) == len(ours) == len({m.name for m in ours})
    assert not numbers & others
    kept = accounts(COUNTY)
    for member in ours:
        assert member.id_no.startswith("990101")
        assert check_id(member.id_no, FIRST_DAY) == member.id_no
    for family in WINDOW:
        account = family.application.household.account
        assert account is not None
        assert check_card(account.number)
        assert kept[account.number][2]


def test_departments_have_a_file_on_everybody_at_the_window() -> None:
    truths = COUNTY.truths()
    assert all(t.id_hash in truths for f in WINDOW for t in f.truths)
    assert all(len(f.truths) == len(f.application.household.members) for f in WINDOW)


def test_the_window_moves_with_the_first_day() -> None:
    later = county(FIRST_DAY + timedelta(days=30)).window
    for was, now in zip(WINDOW, later, strict=True):
        assert now.application.applied_on - was.application.applied_on == timedelta(days=30)


LEADS = leads_of(FIRST_DAY, COUNTY.families, WINDOW)


def test_leads_end_in_every_way_and_come_by_channels_their_place_knows() -> None:
    ways = {Ending.APPLIES, Ending.DECLINES, Ending.NOT_IN_NEED, Ending.LEFT_AREA}
    assert {lead.ending for lead in LEADS} == ways | {Ending.STILL_ELIGIBLE, Ending.LEAVES}
    assert any(lead.urgent for lead in LEADS)
    for lead in LEADS:
        names = ("discovery.channels", "discovery.channels_more", "discovery.problems")
        channels, more, problems = (
            packs.value(packs.load(), lead.place, lead.on, name).value for name in names
        )
        assert isinstance(channels, list) and isinstance(more, list) and isinstance(problems, dict)
        assert lead.channel in {*channels, *more}
        assert lead.problem in problems


def test_who_should_leave_is_no_longer_poor_and_who_stays_is() -> None:
    by_ending = {lead.ending: lead for lead in LEADS}
    leaves = by_ending[Ending.LEAVES]
    family = COUNTY.family(leaves.about)
    assert leaves.event is not None
    assert sum(i.fen_year for i in leaves.event.after.incomes) > sum(
        i.fen_year for i in family.application.household.incomes
    )
    assert by_ending[Ending.STILL_ELIGIBLE].event is None


def test_the_register_names_a_relative_who_applies() -> None:
    body = official_of(COUNTY.families)
    (relative,) = body["relatives"]
    people = {m.id_no for f in COUNTY.of(PLACE) for m in f.application.household.members}
    assert relative["id_no"] in people
    assert body["id_no"] not in people
    assert check_id(body["id_no"], FIRST_DAY) == body["id_no"]
