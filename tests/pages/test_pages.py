"""What a clerk, a surveyor and the public see, and that nothing typed is lost."""

from __future__ import annotations

from tests.api.staff import Staff, people
from tests.pages.conftest import Clerk


async def test_the_pages_of_a_case_look_like_work(desk: Staff, clerk: Clerk) -> None:
    await desk.open(papers=["application"])
    await desk.open()
    home = people(3, cars=1)
    case_no = await desk.to_review(home)
    await clerk.open("/signin")
    await clerk.shot("01-signin")
    await clerk.sign_in("jz-wangdian.reviewer")
    await clerk.shot("02-tasks-reviewer")
    await clerk.open("/tasks?which=all")
    await clerk.shot("03-tasks-all")
    await clerk.open("/cases")
    await clerk.shot("04-cases")
    await clerk.open(f"/cases/{case_no}")
    await clerk.shot("05-case")
    await clerk.open(f"/cases/{case_no}/acts/give_opinion")
    await clerk.shot("06-opinion")
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open("/cases/new")
    await clerk.shot("07-intake")
    await clerk.open("/imports")
    await clerk.shot("08-imports")
    await clerk.open("/report")
    await clerk.shot("09-report")
    await clerk.open("/docs")
    await clerk.shot("10-docs")
    await clerk.open("/board/jiaozuo")
    await clerk.shot("11-board")
    await clerk.page.set_viewport_size({"width": 320, "height": 700})
    for n, path in enumerate(("/tasks", "/cases", f"/cases/{case_no}", "/cases/new", "/report")):
        await clerk.open(path)
        await clerk.shot(f"20-narrow-{n}")
