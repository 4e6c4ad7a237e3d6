"""The month's comparison, births and deaths, and what others are told, over the API."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from temporalio.client import Client

from api.frame.door import Door
from runtime.settings import Settings
from store.projection import project_case
from store.sql import put
from store.tables import RiskRow
from tests.api.staff import Staff, key
from tests.people import Walk, application
from tests.store.samples import another, shown
from workflows import ids
from workflows.base import SHANGHAI
from workflows.case import CaseWorkflow

TODAY = datetime.now(SHANGHAI).date()


@pytest.mark.rule("TR-42", "JZ-62")
async def test_a_death_told_by_a_clinic_is_a_lead_with_its_proof_and_changes_nothing(
    county: FastAPI, desk: Staff, client: Client, api_settings: Settings
) -> None:
    home = another(821).household
    file = Walk(application()).living().file
    before = TODAY - timedelta(days=60)
    file = file.having(
        case_no="JZ2026690821", household=home, declared=home, applied_on=before, latest=before
    )
    door: Door = county.state.door
    await door.write(project_case, shown(file))
    handle = await client.start_workflow(
        CaseWorkflow.run,
        file,
        id=ids.case_id("jiaozuo", file.case_no),
        task_queue=api_settings.task_queue,
    )
    intake = await desk("intake")
    body = {
        "about": "death",
        "id_no": home.members[1].id_no,
        "event_on": str(TODAY - timedelta(days=3)),
        "proof": "死证〔2026〕16号",
    }
    headers = {"Idempotency-Key": key()}
    answer = await intake.post("/api/v1/vital-notices", json=body, headers=headers)
    assert answer.json() == {"cases": [file.case_no]}, answer.text
    again = await intake.post(
        "/api/v1/vital-notices", json=body, headers={"Idempotency-Key": key()}
    )
    assert again.status_code == 201
    after = await handle.query(CaseWorkflow.file)
    [hit] = after.watch.hits
    assert (hit.about, hit.sources[0].proof) == ("death", "死证〔2026〕16号")
    assert hit.due is not None and hit.hold is not None
    assert after.entitlements == file.entitlements and after.review is None
    wrong = {**body, "id_no": "990101199913010011"}
    bad = await intake.post("/api/v1/vital-notices", json=wrong, headers={"Idempotency-Key": key()})
    assert bad.status_code == 422

    page = (await intake.get("/api/v1/hits")).json()
    [line] = [x for x in page["items"] if x["case_no"] == file.case_no]
    assert line["stake_day_fen"] > 0 and page["stake_day_fen"] >= line["stake_day_fen"]
    other = await desk("intake", "jz-first")
    strange = (await other.get("/api/v1/hits")).json()["items"]
    assert file.case_no not in {x["case_no"] for x in strange}, "another township's"
    leader = await desk("township_leader")
    alerts = (await leader.get("/api/v1/alerts")).json()
    assert any(c["cause"] == "death" and c["open"] for c in alerts["causes"])
    assert all({"days", "late", "result_zh"} <= set(line) for line in alerts["changes"])
    assert (await intake.get("/api/v1/alerts")).status_code == 403
    await handle.terminate()


@pytest.mark.rule("JZ-03")
async def test_a_department_is_connected_by_a_word_with_a_paper(desk: Staff) -> None:
    reviewer = await desk("county_reviewer", "jz")
    body = {"department": "hr", "connected": True, "on": str(TODAY), "paper": "对接协议8号"}
    done = await reviewer.post(
        "/api/v1/department-links", json=body, headers={"Idempotency-Key": key()}
    )
    assert done.status_code == 201 and done.json()["zh"] == "人力资源社会保障部门"
    strange = await reviewer.post(
        "/api/v1/department-links",
        json={**body, "department": "nobody"},
        headers={"Idempotency-Key": key()},
    )
    assert strange.status_code == 422
    said = (await reviewer.get("/api/v1/department-links/jiaozuo")).json()
    assert said[-1]["connected"] and said[-1]["paper"] == "对接协议8号"
    centre = await desk("checking_centre", "jz")
    refused = await centre.post(
        "/api/v1/department-links", json=body, headers={"Idempotency-Key": key()}
    )
    assert refused.status_code == 403


@pytest.mark.rule("JZ-01", "ACT-14")
async def test_the_province_is_told_in_batches_and_what_it_has_not_confirmed_is_listed(
    desk: Staff, api_settings: Settings
) -> None:
    reviewer = await desk("county_reviewer", "jz")
    made = await reviewer.post("/api/v1/province/exports", headers={"Idempotency-Key": key()})
    assert made.status_code == 201, made.text
    batch = made.json()
    if batch["batch"]:
        sheet = api_settings.exchange_dir / batch["file"]
        rules = sheet.with_name(f"{sheet.stem}-policies.xlsx")
        assert sheet.stat().st_mode & 0o077 == rules.stat().st_mode & 0o077 == 0
        names = {row[0].value for row in load_workbook(rules).active.iter_rows()}
        lines = load_workbook(sheet).active.iter_rows(min_row=2, values_only=True)
        assert not any(str(line[5]).startswith("jz-") for line in lines), "townships by name"
        assert "dibao.standard" in names, "the rules go with those they were applied to (YC-14)"
        view = (await reviewer.get("/api/v1/province/jiaozuo")).json()
        assert len(view["unconfirmed"]) >= batch["added"]
        done = await reviewer.post(
            "/api/v1/province/confirmations",
            json={"batch": batch["batch"]},
            headers={"Idempotency-Key": key()},
        )
        assert done.json()["confirmed"] >= batch["added"]
    assert (await reviewer.get("/api/v1/status-notices/jiaozuo")).json()["pending"] == 0
    assert (await reviewer.get("/api/v1/province/hanbin")).status_code == 404


@pytest.mark.rule("TR-47")
async def test_a_large_self_paid_part_is_a_lead_somebody_visits_and_gives_nothing(
    desk: Staff,
) -> None:
    reviewer = await desk("county_reviewer", "tr")
    body = {
        "id_no": another(841).household.members[0].id_no,
        "name": "张一一",
        "township": "tr-first",
        "period": "2026-10",
        "paid_fen": 1_000_000,
        "self_paid_fen": 1_000_000,
    }

    async def sent(**changes: object) -> dict[str, object]:
        answer = await reviewer.post(
            "/api/v1/insurer-payouts",
            json={**body, **changes},
            headers={"Idempotency-Key": key()},
        )
        assert answer.status_code == 201, answer.text
        told: dict[str, object] = answer.json()
        return told

    assert await sent() == {"period": "2026-10", "lead_no": "", "over": False, "rule_set": True}
    large = await sent(period="2026-11", self_paid_fen=2_500_000)
    assert large["over"] and str(large["lead_no"]).startswith("TRL")
    again = await sent(period="2026-12", self_paid_fen=2_500_000)
    assert again["over"] and again["lead_no"] == "", "one open lead about a person"
    intake = await desk("intake", "tr-first")
    lead = await intake.get(f"/api/v1/discoveries/{large['lead_no']}")
    assert lead.status_code == 200 and "待分派" in lead.text
    refused = await intake.post(
        "/api/v1/insurer-payouts", json=body, headers={"Idempotency-Key": key()}
    )
    assert refused.status_code == 403
    assert (await intake.get("/api/v1/risks")).status_code == 403
    leader = await desk("reviewer", "yc-first")
    assert (await leader.get("/api/v1/risks")).status_code == 200
    answer = {"case_no": "YC2026999999", "rule": "no_visit", "since": "2026-01-01",
              "result": "已入户走访"}  # fmt: skip
    gone = await leader.post(
        "/api/v1/risks/answers", json=answer, headers={"Idempotency-Key": key()}
    )
    assert gone.status_code == 404


@pytest.mark.rule("YC-28")
async def test_the_risk_list_says_why_somebody_is_on_it_and_that_its_measure_is_invented(
    desk: Staff, county: FastAPI
) -> None:
    door: Door = county.state.door
    row = {"place": "yicheng", "case_no": "YC2026690871", "township": "yc-first", "rule": "no_visit",
           "since": TODAY, "grade": 2, "found_on": TODAY, "handler": "", "result": ""}  # fmt: skip
    await door.write(put, RiskRow, [row])
    reviewer = await desk("reviewer", "yc-first")
    lines = (await reviewer.get("/api/v1/risks")).json()
    [line] = [x for x in lines if x["case_no"] == "YC2026690871"]
    assert (line["why"], line["demo"]) == ("180天内没有走访、调查的记录", True)
    page = (await reviewer.get("/hits")).text
    assert line["why"] in page and "规则的标准为演示数据" in page
    form = await reviewer.get(f"/hits/risk?case_no=YC2026690871&rule=no_visit&since={TODAY}")
    assert form.status_code == 200 and "YC2026690871" in form.text and "处置结果" in form.text
    elsewhere = await desk("reviewer", "yc-second")
    assert "YC2026690871" not in (await elsewhere.get("/hits")).text
