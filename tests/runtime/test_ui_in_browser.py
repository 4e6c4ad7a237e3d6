"""A supervisor reads a case's Chinese summary in the Temporal UI; nobody else opens it."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import async_playwright, expect

from runtime.embedded import EmbeddedDefault
from runtime.keys import KeyRing
from runtime.sessions import COOKIE, Sessions, SessionUser
from runtime.temporal import connect
from tests.conftest import browser_path
from tests.runtime.sealed_workflows import Note, Outer
from tests.runtime.test_embedded import settings_in

SUMMARY = "低保 山阳街道 公示中"
INPUT = "入户调查两人签字"


async def test_a_county_officer_sees_the_content_and_a_stranger_the_way_to_sign_in(
    tmp_path: Path,
) -> None:
    settings = settings_in(tmp_path)
    async with EmbeddedDefault(settings, parts=("codec",)):
        client = await connect(settings)
        handle = await client.start_workflow(
            Outer.run,
            Note(text=INPUT),
            id="case/jiaozuo/JZ-1",
            task_queue="nobody",
            static_summary=SUMMARY,
        )
        token = Sessions(settings, KeyRing.load(settings.key_file)).issue(
            SessionUser(id="u1", roles=("county_approver",), place="jiaozuo")
        )
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=browser_path(), args=["--no-sandbox"]
            )
            context = await browser.new_context()
            page = await context.new_page()
            case = f"{settings.codec_url}/namespaces/default/workflows/case%2Fjiaozuo%2FJZ-1"
            await page.goto(case)
            await expect(page.get_by_text("请先登录兜底系统")).to_be_visible()
            cookie = {"name": COOKIE, "value": token, "url": settings.codec_url}
            await context.add_cookies([{**cookie, "httpOnly": True}])
            await page.goto(case)
            await expect(page.get_by_text(INPUT).first).to_be_visible(timeout=30_000)
            end = page.get_by_role("button", name="Request Cancellation")
            await expect(end).to_be_disabled()
            await page.goto(f"{case}/{handle.first_execution_run_id}/user-metadata")
            shown = page.frame_locator("iframe").first.get_by_text(SUMMARY)
            await expect(shown).to_be_visible(timeout=30_000)
            await browser.close()
