"""A browser before the county's doors."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Final

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from store.users import DEMO_PASSWORD
from tests.api.conftest import api_settings, county, departments, desk
from tests.conftest import browser_path, free_port

__all__ = ["api_settings", "county", "departments", "desk"]

_OFF = (
    "RenderDocument",  # a document of its own for every page: a fifth of the browser's CPU
    # Of what Playwright turns off, that which a page of this machine meets: the last list holds.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
)
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    f"--disable-features={','.join(_OFF)}",
]
WINDOW: Final[ViewportSize] = {"width": 1280, "height": 720}
SHOTS = os.environ.get("DOUDI_TEST_SHOTS", "")
"""Where screenshots go; none are made when it is not set."""


@pytest.fixture(scope="session")
async def address(county: FastAPI) -> AsyncIterator[str]:
    port = free_port()
    # The application's own lifespan is entered by `county` already.
    config = uvicorn.Config(county, port=port, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    for _ in range(1200):
        if server.started:
            break
        await asyncio.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await running


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=ARGS)
        yield browser
        await browser.close()


class Clerk:
    """One person at one browser, without scripts."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    async def sign_in(self, user: str, password: str = DEMO_PASSWORD) -> None:
        await self.page.goto(f"{self.address}/signin")
        await self.page.fill("#user", user)
        await self.page.fill("#password", password)
        await self.page.click("main button[type=submit]")

    async def open(self, path: str) -> None:
        await self.page.goto(self.address + path)

    async def shot(self, name: str, full: bool = True) -> None:
        if SHOTS:
            await self.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=full)

    async def heading(self) -> str:
        return await self.page.inner_text("h1")


@pytest.fixture(scope="session")
async def window(chromium: Browser) -> AsyncIterator[Page]:
    """A page without scripts, opened once: to open one costs a second of CPU."""
    context = await chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = await context.new_page()
    yield page
    await context.close()


@pytest.fixture
async def clerk(window: Page, address: str) -> AsyncIterator[Clerk]:
    """Somebody before an empty window of the usual size, signed in as nobody."""
    await window.context.clear_cookies()
    await window.set_viewport_size(WINDOW)
    await window.goto("about:blank")
    yield Clerk(window, address)
