"""An auditor reads by leave: within its scope, until its last day, each read with its line."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from fastapi import FastAPI, Request
from httpx import Response
from openpyxl import load_workbook
from sqlmodel import select

from api.app import API, PAGES
from api.reading.routes import Reach, may_send, plain, reach_of
from api.v1.readings import words
from audit.bundle.verify import check_recomputed
from runtime.keys import KeyRing
from store.tables import AuditRow
from tests.api.auditors import Auditor
from tests.api.staff import Staff, key, people
from tests.api.test_oversight import BASE, begun, post, until


async def test_without_a_leave_an_auditor_reads_nothing_and_is_told_why(
    auditor: Auditor, desk: Staff
) -> None:
    case_no = await desk.open()
    for path in (f"/api/v1/cases/{case_no}", "/api/v1/cases", "/api/v1/tasks", "/tasks", "/cases"):
        answer = await auditor.get(path)
        assert answer.status_code == 403 and "还没有审计调阅授权" in answer.text, path
        assert case_no not in answer.text
    assert (await auditor.get("/api/v1/me")).status_code == 200
    await auditor.registered()
    assert "正在等待县级民政部门确认" in (await auditor.get("/api/v1/cases")).text
    mine = await auditor.get(f"{BASE}{auditor.path}")
    assert mine.status_code == 200 and mine.json()["allowed"] == []


async def test_a_leave_opens_its_scope_and_ends_in_a_session_that_is_open(
    auditor: Auditor, desk: Staff
) -> None:
    case_no = await desk.open()
    await auditor.granted()
    seen = await auditor.get(f"/api/v1/cases/{case_no}")
    assert seen.status_code == 200 and seen.json()["allowed"] == []
    await auditor.act("county_reviewer", "revoke_engagement", reason="审计人员已经调整")
    for path in (f"/api/v1/cases/{case_no}", f"/cases/{case_no}", "/api/v1/cases", "/course"):
        answer = await auditor.get(path)
        assert answer.status_code == 403 and "已收回" in answer.text, path
    record = await auditor.get(f"{BASE}{auditor.path}")
    assert "审计人员已经调整" in record.text, "the auditor reads why"


async def test_beyond_a_narrow_scope_a_case_is_as_one_that_does_not_exist(
    auditor: Auditor, desk: Staff
) -> None:
    case_no = await desk.open()
    await auditor.granted(townships=["jz-first"])
    for path in ("", "/timeline", "/notices", "/then", "/why", "/evidence"):
        answer = await auditor.get(f"/api/v1/cases/{case_no}{path}")
        missing = await auditor.get(f"/api/v1/cases/JZ2026999999{path}")
        assert (answer.status_code, missing.status_code) == (404, 404)
        assert {**answer.json(), "request_id": ""} == {**missing.json(), "request_id": ""}
    listed = (await auditor.get(f"/api/v1/cases?q={case_no}&limit=100")).json()["items"]
    assert {c["township"] for c in listed} <= {"jz-first"}
    for path in ("/api/v1/comparisons/jiaozuo", "/pay/jiaozuo/2026-12"):
        whole = await auditor.get(path)
        assert whole.status_code == 403 and "第一街道" in whole.text, path
        assert "须有覆盖全县（市、区）全部案件的授权" in whole.text, path
    town = await auditor.get("/api/v1/places/jiaozuo/townships/jz-second/ledger")
    assert town.status_code == 403 and "须有覆盖该乡镇（街道）" in town.text
    other = await auditor.get("/api/v1/cases?place=tongren")
    assert other.json()["items"] == []


async def test_a_list_that_names_a_case_beyond_the_scope_is_not_shown_whatever_made_it(
    auditor: Auditor, desk: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The net behind the narrowed lists: here one that somebody forgot to narrow."""
    case_no = await desk.open()
    await auditor.granted(townships=["jz-first"])
    monkeypatch.setattr("store.scopes.of_scope", lambda scope: [])
    for path in (f"/api/v1/cases?case_no={case_no}&limit=100", "/cases"):
        answer = await auditor.get(path)
        assert answer.status_code == 403 and "超出授权范围" in answer.text, path
        assert case_no not in answer.text.replace(path, "")
    assert auditor.reads()[-1].result == "outside_leave"


async def test_a_matter_that_names_a_case_beyond_the_scope_is_not_the_auditors(
    auditor: Auditor, desk: Staff
) -> None:
    case_no = await desk.open()
    fields = {"head": "well_slow", "text": "受理后两个月无人办理", "unit": "jz-first"}
    theirs = await begun(desk, "supervisor", "jz", "/error/jiaozuo", cases=[case_no], **fields)
    mine = await begun(desk, "supervisor", "jz", "/error/jiaozuo", **fields)
    await auditor.granted(townships=["jz-first"])
    assert (await auditor.get(f"{BASE}{theirs}")).status_code == 404
    assert (await auditor.get(f"{BASE}{mine}")).status_code == 200
    found = {line["href"].removeprefix(BASE) for line in (await auditor.get(BASE)).json()}
    assert mine in found and theirs not in found


def _address(path: str, case_no: str) -> str:
    """The address with a case, and codes that may exist or not, in its places."""
    known = {
        "case_no": case_no, "place": "jiaozuo", "township": "jz-wangdian", "number": "1",
        "month": "2026-12", "year": "2026", "period": "2026-H2", "kind": "case", "act": "accept",
        "lead_no": "JZL2026000001", "import_id": "0" * 24, "digest": "0" * 64, "code": "application",
        "programme": "dibao", "what": "x", "rule": "A01", "part": "dead", "key": "2026",
        "matter": "2026-001", "list": "dead", "official": "0" * 16, "user": "jz.bank", "batch": "1",
    }  # fmt: skip
    parts = path.split("{")
    filled = [
        (known.get(name, "x"), rest) for name, _, rest in (p.partition("}") for p in parts[1:])
    ]
    return parts[0] + "".join(value + rest for value, rest in filled)


def _routes(method: str) -> list[str]:
    found = {
        route.path
        for module in (*API, *PAGES)
        for route in module.router.routes
        if method in route.methods
    }
    return sorted(found - {"/signin", "/api/v1/session", "/signout"})


_NOT_BY_AN_ACCOUNT = ("/board/", "/open/", "/status", "/signin", "/docs")
"""Open to anybody without signing in."""


async def test_every_address_refuses_an_ended_leave_and_another_scope_and_writes_its_line(
    auditor: Auditor, desk: Staff, county: FastAPI
) -> None:
    case_no = await desk.open()
    await auditor.granted(townships=["jz-first"], programmes=["tekun"])
    asked = [path for path in _routes("GET") if not path.startswith(_NOT_BY_AN_ACCOUNT)]
    assert len(asked) > 200
    await _shows_nothing(auditor, asked, case_no, ended=False)
    await auditor.act("county_reviewer", "revoke_engagement", reason="审计人员已经调整")
    # Without a leave the seam looks at nothing but whether the address is his own: a third will do.
    own = [path for path in asked if reach_of(path, {"kind": "case"}) is Reach.OWN]
    assert {path.removeprefix("/api/v1") for path in own} == {
        "/", "/me", "/readings/{place}", "/readings/{place}/workbook",
    }  # fmt: skip
    await _shows_nothing(auditor, [*own, *asked[::3]], case_no, ended=True)


async def _shows_nothing(auditor: Auditor, asked: list[str], case_no: str, *, ended: bool) -> None:
    answers: dict[str, tuple[str, Response]] = {}
    for number, path in enumerate(asked):
        address = _address(path, case_no)
        request = f"{'ended' if ended else 'narrow'}-probe-{number}"
        answer = await auditor.http.get(address, headers={"X-Request-ID": request})
        answers[request] = path, answer
        assert answer.status_code < 500, (path, answer.text)
        reach = reach_of(path, {"kind": "case"})
        if reach is not Reach.OWN:
            assert case_no not in answer.text.replace(address, ""), path
        closed = reach in (Reach.CASE, Reach.LEAD, Reach.WHOLE) or (
            ended and reach is not Reach.OWN
        )
        assert not closed or answer.status_code in (403, 404, 422), path
    reads = {line.request_id: line for line in auditor.reads()}
    for request, (path, answer) in answers.items():
        line = reads.get(request)
        if line is None:
            assert answer.status_code == 422, path
            continue
        assert line.role == "auditor" and line.place == "jiaozuo", path
        assert (line.result == "done") == (answer.status_code < 400), path
        assert ended or line.engagement == auditor.leave, path


async def test_a_read_says_who_when_which_case_under_which_leave_and_which_list_with_how_many(
    auditor: Auditor, desk: Staff
) -> None:
    case_no = await desk.open()
    await auditor.granted()
    await auditor.get(f"/api/v1/cases/{case_no}")
    await auditor.get(f"/cases?stage=intake&q={case_no}&nobody=张三")
    await auditor.get("/api/v1/cases?q=王五")
    one, listed, typed = auditor.reads()[-3:]
    assert (one.what, one.subject, one.result) == ("read /cases/{case_no}", case_no, "done")
    assert one.engagement == auditor.leave and one.request_id
    assert listed.what == "read /cases" and listed.detail == f"stage=intake&q={case_no} 1"
    assert "王五" not in typed.detail and typed.detail.startswith("q=…")


async def test_the_read_log_names_every_address_and_every_result_in_words(
    auditor: Auditor, desk: Staff, county: FastAPI
) -> None:
    named = words(Request({"type": "http", "app": county}))
    for path in _routes("GET"):
        told = named(plain(path))
        assert not set("/{}_") & set(told) and "：其他页面：其他页面" not in told, (path, told)
    form = "/oversight/{kind}/{place}/{number}/acts/{act}"
    assert named(form) == "查看一个监督事项：办理表单"
    case_no = await desk.open()
    await auditor.granted()
    await auditor.get(f"/api/v1/cases/{case_no}/household?purpose=x")
    log = (await auditor.get("/api/v1/readings/jiaozuo")).json()["items"]
    assert log[0]["result"] == "填写的条件不符合要求，未能查看"


async def test_no_read_without_its_line(
    auditor: Auditor, desk: Staff, county: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    case_no = await desk.open()
    await auditor.granted()

    def away(*_: object, **__: object) -> None:
        raise OperationalError("insert", {}, Exception("read only"))

    monkeypatch.setattr("store.audit_log.record", away)
    answer = await auditor.get(f"/api/v1/cases/{case_no}")
    assert answer.status_code == 503 and case_no not in answer.text.replace("request", "")


@pytest.mark.rule("ACT-24")
def test_an_auditor_sends_nothing_but_acts_of_the_audit() -> None:
    """Over every address that takes something: what the seam lets an auditor send is this and no more."""
    codes = {"kind": "error", "act": "close_oversight"}
    taken = {
        path.removeprefix("/api/v1")
        for path in _routes("POST")
        if may_send(path, {name: code for name, code in codes.items() if f"{{{name}}}" in path})
    }
    answered = ("assign_oversight", "return_oversight", "close_oversight", "refer_discipline")
    audits = (
        "record_finding", "conclude_audit", "plan_sample", "record_sample_check", "take_list",
        "settle_suspicion", "issue_list",
    )  # fmt: skip
    assert taken == {
        *(f"/oversight/audit/{{place}}/{{matter}}/acts/{act}" for act in audits),
        *(
            f"/oversight/{kind}/{{place}}/{{matter}}/acts/{act}"
            for kind in ("finding", "suspicion", "problem", "error", "signal", "breach")
            for act in answered
        ),
        *(f"/oversight/{kind}/{{place}}" for kind in ("audit", "problem", "error", "violation")),
        "/oversight/new/{kind}",
        "/oversight/{kind}/{place}/{number}/acts/{act}",
        "/oversight/audit/{place}/{number}/desk",
        "/oversight/audit/{place}/{matter}/lists/{list}",
        "/money/fund/{place}/{matter}/acts/raise_query",
        "/complaints/{place}/{number}/words",
        "/care/{place}",
        "/care/{place}/unsigned",
        "/cases/{case_no}/bundle",
        "/oversight/{kind}/{place}/{number}/bundle",
        "/oversight/{kind}/{place}/{matter}/bundle",
    }
    for act in ("answer_oversight", "confirm_engagement", "refresh_policy"):
        assert not may_send(
            "/oversight/{kind}/{place}/{number}/acts/{act}", {"kind": "error", "act": act}
        )


async def test_what_an_auditor_sends_elsewhere_is_refused_before_anything_is_looked_at(
    auditor: Auditor, desk: Staff
) -> None:
    case_no = await desk.open()
    await auditor.granted()
    for path in (
        f"/api/v1/cases/{case_no}/acts/accept", "/api/v1/cases", "/api/v1/relatives",
        "/api/v1/pay/jiaozuo/2026-12/acts/release_funds", f"{BASE}/engagement/jiaozuo",
        f"{BASE}{auditor.path}/acts/confirm_extension",
    ):  # fmt: skip
        answer = await auditor.http.post(path, json={}, headers={"Idempotency-Key": key()})
        assert answer.status_code == 403 and "审计员只查看" in answer.text, path
    assert (await desk.view(case_no))["stage"] == "intake"


async def test_a_demonstration_account_reads_its_county_until_a_leave_names_it(
    desk: Staff, county: FastAPI
) -> None:
    client = await desk("auditor", "zh")
    assert (await client.get("/api/v1/cases")).status_code == 200
    with county.state.door.store.read() as session:
        query = select(AuditRow).where(AuditRow.who == "zh.auditor", AuditRow.what == "read /cases")
        assert {row.engagement for row in session.exec(query)} == {"standing"}


async def test_the_county_sees_who_read_which_case_and_the_auditor_his_own_lines(
    auditor: Auditor, desk: Staff, county: FastAPI
) -> None:
    home = people()
    case_no = await desk.open(home)
    await auditor.granted()
    await auditor.get(f"/api/v1/cases/{case_no}")
    await auditor.get(f"/cases/{case_no}/papers")
    number = auditor.leave.split("/")[1]
    officer = await desk("county_reviewer", "jz")
    path = f"/readings/jiaozuo?engagement={number}"
    log = (await officer.get(f"/api/v1{path}")).json()
    assert [(x["what"], x["subject"], x["result"]) for x in log["items"][:2]] == [
        ("案件的文书", case_no, "已查看"), ("查看一个案件", case_no, "已查看"),
    ]  # fmt: skip
    assert {x["who"] for x in log["items"]} == {auditor.id}
    assert {x["purpose"] for x in log["items"]} == {"2026年度社会救助资金审计"}
    [town] = log["townships"]
    assert (town["township_zh"], town["reads"], town["cases"]) == ("王店镇", 2, 1)
    page = (await officer.get(path)).text
    assert "焦审通〔2026〕12号" in page and case_no in page
    for person in home["members"]:
        assert person["name"] not in page and person["id_no"] not in page
    book = await officer.get(path.replace("?", "/workbook?"))
    sheets = load_workbook(io.BytesIO(book.content))
    assert sheets.sheetnames == ["查看记录", "乡镇", "授权"]
    assert sheets["查看记录"].max_row == len(auditor.reads()) + 1

    shown = (await officer.get(f"/cases/{case_no}")).text
    assert "审计查看" in shown and f"{auditor.id}，授权{number}：查看2次" in shown
    assert "审计查看</h2>" not in (await (await desk("intake")).get(f"/cases/{case_no}")).text
    own = (await auditor.get("/api/v1/readings/jiaozuo")).json()
    assert {x["who"] for x in own["items"]} == {auditor.id}
    assert [leave["subject"] for leave in own["leaves"]] == [auditor.leave]
    assert (await (await desk("finance", "jz")).get(f"/api/v1{path}")).status_code == 403
    strange = await (await desk("county_reviewer", "hb")).get(f"/api/v1{path}")
    assert strange.status_code == 404


async def test_an_auditor_takes_a_finding_with_the_histories_of_its_cases_as_one_file(
    auditor: Auditor, desk: Staff, county: FastAPI, keyring: KeyRing, tmp_path: Path
) -> None:
    home = people()
    case_no = await desk.open(home)
    await auditor.granted()
    audit = await begun(desk, "auditor", "jz", "/audit/jiaozuo", year=2047, text="年度审计")
    today = await county.state.door.today()
    done = await post(
        desk, "auditor", "jz", f"{audit}/acts/record_finding", area="use", text="救助金未按期发放",
        unit="jz-wangdian", unit_kind="township", due=str(today + timedelta(days=20)), cases=[case_no],
    )  # fmt: skip
    assert done.status_code == 200, done.text
    finding = "/finding/jiaozuo/2047-001"
    await until(desk, "auditor", "jz", finding, lambda view: view["record"])
    answer = await auditor.http.post(f"{BASE}{finding}/bundle?purpose=audit")
    assert answer.status_code == 200, answer.text
    path = tmp_path / "finding.zip"
    path.write_bytes(answer.content)
    found = await check_recomputed(path, keyring, seal=answer.headers["x-bundle-seal"])
    assert found.whole and found.verdict == "passed", found.faults
    assert found.manifest.stamp.who == auditor.id and "用于审计" in found.manifest.stamp.zh
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert any(name.startswith(f"cases/{case_no}/histories/") for name in parts)
    readable = b"".join(c for n, c in parts.items() if "histories/" not in n).decode()
    assert case_no in readable and home["members"][0]["id_no"] not in readable
    took = [(ln.subject, ln.engagement) for ln in auditor.lines() if ln.what == "bundle for audit"]
    assert took == [(f"oversight{finding}", auditor.leave), (case_no, auditor.leave)]

    page = (await auditor.get(f"/oversight{finding}")).text
    form = page[page.index(f'action="/oversight{finding}/bundle"') :]
    token = form.partition('name="_token" value="')[2].partition('"')[0]
    sent = {"_token": token, "purpose": "audit"}
    taken = await auditor.http.post(f"/oversight{finding}/bundle", data=sent)
    assert taken.status_code == 200 and taken.content[:2] == b"PK"
    assert "evidence-finding-jiaozuo-2047-001.zip" in taken.headers["content-disposition"]

    without = {n: c for n, c in parts.items() if not n.startswith(f"cases/{case_no}/histories/")}
    spoiled = tmp_path / "spoiled.zip"
    with ZipFile(spoiled, "w") as archive:
        for name, content in without.items():
            archive.writestr(name, content)
    lost = await check_recomputed(spoiled, keyring)
    assert f"所涉案件{case_no}的历史不在包内" in lost.faults and lost.verdict == "failed"


async def test_a_bundle_is_for_those_who_audit_and_for_their_purposes(
    auditor: Auditor, desk: Staff
) -> None:
    case_no = await desk.open()
    await auditor.granted(townships=["jz-first"])
    path = f"/api/v1/cases/{case_no}/bundle"
    assert (await auditor.http.post(f"{path}?purpose=audit")).status_code == 404
    county = await desk("county_approver", "jz")
    assert (await county.post(f"{path}?purpose=audit")).status_code == 403
    discipline = await desk("discipline", "jz")
    wrong = await discipline.post(f"{path}?purpose=audit")
    assert wrong.status_code == 422 and "纪检监察" in wrong.text
    made = await discipline.post(f"{path}?purpose=discipline")
    assert made.status_code == 200 and made.headers["content-type"] == "application/zip"
