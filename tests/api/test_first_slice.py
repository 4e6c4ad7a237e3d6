"""A case from the window to the money list, every step over HTTP by the role whose duty it is."""

from __future__ import annotations

from tests.api.staff import Staff


async def test_a_case_goes_from_the_window_to_confirmation_over_http(desk: Staff) -> None:
    case_no = await desk.to_approval()
    found = (await desk.view(case_no))["assessment"]
    await desk.act(
        "reviewer", case_no, "record_collective_review", present=["a", "b"], opinion="同意"
    )
    done = await desk.act("township_leader", case_no, "confirm", monthly_fen=found["monthly_fen"])
    assert done["stage_zh"] == "发放"
    view = await desk.view(case_no)
    assert view["entitlements"][0]["monthly_fen"] == found["monthly_fen"]
