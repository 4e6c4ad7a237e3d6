"""What a clerk prints: A4, nothing cut off, words one can select; and what was not delivered shows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from documents.forms import render_form
from documents.notices import render
from domain.case.notices import NOTICE_ZH
from domain.papers.forms import FORM_ZH, forms_of
from domain.programme import Programme
from runtime.packs import place_info
from tests.api.conftest import browser
from tests.api.staff import Staff, people
from tests.api.test_doors import is_problem
from tests.documents.samples import ISSUED, OWED, PLACE, a_case
from tests.documents.test_hostile import HOSTILE, hostile_case, hostile_notice
from tests.pages.conftest import WINDOW, Clerk

A4_POINTS = (595, 842)
WIDEST = {"notice": 156, "form": 166}
"""Millimetres between the margins of `paper.css`."""
MM = 96 / 25.4
MOST_BYTES = 120 * 1024
"""U8: the paper as it is kept and sent to the browser."""
PHONE = "19900004321"


@pytest.fixture(scope="module")
async def printer(chromium: Browser) -> AsyncIterator[Page]:
    page = await chromium.new_page()
    await page.emulate_media(media="print")
    yield page
    await page.close()


@pytest.fixture
async def sheet(printer: Page) -> Page:
    """A page that prints, empty; scripts run here only to measure."""
    await printer.set_viewport_size(WINDOW)
    await printer.goto("about:blank")
    return printer


def paper(kind: str) -> str:
    return render(
        kind,
        file=a_case(granted=kind != "refusal"),
        notice=OWED[kind],
        number="焦救〔2026〕42号",
        issued_on=ISSUED,
        place=place_info(PLACE),
    ).html


def form(code: str) -> str:
    place = place_info(PLACE)
    return render_form(
        code,
        programme=next(p for p in Programme if code in forms_of(p)),
        place=place,
        township=place.townships[0].code,
        on=ISSUED,
        file=a_case(),
    ).html


SHEETS = [("notice", kind) for kind in NOTICE_ZH] + [("form", code) for code in FORM_ZH]


@pytest.mark.parametrize(("sort", "code"), SHEETS)
async def test_a_paper_prints_on_a4_with_nothing_cut_off_and_its_words_can_be_selected(
    sheet: Page, sort: str, code: str
) -> None:
    html = paper(code) if sort == "notice" else form(code)
    assert len(html.encode()) <= MOST_BYTES
    width = round(WIDEST[sort] * MM)
    await sheet.set_viewport_size({"width": width, "height": 900})
    await sheet.set_content(html)
    wide = await sheet.evaluate(
        """() => [...document.querySelectorAll("body *:not(br)")]
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map(e => e.tagName + ":" + e.textContent.slice(0, 20))"""
    )
    assert wide == []
    pdf = await sheet.pdf(prefer_css_page_size=True, print_background=True)
    boxes = {tuple(map(float, b.split())) for b in re.findall(rb"/MediaBox ?\[([^\]]*)\]", pdf)}
    assert {(round(w), round(h)) for _, _, w, h in boxes} == {A4_POINTS}
    # Each font of the print knows which characters its glyphs are: text, not a picture.
    assert pdf.count(b"/ToUnicode") > 0 and b"/Subtype /Image" not in pdf


async def test_a_table_that_is_too_wide_is_noticed(sheet: Page) -> None:
    await sheet.set_viewport_size({"width": 590, "height": 900})
    await sheet.set_content("<body><p style='width:700px'>x</p></body>")
    assert await sheet.evaluate("document.documentElement.scrollWidth") > 590


async def test_chinese_is_drawn_with_a_chinese_font_and_no_empty_boxes(sheet: Page) -> None:
    await sheet.set_content(paper("refusal"))
    session = await sheet.context.new_cdp_session(sheet)
    await session.send("DOM.enable")
    await session.send("CSS.enable")
    root = (await session.send("DOM.getDocument"))["root"]["nodeId"]
    for selector in ("h1", "p.addressee", "td"):
        node = await session.send("DOM.querySelector", {"nodeId": root, "selector": selector})
        fonts = await session.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})
        names = " ".join(f["familyName"] for f in fonts["fonts"])
        assert re.search("CJK|Song|Hei|Ming|宋|黑", names), names
    await session.detach()


@pytest.mark.parametrize("kind", ["refusal", "referral", "complaint_answer", "publicity", "grant"])
async def test_hostile_text_runs_nothing_in_a_browser(sheet: Page, kind: str) -> None:
    ran: list[str] = []
    sheet.on("dialog", lambda box: ran.append(box.message))
    for bad in HOSTILE:
        made = render(
            kind,
            file=hostile_case(bad),
            notice=hostile_notice(kind, bad),
            number=bad,
            issued_on=ISSUED,
            place=place_info(PLACE),
        )
        await sheet.set_content(made.html)
        found = await sheet.evaluate(
            "document.querySelectorAll('script,img,svg,iframe,a,b,i').length"
        )
        assert found == 0, bad
    assert ran == []


async def issued(desk: Staff, case_no: str) -> dict[str, Any]:
    for _ in range(1200):
        found = [n for n in (await desk.view(case_no))["notices"] if n["number"]]
        if found:
            return dict(found[0])
        await asyncio.sleep(0.05)
    raise AssertionError("the paper was not made")


async def test_a_message_that_did_not_go_out_shows_on_the_case_and_opens_a_task(
    desk: Staff, clerk: Clerk
) -> None:
    """No gateway answers here: after its tries the paper is printed, and somebody must carry it."""
    case_no = await desk.open({**people(), "phone": PHONE})
    await desk.act("intake", case_no, "accept")
    notice = await issued(desk, case_no)
    assert notice["delivery"] == "短信未能发出，须打印送达"
    tasks = [t["zh"] for t in (await desk.view(case_no))["tasks"] if t["act"] == "serve_notice"]
    assert tasks == [f"请送达文书{notice['number']}，短信未能发出，请打印后送达"]

    listed = (await (await desk("intake")).get(f"/api/v1/cases/{case_no}/notices")).json()
    [line] = listed["items"]
    assert (line["title"], line["told"]) == ("受理通知书", "短信未能发出，须打印送达")
    [tried] = line["deliveries"]
    assert (tried["channel"], tried["state"], tried["attempts"]) == ("sms", "failed", 3)
    assert PHONE not in str(listed) and len(line["digest"]) == 64

    await clerk.sign_in("jz-wangdian.reviewer")
    await clerk.open(f"/cases/{case_no}")
    assert "短信未能发出，须打印送达" in await clerk.page.inner_text("main")
    await clerk.open(f"/cases/{case_no}/acts/fail_service")
    await clerk.page.select_option("[name=manner]", "in_person")
    await clerk.page.fill("[name=reason]", "家中无人")
    await clerk.page.click("button.big")
    assert "1次未能送达" in await clerk.page.inner_text("main")
    await clerk.open(f"/cases/{case_no}/acts/serve_notice")
    await clerk.page.select_option("[name=manner]", "in_person")
    await clerk.page.click("button.big")
    assert "请送达文书" not in await clerk.page.inner_text("main")
    await clerk.open(f"/cases/{case_no}/papers")
    shown = await clerk.page.inner_text("main")
    assert "当面送达" in shown and "短信：未能送出（3次）" in shown
    await clerk.shot("papers")


async def test_blank_forms_are_printed_from_the_intake_page(clerk: Clerk) -> None:
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open("/cases/new")
    await clerk.page.click("a:has-text('打印空白表单')")
    assert await clerk.heading() == "空白表单"
    await clerk.page.select_option("#programme", "tekun")
    await clerk.page.click("form.inline button")
    await clerk.page.click("a:has-text('特困人员生活自理能力评估表')")
    assert "特困人员生活自理能力评估表" in await clerk.page.inner_text("h1")
    await clerk.shot("form-selfcare")


async def test_a_form_of_a_case_holds_its_family_and_only_who_may_see_it_prints_it(
    desk: Staff,
) -> None:
    home = people()
    case_no = await desk.open(home)
    path = f"/api/v1/cases/{case_no}/forms"
    clerk = await desk("intake")
    [mandate] = [f for f in (await clerk.get(path)).json()["items"] if f["code"] == "mandate"]
    answer = await clerk.get(mandate["href"])
    assert answer.status_code == 200
    assert home["members"][0]["id_no"] in answer.text
    assert "sha256-" in answer.headers["content-security-policy"]
    assert (await clerk.get(f"{path}/selfcare_form")).status_code == 404
    assistant = await desk("village")
    is_problem(await assistant.get(mandate["href"]), 403, "role_not_allowed")
    stranger = await desk("intake", "jz-first")
    is_problem(await stranger.get(mandate["href"]), 404, "not_found")
    is_problem(await stranger.get(f"/api/v1/cases/{case_no}/notices"), 404, "not_found")


async def test_nobody_prints_a_form_without_signing_in(desk: Staff) -> None:
    async with browser(desk.app) as nobody:
        for path in ("/api/v1/forms", "/api/v1/forms/mandate"):
            assert (await nobody.get(path)).status_code == 401
