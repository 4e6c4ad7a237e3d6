"""What a clerk, a surveyor and the public see and do, with nothing but the page itself."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.app import PAGES
from api.labels import FIELDS
from api.pages.fields import Control, Form
from api.work.registry import KINDS, ActKind
from runtime.sessions import COOKIE
from tests.api.conftest import browser
from tests.api.staff import Staff, people
from tests.pages.conftest import Clerk


async def fill_family(clerk: Clerk, home: dict[str, object], name: str = "") -> None:
    page = clerk.page
    for n, member in enumerate(home["members"]):  # type: ignore[call-overload]
        at = f"household.members.{n}"
        await page.fill(f"[name='{at}.name']", name or member["name"])
        await page.fill(f"[name='{at}.id_no']", member["id_no"])
        await page.select_option(f"[name='{at}.relation']", member["relation"])
    await page.select_option("[name='household.incomes.0.member']", "m2")
    await page.select_option("[name='household.incomes.0.kind']", "wage")
    await page.fill("[name='household.incomes.0.fen_year']", "4,800.50")
    for paper in await page.query_selector_all("[name=papers]"):
        await paper.check()


async def take_in(clerk: Clerk, home: dict[str, object] | None = None, name: str = "") -> str:
    await clerk.open("/cases/new")
    await fill_family(clerk, home or people(), name)
    await clerk.page.click("button:has-text('提交申请') >> nth=1")
    return (await clerk.heading()).split()[0]


async def do_next(clerk: Clerk) -> None:
    """The one big button, then the form's own button."""
    await clerk.page.click("a.big")
    await clerk.page.click("button.big")


async def test_a_clerk_takes_in_and_accepts_within_three_pages(clerk: Clerk) -> None:
    # A township no other test works in: its list of things to do is one page.
    await clerk.sign_in("jz-second.intake")
    assert await clerk.heading() == "待办"
    case_no = await take_in(clerk)
    assert re.fullmatch(r"JZ\d{10}", case_no)
    await clerk.open("/tasks")
    await clerk.page.click(f"tr:has-text('{case_no}') a.button")
    await clerk.page.click("button.big")
    assert "已办理：受理" in await clerk.page.inner_text("main")
    assert await clerk.page.inner_text(".steps .now") == "调查核对"


async def test_a_wrong_field_keeps_everything_that_was_typed(clerk: Clerk) -> None:
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open("/cases/new")
    home = people()
    await fill_family(clerk, home)
    page = clerk.page
    await page.fill("[name='household.members.1.id_no']", "990101196005010110")
    await page.fill("[name='household.incomes.0.fen_year']", "很多")
    await page.click("button:has-text('提交申请') >> nth=1")
    told = await page.inner_text("#problem")
    assert "校验码" not in told  # the amount is not even a number yet: that is said first
    assert "金额须为数字" in told
    await page.fill("[name='household.incomes.0.fen_year']", "4800")
    await page.click("button:has-text('提交申请') >> nth=1")
    told = await page.inner_text("#problem")
    assert "校验码" in told and "household" not in told
    href = await page.get_attribute("#problem li a", "href")
    wrong = page.locator(str(href))
    assert await wrong.get_attribute("aria-invalid") == "true"
    assert await wrong.input_value() == "990101196005010110"
    assert await page.input_value("[name='household.members.0.name']") == "张一一"
    assert await page.input_value("[name='household.incomes.0.fen_year']") == "4800"
    await clerk.shot("30-wrong-field")


async def test_more_rows_can_be_had_without_losing_any(clerk: Clerk) -> None:
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open("/cases/new")
    await fill_family(clerk, people())
    before = await clerk.page.locator("[name$='.id_no']").count()
    await clerk.page.click("button[value='household.members']")
    assert await clerk.page.locator("[name$='.id_no']").count() > before
    assert await clerk.page.input_value("[name='household.members.1.name']") == "张二1"


async def test_a_form_sent_after_the_session_expired_comes_back_filled(clerk: Clerk) -> None:
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open("/cases/new")
    await fill_family(clerk, people(), name="王小明")
    await clerk.page.context.clear_cookies()
    await clerk.page.click("button:has-text('提交申请') >> nth=1")
    assert "内容已经保留" in await clerk.page.inner_text("main")
    assert "王小明" not in await clerk.page.content()
    await clerk.page.fill("#user", "jz-wangdian.intake")
    await clerk.page.fill("#password", "doudi-demo-2026")
    await clerk.page.click("main button[type=submit]")
    await clerk.page.click("main button[type=submit]")
    assert await clerk.page.input_value("[name='household.members.0.name']") == "王小明"
    await clerk.page.click("button:has-text('提交申请') >> nth=1")
    assert re.match(r"JZ\d{10}", await clerk.heading())


async def test_another_person_does_not_get_what_was_typed(clerk: Clerk) -> None:
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open("/cases/new")
    await fill_family(clerk, people(), name="王小明")
    await clerk.page.context.clear_cookies()
    await clerk.page.click("button:has-text('提交申请') >> nth=1")
    await clerk.page.fill("#user", "jz-first.intake")
    await clerk.page.fill("#password", "doudi-demo-2026")
    await clerk.page.click("main button[type=submit]")
    assert await clerk.heading() == "待办"


async def test_a_case_is_worked_through_pages_alone(clerk: Clerk, desk: Staff) -> None:
    home = people()
    await clerk.sign_in("jz-wangdian.intake")
    case_no = await take_in(clerk, home)
    await do_next(clerk)
    await clerk.sign_in("jz-wangdian.surveyor")
    await clerk.open(f"/cases/{case_no}/acts/record_survey")
    await clerk.shot("31-survey")
    for name in ("surveyors", "signed_by"):
        for box in await clerk.page.query_selector_all(f"[name={name}]"):
            await box.check()
    await clerk.page.click("button.big")
    assert "已办理：入户调查" in await clerk.page.inner_text("main")
    await desk.until(case_no, "review")
    await clerk.sign_in("jz-wangdian.reviewer")
    await clerk.open(f"/cases/{case_no}")
    await do_next(clerk)
    assert await clerk.page.inner_text(".steps .now") == "公示"
    await clerk.sign_in("jz-wangdian.village")
    await clerk.open(f"/cases/{case_no}")
    await clerk.page.click("a.big")
    await clerk.page.fill("[name=place_posted]", "村务公开栏")
    await clerk.page.click("button.big")
    await clerk.shot("32-publicity")
    await clerk.open("/board/jiaozuo")
    board = await clerk.page.inner_text("main")
    assert "张**" in board
    assert home["members"][0]["id_no"] not in board
    assert "张一一" not in await clerk.page.content()
    await clerk.shot("33-board")


async def test_a_refusal_shows_the_form_again_with_its_reason(clerk: Clerk, desk: Staff) -> None:
    case_no = await desk.to_review()
    await clerk.sign_in("jz-wangdian.reviewer")
    await clerk.open(f"/cases/{case_no}/acts/give_opinion")
    await clerk.page.fill("[name=monthly_fen]", "1")
    await clerk.page.fill("[name=note]", "我写的备注")
    await clerk.page.click("button.big")
    told = await clerk.page.inner_text("#problem")
    assert "不一致" in told
    assert "第十九条" in told
    assert await clerk.page.input_value("[name=monthly_fen]") == "1"
    assert await clerk.page.input_value("[name=note]") == "我写的备注"
    await clerk.shot("34-refusal")


async def test_the_family_in_clear_needs_a_purpose(clerk: Clerk, desk: Staff) -> None:
    home = people()
    case_no = await desk.open(home)
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open(f"/cases/{case_no}")
    assert home["members"][0]["id_no"] not in await clerk.page.content()
    await clerk.page.click("summary:has-text('查看完整信息')")
    await clerk.page.check("input[name=field][value='Member.id_no']")
    await clerk.page.select_option("#purpose", label="核对证件")
    await clerk.page.click("details button")
    shown = await clerk.page.content()
    assert home["members"][0]["id_no"] in shown
    assert home["members"][0]["name"] not in shown, "only what was ticked"
    assert "已逐项记录您的查看" in await clerk.page.inner_text("main")


async def test_no_page_scrolls_sideways_on_a_narrow_screen_or_at_double_size(
    clerk: Clerk, desk: Staff, county: FastAPI
) -> None:
    case_no = await desk.to_review()
    paths = ["/tasks?which=all", "/cases", f"/cases/{case_no}", "/cases/new", "/imports", "/report"]
    paths += [f"/cases/{case_no}/acts/{a}" for a in ("record_survey", "escalate", "give_opinion")]
    paths += ["/docs", "/board/jiaozuo"]
    await clerk.sign_in("jz-wangdian.intake")
    for width in (320, 640):
        await clerk.page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            await clerk.open(path)
            wide = await clerk.page.locator("body").evaluate(
                "() => document.documentElement.scrollWidth"
            )
            assert wide <= width, (path, width, wide)


async def test_pages_are_small(clerk: Clerk, desk: Staff) -> None:
    case_no = await desk.to_review()
    await clerk.sign_in("jz-wangdian.intake")
    for path in ("/tasks", "/cases", f"/cases/{case_no}", "/cases/new",
                 f"/cases/{case_no}/acts/record_survey"):  # fmt: skip
        answer = await clerk.page.goto(clerk.address + path)
        assert answer is not None
        assert len(await answer.body()) <= 60 * 1024, path


HOSTILE = (
    "<script>document.title='owned'</script>",
    "\"><img src=x onerror=document.title='owned'>",
    "{{ 7 * 7 }}",
    "'; DROP TABLE cases; --",
    '=HYPERLINK("http://x")',
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_people_write_is_never_run(clerk: Clerk, desk: Staff, text: str) -> None:
    home = people()
    home["members"][0]["name"] = text[:40]
    case_no = await desk.open(home, village=text[:40])
    await desk.act(
        "intake", case_no, "register_complaint", channel="letter", content=text, note=text
    )
    await clerk.sign_in("jz-wangdian.intake")
    for path in (f"/cases/{case_no}", "/cases", "/tasks", f"/cases/{case_no}/acts/accept"):
        await clerk.open(path)
        assert await clerk.page.title() != "owned"
        assert "<img src=x" not in await clerk.page.content()
        assert ">49<" not in await clerk.page.content()


_ALLOWED = re.compile(
    # A code may stand right after a Chinese character, which is a letter too: no `\b` before it.
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{8,12}|(?=[a-f]*\d)[0-9a-f]{4,64})(?![0-9A-Za-z])"
    r"|[a-z]{2}(-[a-z]+)?\.[\w.]+|m\d+|JZL?\d+|Excel|MB|Art|xlsx?"
)


async def test_staff_pages_are_in_chinese(clerk: Clerk, desk: Staff) -> None:
    case_no = await desk.to_review()
    paths = ["/tasks?which=all", "/cases", f"/cases/{case_no}", "/cases/new", "/imports", "/report"]
    await clerk.sign_in("jz-wangdian.intake")
    for path in paths:
        await clerk.open(path)
        text = _ALLOWED.sub("", await clerk.page.inner_text("body"))
        assert not re.findall(r".*[A-Za-z]{3,}.*", text), path


def every_control(controls: list[Control]) -> list[Control]:
    found = []
    for control in controls:
        found.append(control)
        found += every_control(control.children)
        for row in control.rows[:1]:
            found += every_control(row)
    return found


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_and_option_of_every_act_has_chinese_words(kind: ActKind) -> None:
    dynamic = {"number", "lead", "cause", "reason_code", "kinship", "obligation", "task"}
    for act in kind.acts:
        form = Form(act, kind.body(act).model_json_schema(), {})
        for control in every_control(form.controls({})):
            leaf = control.name.rsplit(".", 1)[-1]
            assert re.search(r"[\u4e00-\u9fff]", control.label), (act, control.name)
            assert leaf in FIELDS or control.label != leaf
            if leaf in dynamic:
                continue
            for code, zh in control.options:
                assert re.search(r"[\u4e00-\u9fff]", zh), (act, control.name, code)


_OTHERWISE = {
    "/meetings": {"number": "2026-01"},
    "/affairs": {"number": "2026-m001"},
    "/open": {"period": "2026-11"},
    "/rolls": {"what": "posted?village=一村"},
    "/oversight": {"kind": "finding", "number": "2026-f001"},
    **{
        key: {"number": "2026-c0001"}
        for key in ("/complaints", "/spot", "/round", "/credit", "/postponements")
    },
}
"""Names of places in a path that stand for something else there."""


def _filled(path: str, case_no: str) -> str:
    """The path with a well-formed value in each place; only the case is there."""
    values = {
        "case_no": case_no, "act": "accept", "place": "jiaozuo", "month": "2026-12",
        "lead_no": "JZL2026999999", "official": "0" * 16, "what": "change", "kind": "fund",
        "part": "police.death", "key": "2026", "period": "2026-H1", "year": "2026",
    } | next((own for start, own in _OTHERWISE.items() if path.startswith(start)), {})  # fmt: skip
    return re.sub(r"{(\w+)(?::\w+)?}", lambda found: values.get(found[1], "1"), path)


async def test_every_post_of_a_page_needs_the_form_token(county: FastAPI, desk: Staff) -> None:
    case_no = await desk.open()
    clerk: AsyncClient = await desk("intake")
    paths = {
        r.path  # type: ignore[attr-defined]
        for module in PAGES
        for r in module.router.routes
        if "POST" in r.methods  # type: ignore[attr-defined]
    }
    assert len(paths) >= 10
    for path in sorted(paths):
        answer = await clerk.post(_filled(path, case_no), data={"_token": "forged"})
        assert answer.status_code in (403, 404), (path, answer.status_code)
        assert answer.status_code == 403 or "{" in path, (
            f"{path} names nothing that could be missing"
        )
    assert (await clerk.get(f"/cases/{case_no}/acts/accept")).status_code == 200
    view = await desk.view(case_no)
    assert view["stage"] == "intake"


async def test_pages_send_the_signed_out_to_sign_in_and_back(county: FastAPI) -> None:
    async with browser(county) as nobody:
        for path in ("/tasks", "/cases", "/cases/new", "/imports", "/report", "/items", "/pay"):
            answer = await nobody.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/signin?back=/")
        assert (await nobody.get("/board/jiaozuo")).status_code == 200
        assert (await nobody.get("/signin?back=https://elsewhere.example")).status_code == 200


async def test_the_cookie_is_http_only_and_of_our_site(county: FastAPI) -> None:
    async with browser(county) as somebody:
        page = (await somebody.get("/signin")).text
        token = re.search(r'name="_token" value="([^"]+)"', page)
        assert token
        sent = {"_token": token[1], "user": "jz.auditor", "password": "doudi-demo-2026"}
        answer = await somebody.post("/signin", data=sent)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(COOKIE)
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


async def test_every_role_finds_its_pages(county: FastAPI, desk: Staff) -> None:
    await desk.open()
    from domain.case.lifecycle import TOWNSHIP_ROLES, Role

    for role in Role:
        if role in (Role.SYSTEM, Role.UNIT_LIAISON):
            continue
        client = await desk(role.value, "jz-wangdian" if role in TOWNSHIP_ROLES else "jz")
        home = await client.get("/tasks")
        assert home.status_code == 200
        for href in re.findall(r'<li><a href="(/[a-z/]+)"', home.text):
            answer = await client.get(href, follow_redirects=True)
            assert answer.status_code == 200, (role, href, answer.text[-600:])
            assert answer.url.path != "/signin", (role, href)
