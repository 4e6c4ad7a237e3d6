"""审计工作台 on pages alone: a sample drawn and looked at, a list handed in, a suspicion verified."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlmodel import select

from store import audit_log
from store.projection import project_case
from store.tables import AuditRow, OversightRow, SuspicionRow
from tests.api.staff import Staff
from tests.api.test_oversight import begun, post
from tests.pages.conftest import Clerk
from tests.pages.test_oversight_pages import as_, until
from tests.store.samples import shown
from tests.store.test_compare import living


def _in_aid(county: FastAPI, count: int) -> list[Any]:
    """Living cases of 同仁市's tables alone: whom a list may be about."""
    files = []
    for n in range(1, count + 1):
        file = living(880 + n)
        file = file.having(case_no=f"TR2026880{n:03d}", place="tongren", township="tr-first")
        with county.state.door.store.write() as session:
            project_case(session, shown(file))
        files.append(file)
    return files


async def _in_the_tables(county: FastAPI, text: str) -> None:
    """Waits until a finding of 同仁市 stands there."""
    findings = select(OversightRow).where(
        OversightRow.kind == "finding", OversightRow.place == "tongren"
    )
    for _ in range(600):
        with county.state.door.store.read() as session:
            if any(text in row.content for row in session.exec(findings)):
                return
        await asyncio.sleep(0.1)
    raise AssertionError(text)


@pytest.mark.rule("TR-40")
async def test_an_auditor_draws_a_sample_and_sends_out_a_suspicion(
    clerk: Clerk, county: FastAPI, desk: Staff
) -> None:
    one, other, *_ = _in_aid(county, 4)
    path = await begun(
        desk, "auditor", "tr", "/audit/tongren", year=2031, text="年度社会救助资金审计"
    )
    bench = f"/oversight{path}/desk"
    page = clerk.page
    await clerk.sign_in("tr.auditor")
    await clerk.open(f"/oversight{path}")
    await page.click("a:has-text('审计工作台')")
    await page.click("a:has-text('确定抽样方案')")
    await page.check("[name='by'][value='township']")
    await page.select_option("[name='method']", "number")
    await page.fill("[name='count']", "2")
    await page.fill("[name='first']", "2026-01-01")
    await page.fill("[name='last']", str(await county.state.door.today()))
    await page.fill("[name='text']", "按乡镇分层抽取")
    await clerk.shot("audit-plan")
    await page.click("button.big")
    shown_ = await until(clerk, bench, "待核查")
    assert "种子摘要" in shown_ and "第一镇" in shown_

    member, same = one.household.members[0], other.household.members[0]
    text = (
        "死者姓名,身份证号,死亡日期,火化证编号\n"
        f"{member.name},{member.id_no},2026-11-03,火字9号\n李四,{same.id_no},,\n"
    )
    await page.fill("#source", "民政殡葬2026年11月")
    await page.set_input_files(
        "#file", {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    await page.click("button:has-text('报送并比对')")
    shown_ = await until(clerk, bench, "已比对")
    assert (
        "第1名成员" in shown_
        and "疑似，待核对" in shown_
        and "姓名不同" in shown_
        and member.id_no not in shown_
    )
    await page.click("a:has-text('核对') >> nth=-1")
    assert "姓名不同" in await page.inner_text("[name='key']")
    with county.state.door.store.read() as session:
        (open_,) = session.exec(select(SuspicionRow).where(SuspicionRow.state == "open")).all()
    assert await page.input_value("[name='key']") == open_.key, "the line that was clicked"
    await page.fill("[name='reason']", "同名册中的人不是同一人")
    await page.click("button.big")
    await until(clerk, bench, "核对为不同的人")
    await page.click("a:has-text('下发疑点核实')")
    await page.select_option("[name='list']", "1")
    await page.fill("[name='due']", "2032-01-31")
    await page.click("button.big")
    await until(clerk, bench, "办理中")
    await clerk.shot("audit-desk")
    with county.state.door.store.read() as session:
        (row,) = session.exec(
            select(SuspicionRow).where(SuspicionRow.place == "tongren", SuspicionRow.number != "")
        ).all()
        assert row.case_no == one.case_no

    await as_(clerk, "tr-first.township_leader", f"/oversight/suspicion/tongren/{row.number}")
    about = await page.inner_text("main")
    assert "死亡人员名单" in about and "dead" not in about, "a name, not its code"
    assert "火字9号" in about and "第1名成员" in about, "what is to be verified, and of whom"
    assert member.id_no not in about and member.name not in about
    assert "HB-23" not in about, "the document, not a number of ours"
    await clerk.open("/oversight?kind=suspicion")
    assert f"死亡人员名单，{row.case_no}" in await page.inner_text("main")
    await clerk.open(f"/oversight/suspicion/tongren/{row.number}")
    await page.click("a.big:has-text('答复')")
    await page.fill("[name='text']", "入户核实，本人健在，名单有误")
    await page.click("button.big")
    await as_(clerk, "tr.auditor", f"/oversight/suspicion/tongren/{row.number}")
    await page.click("a.big:has-text('审核办结')")
    await page.select_option("[name='verdict']", "unfounded")
    await page.fill("[name='text']", "同名不同人")
    await page.click("button.big")
    await until(clerk, bench, "经核实不成立")

    answer = await post(
        desk, "auditor", "tr", f"{path}/acts/record_finding", area="use", text="死亡后仍发放一个月",
        clause="57号第三十条", unit="tr-first", unit_kind="township", cases=[one.case_no],
        amount_fen=42_000, due="2032-03-01",
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    await _in_the_tables(county, "死亡后仍发放一个月")
    client = await desk("auditor", "tr")
    stranger = await post(desk, "auditor", "tr", f"{path}/acts/settle_suspicion",
                          key="0" * 20, same=True, reason="不在名单上的一行")  # fmt: skip
    assert (stranger.status_code, stranger.json()["errors"][0]["field"]) == (422, "key")
    book = load_workbook(io.BytesIO((await client.get(f"/oversight{path}/workbook")).content))
    assert book.sheetnames == ["抽样", "疑点", "整改"]
    cells = [str(c) for sheet in book for line in sheet.iter_rows(values_only=True) for c in line]
    assert {"2032-03-01 00:00:00", "死亡后仍发放一个月", "第1名成员"} <= set(cells)
    assert "经核实不成立" in cells and not any(member.id_no in c or member.name in c for c in cells)
    with county.state.door.store.read() as session:
        log = audit_log.entries(session, place="tongren", who="tr.auditor", limit=200).rows
        looked = audit_log.entries(session, who="tr-first.township_leader", limit=200).rows
    assert any(e.what == "look_oversight" and row.number in e.subject for e in looked)
    assert {"look_suspicions", "export_audit", "take_list", "plan_sample"} <= {
        entry.what for entry in log if isinstance(entry, AuditRow)
    }
    refused = await (await desk("bank", "tr")).get(f"/oversight{path}/desk")
    assert refused.status_code in (403, 404)
