"""The invented findings fit the doors, and nobody in them is in any ledger but where it is meant."""

from __future__ import annotations

import pytest

from api.v1.villages import VillageBody
from api.work.discovery.reporting import LeadBody
from documents.leads import read_list
from domain.case.lifecycle import Role
from domain.discovery.acts import LEAD_ACTS
from domain.discovery.engine import channel_must_be_open
from domain.discovery.file import LEAD_NEEDS, problems_of
from domain.identity import check_id
from runtime import packs
from sandbox.county import FIRST_DAY, county
from sandbox.county.leads import findings, list_of, person_of, villages_of
from tests.people import officer

PLACES = packs.places()


@pytest.mark.parametrize("place", PLACES)
def test_every_finding_is_right_in_shape_and_ends_in_its_own_way(place: str) -> None:
    law = packs.snapshot(place, FIRST_DAY, LEAD_NEEDS, production=False)
    found = findings(place)
    assert [f.ends for f in found] == ["application", "application", "no", "no", "verification"]
    assert sum(f.report.get("urgent", False) for f in found) == 1
    signed = {"officer": officer(Role.VILLAGE, place).model_dump(), "on": FIRST_DAY}
    for finding in found:
        body = LeadBody.model_validate(finding.report)
        channel_must_be_open(law, body.channel, body.problem)
        assert check_id(body.person.id_no, FIRST_DAY) == body.person.id_no
        LEAD_ACTS["record_visit"].model_validate({**signed, **finding.visit})
        if finding.no:
            LEAD_ACTS["close_lead"].model_validate({**signed, **finding.no})


def test_nobody_of_the_findings_is_in_a_ledger() -> None:
    ledgers = {m.id_no for f in county().families for m in f.application.household.members}
    invented = [person_of(place, nth).id_no for place in PLACES for nth in range(20)]
    assert len(set(invented)) == len(invented)
    assert ledgers.isdisjoint(invented)
    assert all(number.startswith("990101") for number in invented)


@pytest.mark.parametrize("place", PLACES)
def test_the_departments_list_has_good_rows_a_twin_a_known_family_and_a_wrong_number(
    place: str,
) -> None:
    law = packs.snapshot(place, FIRST_DAY, LEAD_NEEDS, production=False)
    reading = read_list(list_of(place), place, problems_of(law), FIRST_DAY)
    assert [bool(p.twin) for p in reading.people] == [False, False, False, True, False]
    assert [f.column for f in reading.faults] == ["公民身份号码"]


@pytest.mark.parametrize("place", PLACES)
def test_the_village_records_are_right_in_shape(place: str) -> None:
    bodies = [VillageBody.model_validate(v) for v in villages_of(place)]
    assert len(bodies) == 2 * len(packs.place_info(place).townships)
    assert all(len(b.grids) == 2 for b in bodies)
