"""Takes the pictures of `docs/images/` from a running demonstration, and of invented people only.

make demo                      and, when its table is there, in another terminal:
python -m docs.pictures        needs what `make test` installs, and Chromium

It takes in six families at 王店镇 through the front door and brings each to another point, so that
there is something to see; doing it again shows the same six.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
from playwright.async_api import Page, async_playwright

from domain.identity import synthetic_id
from runtime.settings import Settings
from store.users import DEMO_PASSWORD

IMAGES: Final = Path(__file__).parent / "images"
TOWNSHIP: Final = "jz-wangdian"
NAMES: Final = ("王秀英", "赵桂兰", "陈玉梅", "刘振国", "孙凤英", "马德福")
PAPERS: Final = ("application", "authorisation", "commitment", "identity")
VIEW: Final = f'WorkflowType="CaseWorkflow" AND Township="{TOWNSHIP}" AND ExecutionStatus="Running"'
COLUMNS: Final = ("Status", "Workflow ID", "Stage", "DueAt", "Overdue", "Flags")
WIDE: Final = {"width": 1280, "height": 860}


class Township:
    """The staff of a township at the API, each under an account of the role."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._signed_in: dict[str, httpx.Client] = {}

    def __call__(self, role: str, method: str, path: str, **body: Any) -> dict[str, Any]:
        client = self._as(f"{TOWNSHIP}.{role}")
        said = json.dumps([path, body], sort_keys=True, default=str)
        key = hashlib.sha256(said.encode()).hexdigest()[:40]
        sent = {"json": body, "headers": {"Idempotency-Key": key}} if method == "POST" else {}
        answer = client.request(method, path, **sent)  # type: ignore[arg-type]
        answer.raise_for_status()
        return dict(answer.json())

    def act(self, role: str, case_no: str, name: str, **fields: Any) -> None:
        self(role, "POST", f"/api/v1/cases/{case_no}/acts/{name}", **fields)

    def _as(self, user: str) -> httpx.Client:
        if user not in self._signed_in:
            client = httpx.Client(base_url=self._url, timeout=60)
            sent = {"user": user, "password": DEMO_PASSWORD}
            client.post("/api/v1/session", json=sent).raise_for_status()
            self._signed_in[user] = client
        return self._signed_in[user]


def family(number: int) -> dict[str, Any]:
    """An old parent with a child who earns a little; identity numbers begin with 990101."""
    parent = NAMES[number]
    born = date(1957 + number, 3, 2 + number), date(1988, 6, 3 + number)
    return {
        "members": [
            {
                "key": "m1",
                "name": parent,
                "id_no": synthetic_id(born[0], 601 + number),
                "relation": "self",
                "work": "none",
            },
            {
                "key": "m2",
                "name": f"{parent[0]}小军",
                "id_no": synthetic_id(born[1], 701 + number),
                "relation": "child",
            },
        ],
        "incomes": [{"member": "m2", "kind": "wage", "fen_year": 560_000 + number * 30_000}],
        "account": {
            "bank": "示例农商银行",
            "number": f"62220000000000{number:02d}",
            "holder": "m1",
        },
        "residence": "rural",
    }


async def six_families(staff: Township) -> list[str]:
    """Case numbers: one new, one under investigation, one in review, two publicised, one that
    lacks papers."""
    cases = [
        str(
            staff(
                "intake",
                "POST",
                "/api/v1/cases",
                household=family(n),
                village=f"第{n + 1}村",
                papers=PAPERS[:2] if n == 5 else PAPERS,
            )["case_no"]
        )
        for n in range(6)
    ]
    staff.act("intake", cases[5], "request_correction", missing=PAPERS[2:])
    for case_no in cases[1:5]:
        staff.act("intake", case_no, "accept")
    team = [f"{TOWNSHIP}.surveyor", f"{TOWNSHIP}.surveyor.2"]
    for number in (2, 3, 4):
        await _checked(staff, cases[number])
        staff.act(
            "surveyor",
            cases[number],
            "record_survey",
            surveyors=team,
            signed_by=team,
            family_signature="m1",
            household=family(number),
        )
    for case_no in cases[3:5]:
        seen = staff("reviewer", "GET", f"/api/v1/cases/{case_no}")
        # The second time the opinion has been given; the same key answers as before.
        fen = seen["assessment"]["monthly_fen"]
        staff.act("reviewer", case_no, "give_opinion", grant=True, monthly_fen=fen)
    staff.act("village", cases[4], "post_publicity", place_posted="村务公开栏")
    return cases


async def _checked(staff: Township, case_no: str) -> None:
    for _ in range(120):
        check = staff("reviewer", "GET", f"/api/v1/cases/{case_no}")["check"]
        if check and check["finished_on"]:
            return
        await asyncio.sleep(0.5)
    raise RuntimeError(f"{case_no}: the departments have not answered")


async def main() -> None:
    """Writes case.png, tasks.png and temporal.png."""
    settings = Settings()
    cases = await six_families(Township(settings.console_url))
    IMAGES.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = await browser.new_context(
            viewport=WIDE,  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        page = await context.new_page()
        await _sign_in(page, settings.console_url, f"{TOWNSHIP}.reviewer")
        await page.goto(f"{settings.console_url}/tasks?which=all")
        await page.screenshot(path=IMAGES / "tasks.png")
        await page.goto(f"{settings.console_url}/cases/{cases[2]}")
        await page.screenshot(path=IMAGES / "case.png")
        await _sign_in(page, settings.console_url, "jz.supervisor")
        columns = json.dumps({settings.namespace: [{"label": name} for name in COLUMNS]})
        await context.add_init_script(
            f"localStorage.setItem('namespace-workflow-table-columns', {json.dumps(columns)})"
        )
        await page.set_viewport_size({"width": 1440, "height": 860})
        listed = f"{settings.codec_url}/namespaces/{settings.namespace}/workflows"
        await page.goto(f"{listed}?query={quote(VIEW)}")
        await page.get_by_text(cases[2]).wait_for()
        await page.screenshot(path=IMAGES / "temporal.png")
        await browser.close()


async def _sign_in(page: Page, console: str, user: str) -> None:
    await page.goto(f"{console}/signin")
    await page.fill("#user", user)
    await page.fill("#password", DEMO_PASSWORD)
    await page.click("main button[type=submit]")


if __name__ == "__main__":
    asyncio.run(main())
