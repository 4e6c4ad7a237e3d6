"""核对规则 with nothing but the pages: what the night found, what to do, answered and closed by people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from fastapi import FastAPI

from audit.rulebook.asked import Answers, Asked
from audit.rulebook.breach import Breach
from audit.rulebook.kept import TableBook, keep
from audit.rulebook.matters import number_of, open_matters
from tests.api.staff import Staff
from tests.pages.conftest import Clerk
from tests.pages.test_oversight_pages import as_, until

CASE = "TR2026960001"


async def _nights(county: FastAPI) -> Breach:
    """Two nights of the county; the second found one breach, which has its matter."""
    door = county.state.door
    today = await door.today()
    found = Breach(
        rule="A05",
        place="tongren",
        township="tr-second",
        case_no=CASE,
        on=today,
        zh="不予确认告知书应当于2026-12-18前送达，没有送达记录",
        seq=31,
    )
    for on, breaches in ((date(today.year - 1, 11, 30), ()), (today, (found,))):
        book = TableBook(door.store)
        book.add(Asked(case_no=CASE, place="tongren", township="tr-second", mark="run:9"))
        book.add(Asked(case_no="TR2026960002", place="tongren", township="tr-second", mark="r:9"))
        book.write()
        answers = Answers(
            on=on, made_at=datetime.now(UTC), cases=2, asked=2, events=0, seconds=0,
            breaches=breaches,
        )  # fmt: skip
        keep(door.store, book, sorted(book.answers), answers, on)
    assert await open_matters(door.temporal, door.store, door.settings, (found,), today) == 1
    return found


async def test_a_breach_is_read_answered_and_closed_on_pages_alone(
    clerk: Clerk, county: FastAPI, desk: Staff
) -> None:
    found = await _nights(county)
    page = clerk.page
    await clerk.sign_in("tr-second.township_leader")
    shown = await until(clerk, "/rulebook/tongren", "34项规则")
    assert "最近一次核对" in shown and "50.0%（1/2件）" in shown and "0.0%（0/2件）" in shown
    await clerk.shot("rulebook")
    await page.click("a:has-text('A05')")
    shown = await page.inner_text("main")
    for words in ("怎么办", "当日补发告知书", "不能证明的", "第31条", "没有送达记录", "未办结1处"):
        assert words in shown, words
    path = f"/oversight/breach/tongren/{number_of(found)}"
    await until(clerk, "/rulebook/tongren/A05", "办理中")
    await clerk.shot("rulebook-rule")
    await page.click(f"a[href='{path}']")
    await page.click("a.big:has-text('答复')")
    await page.fill("[name='text']", "告知书已于当日补送，附送达回证")
    await page.click("button.big")
    assert "已办理" in await page.inner_text("main")
    assert urlsplit(page.url).path == path

    await as_(clerk, "tr.supervisor", path)
    await page.click("a.big:has-text('审核办结')")
    await page.select_option("[name='verdict']", "explained")
    await page.fill("[name='text']", "已查看送达回证")
    await page.click("button.big")
    await until(clerk, path, "已办结")
    await clerk.shot("rulebook-breach")
    shown = await until(clerk, "/rulebook/tongren/A05", "由人审核办结")
    assert "已办结1处" in shown

    await as_(clerk, "tr-first.township_leader", "/rulebook/tongren/A05")
    shown = await page.inner_text("main")
    assert "没有不符之处" in shown and CASE not in shown
    await as_(clerk, "jz.supervisor", "/rulebook/tongren")
    assert "不存在" in await page.inner_text("main") or "没有" in await page.inner_text("main")
    await as_(clerk, "tr.bank", "/rulebook/tongren")
    assert "应当由" in await page.inner_text("main")
