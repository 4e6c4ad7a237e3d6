"""S8: a clerk of one township cannot tell another township's case from one that does not exist.

Every address that takes the number of something is tried with numbers of the neighbours, by every
role of a township, against the same address with a number nobody has: same status, same words.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from fastapi.routing import APIRoute
from httpx import AsyncClient

from api.app import PAGES
from domain.case.lifecycle import TOWNSHIP_ROLES
from domain.identity import synthetic_id
from runtime.packs import place_info
from store import relatives
from store.evidence import keeping
from store.tables import (
    EvidenceRow,
    ImportRow,
    ItemRow,
    LeadImport,
    LeadRow,
    MeasureTaskRow,
)
from tests.people import Walk
from tests.privacy.people import canaries, told
from tests.privacy.quiet import Quiet
from tests.store.samples import NOW, paper

REQUESTS = int(os.environ.get("DOUDI_TEST_CROSS_TOWNSHIP", "1500"))
"""The addresses are all tried from the first 1,000 on; `make long` sends 10,000."""
CASES = 12
THEIRS, OURS = (t.code for t in place_info("jiaozuo").townships[:2])
ROLES = TOWNSHIP_ROLES
DIGEST = "5" * 64
OBJECTS = ("{case_no}", "{lead_no}", "{import_id}", "{official}")
MISSING = {
    "case_no": "JZ2026999999",
    "lead_no": "JZL2026999999",
    "import_id": "f" * 24,
    "official": "e" * 16,
}


@pytest.fixture(scope="module")
async def theirs(quiet: Quiet) -> AsyncIterator[dict[str, list[str]]]:
    """What the other township has, by the parameter that names it."""
    day = told().applied_on
    officials = []
    for n in range(1, CASES + 1):
        file = Walk(told(n, THEIRS)).accepted().file
        quiet.put(file)
        home = file.household
        with quiet.door.store.write() as session:
            session.add(paper(case_no=file.case_no, number=f"焦救〔2026〕{n}号", township=THEIRS))
            session.add(
                EvidenceRow(case_no=file.case_no, digest=DIGEST, kind="home",
                            media_type="image/jpeg", size=9, by="x", at=NOW)
            )  # fmt: skip
            session.add(
                ItemRow(case_no=file.case_no, number=1, place="jiaozuo", township=THEIRS,
                        stage="collecting", version=1, ordered_on=day, stage_since=day,
                        need_fen=1, gap_fen=1, updated_at=NOW, cause="c", waiting="w")
            )  # fmt: skip
            session.add(
                MeasureTaskRow(case_no=file.case_no, number=1, key="1", version=1,
                               place="jiaozuo", township=THEIRS, unit="u", unit_code="u",
                               stage="open", decided_on=day, due=day, amount_fen=1,
                               delivered_fen=0, code="c", manner="m")
            )  # fmt: skip
            session.add(
                LeadRow(lead_no=f"JZL2026{n:06d}", place="jiaozuo", township=THEIRS,
                        village="第一村", kind="report", channel="village", origin="person",
                        stage="reported", version=1, reported_on=day, reported_by="x",
                        updated_at=NOW, name=home.members[0].name, problem="p", waiting="w")
            )  # fmt: skip
            for table in (ImportRow, LeadImport):
                more: dict[str, Any] = {"digest": f"{n}"} if table is ImportRow else {}
                session.add(table(id=f"{n:024x}", place="jiaozuo", township=THEIRS, on=day,
                                  by=f"{THEIRS}.intake", at=NOW, **more))  # fmt: skip
            officials.append(
                relatives.register(
                    session,
                    relatives.Entry(
                        place="jiaozuo", township=THEIRS, kind="village", title="村干部",
                        person=relatives.Person(
                            name=home.supporters[0].name, id_no=synthetic_id(day, n)
                        ),
                    ),
                    by=f"{THEIRS}.reviewer", on=day, at=NOW,
                )
            )  # fmt: skip
    assert keeping
    numbers = range(1, CASES + 1)
    yield {
        "case_no": [f"JZ2026{n:06d}" for n in numbers],
        "lead_no": [f"JZL2026{n:06d}" for n in numbers],
        "import_id": [f"{n:024x}" for n in numbers],
        "official": officials,
    }


def addresses(document: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """(method, path, example body) of the API and of the pages."""
    found: list[tuple[str, str, Any]] = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            body = content.get("application/json", {})
            schema = body.get("examples") or body.get("example") or {}
            example: Any = next(iter(schema.values()), {}) if isinstance(schema, dict) else {}
            value = example.get("value", {}) if isinstance(example, dict) else {}
            if "multipart/form-data" in content:
                value = None
            found.append((method.upper(), path, value))
    for module in PAGES:
        for route in cast(list[APIRoute], module.router.routes):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                found.append((method, route.path, None))
    return found


CHOICES = {
    "number": ["1", "2"],
    "digest": [DIGEST],
    "code": ["survey", "application", "review_form"],
    "what": ["check", "leave"],
    "key": ["1"],
    "kind": ["notice"],
    "act": ["accept", "record_survey", "withdraw", "decline", "submit_papers", "assign_visit",
            "record_visit", "report_progress", "waive_department", "register_complaint"],
}  # fmt: skip


class Tried:
    """One role before the doors: the same request about theirs and about nothing."""

    def __init__(self, client: AsyncClient, token: str) -> None:
        self.client, self.token = client, token
        self.known: dict[str, tuple[int, str]] = {}

    async def ask(
        self, method: str, path: str, body: Any, names: dict[str, str]
    ) -> tuple[int, str]:
        address = re.sub(r"\{(\w+)\}", lambda m: names[m[1]], path)
        query = {"field": "Member.name", "purpose": "contact"} if "household" in path else {}
        query |= {"purpose": "核对证件"} if path.endswith("/person") else {}
        more: dict[str, Any] = {"params": query}
        if method == "POST" and path.startswith("/api/"):
            more["headers"] = {"Idempotency-Key": str(uuid.uuid4())}
            if body is None:
                more["files"] = {"file": ("a.jpg", b"x", "image/jpeg")}
            else:
                more["json"] = body
        elif method == "POST":
            more["data"] = {"_token": self.token, "field": "Member.name", "purpose": "contact"}
        answer = await self.client.request(method, address, **more)
        text = answer.text
        for name in names.values():
            text = text.replace(name, "…") if len(name) > 10 else text
        text = re.sub(r'[0-9a-f]{16}|[\w-]{40,}\.[\w.-]+|"_key" value="[^"]*"', "…", text)
        text = re.sub(r'name="_token" value="[^"]*"|\d{4}-\d\d-\d\d \d\d:\d\d', "…", text)
        return answer.status_code, text


async def test_random_requests_for_the_neighbours_find_nothing(
    quiet: Quiet, theirs: dict[str, list[str]]
) -> None:
    document = (await quiet.client(f"{OURS}.intake").get("/api/v1/openapi.json")).json()
    routes = [a for a in addresses(document) if any(o in a[1] for o in OBJECTS)]
    assert len(routes) > 60
    words = [c.text for n in range(1, CASES + 1) for c in canaries(told(n, THEIRS).household)]
    statuses: Counter[int] = Counter()
    tried: set[tuple[str, str]] = set()

    async def one_role(role: str, share: int) -> None:
        chance = random.Random(f"township {role}")  # noqa: S311
        async with quiet.client(f"{OURS}.{role}") as client:
            page = (await client.get("/tasks")).text
            token = page.split('name="_token" value="')[1].split('"')[0]
            them = Tried(client, token)
            for n in range(share):
                method, path, body = routes[n] if n < len(routes) else chance.choice(routes)
                tried.add((method, path))
                names = {k: chance.choice(v) for k, v in {**CHOICES, **theirs}.items()}
                status, text = await them.ask(method, path, body, names)
                used = [names[k] for k in CHOICES if f"{{{k}}}" in path]
                key = f"{method} {path} {used}"
                if key not in them.known:
                    them.known[key] = await them.ask(method, path, body, {**names, **MISSING})
                assert (status, text) == them.known[key], (role, method, path)
                assert status not in (200, 201, 303, 500), (role, method, path, status)
                assert not any(word in text for word in words), (method, path)
                statuses[status] += 1

    share = -(-REQUESTS // len(ROLES))
    for role in ROLES:
        await one_role(role, share)
    assert len(tried) == len(routes)
    assert sum(statuses.values()) >= REQUESTS
    assert statuses[404] > REQUESTS // 2, statuses


NARROWED = ({"township": THEIRS}, {"q": "JZ2026"}, {"which": "all"})


async def test_lists_and_figures_name_none_of_the_neighbours_cases(
    quiet: Quiet, theirs: dict[str, list[str]]
) -> None:
    document = (await quiet.client(f"{OURS}.intake").get("/api/v1/openapi.json")).json()
    lists = [a[1] for a in addresses(document) if a[0] == "GET" and "{" not in a[1]]
    assert len(lists) > 30
    needles = [n for name in ("case_no", "lead_no", "official") for n in theirs[name]]
    needles += [c.text for n in range(1, CASES + 1) for c in canaries(told(n, THEIRS).household)]
    found, read = 0, set[str]()
    for role in ROLES:
        async with quiet.client(f"{OURS}.{role}") as client:
            for path in lists:
                known = document["paths"].get(path)
                taken = {p["name"] for p in known["get"].get("parameters", ())} if known else None
                narrowed = [q for q in NARROWED if taken is None or set(q) <= taken]
                for query in ({}, *narrowed):
                    answer = await client.get(path, params=query)
                    found += answer.status_code == 200
                    if answer.text not in read:
                        read.add(answer.text)
                        for needle in needles:
                            assert needle not in answer.text, (role, path, query)
    assert found > 100


async def test_their_own_clerk_finds_them_so_the_search_is_not_blind(
    quiet: Quiet, theirs: dict[str, list[str]]
) -> None:
    async with quiet.client(f"{THEIRS}.intake") as client:
        for case_no in theirs["case_no"]:
            assert (await client.get(f"/api/v1/cases/{case_no}")).status_code == 200
        listed = (await client.get("/api/v1/cases")).text
        assert all(case_no in listed for case_no in theirs["case_no"])
    await asyncio.sleep(0)
