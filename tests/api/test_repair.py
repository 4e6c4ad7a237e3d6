"""A wrong case is mended over the same doors as everything else, by two people; the tables follow."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from temporalio.client import Client

from audit.many.population import CaseRef
from audit.rebuild.healing import Rebuilder
from audit.sources import ServerSource
from runtime.keys import KeyRing
from runtime.settings import Settings
from store.engine import Store
from tests.api.staff import Staff
from tests.api.test_doors import is_problem

COUNTY = "jz"


async def test_a_wrong_fact_is_corrected_by_two_people_and_the_tables_say_what_the_history_does(
    desk: Staff, client: Client, api_settings: Settings, keyring: KeyRing, tmp_path: Path
) -> None:
    case_no = await desk.to_review()
    before = (await desk.view(case_no))["assessment"]["monthly_fen"]
    until = date.fromisoformat((await desk.view(case_no))["today"]) + timedelta(days=5)
    reviewer = await desk("reviewer")
    form = await reviewer.get(f"/cases/{case_no}/acts/propose_correction")
    assert form.status_code == 200 and "现登记为4,800.00元" in form.text
    fields = {
        "fact": "incomes.0.fen_year",
        "value": "6000",
        "paper": "工资单复印件",
        "reason": "录入时少写了一位，与工资单不符",
        "until": until.isoformat(),
    }
    await desk.act("reviewer", case_no, "propose_correction", **fields)
    waiting = (await desk.view(case_no))["tasks"]
    assert [t["role"] for t in waiting if t["act"] == "confirm_repair"] == ["county_reviewer"]
    is_problem(
        await desk.send("reviewer", case_no, "confirm_repair", number=1, opinion="同意"),
        403,
        "role_not_allowed",
    )
    county = await desk("county_reviewer", COUNTY)
    asked = await county.get(f"/cases/{case_no}/acts/confirm_repair")
    assert "原登记4,800.00元，更正为6,000.00元" in asked.text and "与工资单不符" in asked.text
    await desk.act(
        "county_reviewer", case_no, "confirm_repair", COUNTY, number=1, opinion="与工资单一致"
    )
    view = await desk.view(case_no)
    assert view["assessment"]["monthly_fen"] < before
    [repair] = view["repairs"]
    assert (repair["ending"], repair["by"], repair["ended_by"]) == (
        "confirmed",
        "jz-wangdian.reviewer",
        "jz.county_reviewer",
    )
    page = await county.get(f"/cases/{case_no}")
    assert "复核同意" in page.text and "与工资单一致" in page.text
    store = Store(api_settings.database_url, keyring)
    tables = Rebuilder(ServerSource(client), store, heal=False, remove=False, production=False)
    try:
        found = await tables.one(CaseRef(place="jiaozuo", case_no=case_no))
    finally:
        tables.close()
        store.close()
    assert (found.state, found.differences, found.why) == ("same", (), "")
