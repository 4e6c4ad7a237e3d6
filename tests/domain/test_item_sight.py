"""Whom an item concerns (TR-59): who raised it, who was asked, who sat there as a guest, who carries
a measure; and nobody else."""

from __future__ import annotations

import pytest

from domain.meeting.sight import involved, stepped_back
from tests.meeting_desk import CIVIL, HEALTH, MEASURES, MEDICAL, Table, liaison, order


@pytest.mark.rule("TR-59")
def test_an_item_concerns_more_units_as_it_goes_on() -> None:
    table = Table()
    assert involved(table.file) == ()
    table.prepared()
    assert involved(table.file) == (CIVIL, MEDICAL, HEALTH)
    table.heard().met().decided(*MEASURES)
    assert set(involved(table.file)) == {CIVIL, MEDICAL, HEALTH}


def test_who_raised_it_reads_it_under_the_name_of_the_list() -> None:
    file = Table().file
    raised = file.having(order=order(raised_by=liaison("emergency")))
    assert involved(raised) == ("应急管理局",)


def test_who_stepped_back_is_known_by_his_account() -> None:
    table = Table().prepared()
    who = liaison(HEALTH)
    assert not stepped_back(table.file, who.id)
    table.do("declare_recusal", who, reason="本人与家庭有亲属关系")
    assert stepped_back(table.file, who.id)


@pytest.mark.rule("HB-36")
def test_a_unit_of_hanbin_sees_an_item_from_when_it_takes_part_and_no_file_of_the_family() -> None:
    table = Table("hanbin")
    assert involved(table.file) == ()
    assert involved(table.tabled("区民政局", "区医保局").file) == ("区民政局", "区医保局")
    assert table.file.order.facts is None, "an item of a case brings no family with it"
