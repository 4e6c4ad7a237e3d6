"""The menu: a clerk finds every page meant for him, on one line, with the keyboard and without script."""

from __future__ import annotations

import re

import pytest

from api.pages.menu import DAILY, GROUPS, MANY, menu_of
from api.pages.web import _may
from api.scope import Caller
from domain.case.lifecycle import Role
from tests.pages.conftest import Clerk

EVERY = (*DAILY, *(e for _, entries in GROUPS for e in entries))


@pytest.mark.parametrize("role", Role)
def test_every_page_for_a_role_stands_in_its_menu_once(role: Role) -> None:
    caller = Caller(id="someone", role=role, place="jiaozuo")
    blocks = menu_of(caller, "/tasks", _may)
    listed = [e for block in blocks for e in block.entries]
    assert sorted(listed) == sorted(e for e in EVERY if not e.part or _may(caller, e.part))
    flat = [e for block in blocks for e in block.entries if not block.zh]
    assert len(flat) + sum(bool(block.zh) for block in blocks) <= MANY
    assert len({e.href for e in EVERY}) == len(EVERY)


def test_the_group_of_the_open_page_is_marked() -> None:
    caller = Caller(id="someone", role=Role.COUNTY_REVIEWER, place="jiaozuo")
    blocks = menu_of(caller, "/comparisons/jiaozuo/2026-11", _may)
    assert [block.zh for block in blocks if block.here] == ["动态管理"]


@pytest.mark.parametrize("width", [1366, 390])
async def test_the_county_opens_a_group_with_the_keyboard_and_goes_on(
    clerk: Clerk, width: int
) -> None:
    page = clerk.page
    await page.set_viewport_size({"width": width, "height": 800})
    await clerk.sign_in("jz.county_reviewer")
    await clerk.shot(f"menu-{width}", full=False)
    nav = await page.locator(".top nav").bounding_box()
    assert nav is not None and nav["height"] < (50 if width > 1000 else 180)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, "nothing stands out at the side"
    await page.focus("nav summary:has-text('动态管理')")
    await page.keyboard.press("Enter")
    link = page.locator("nav details[open] a:has-text('每月比对')")
    await link.wait_for(state="visible")
    await clerk.shot(f"menu-open-{width}", full=False)
    await link.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/comparisons$"))
    assert "here" in (await page.get_attribute("nav summary:has-text('动态管理')", "class") or "")
