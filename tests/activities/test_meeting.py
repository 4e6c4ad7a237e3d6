"""What the world does for an item: members from the pack, minutes numbered once."""

from __future__ import annotations

from activities.meeting import MeetingActivities
from activities.tools import Tools
from store.tables import NoticeRow
from tests.meeting_desk import CIVIL, MEDICAL, Table
from tests.people import START
from workflows.meeting_steps import MembersOrder, MinutesOrder


def decided() -> Table:
    table = Table().before_decision().decided()
    resolution = table.file.resolution
    assert resolution is not None
    table.file = table.file.having(resolution=resolution.model_copy(update={"number": ""}))
    return table


async def test_the_minutes_of_an_item_are_numbered_and_kept_once(tools: Tools) -> None:
    table = decided()
    order = MinutesOrder(file=table.file, on=table.today)
    acts = MeetingActivities(tools)
    first = await acts.issue_minutes(order)
    assert first.number == f"同联纪〔{table.today.year}〕1号"
    assert await acts.issue_minutes(order) == first
    with tools.store.read() as session:
        row = session.get_one(NoticeRow, (table.file.order.case_no, "minutes#1"))
        assert row.number == first.number and row.digest == first.digest
        assert "会议纪要" in row.html
        assert CIVIL in row.html and MEDICAL in row.html


def test_the_members_are_those_of_the_places_pack(tools: Tools) -> None:
    acts = MeetingActivities(tools)
    tongren = acts.list_members(MembersOrder(place="tongren", on=START))
    assert len(tongren.units) == 33 and not tongren.incomplete
    assert acts.list_members(MembersOrder(place="zhanhe", on=START)).incomplete
