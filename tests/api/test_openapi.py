"""The document of the API: every operation in Chinese, with examples that work and its mistakes."""

from __future__ import annotations

import asyncio
import html
import re
from collections import Counter
from typing import Any

import pytest
from fastapi import FastAPI

from api.described import ADDRESS
from api.examples import ACT_EXAMPLES
from api.work.registry import KINDS, ActKind
from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from tests.api.conftest import browser
from tests.api.staff import Staff, key


def operations(app: FastAPI) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, found in app.openapi()["paths"].items()
        for method, operation in found.items()
    ]


async def test_every_operation_says_in_chinese_what_it_does(county: FastAPI) -> None:
    for path, method, operation in operations(county):
        assert re.search(r"[\u4e00-\u9fff]{2}", operation["summary"]), (method, path)
        assert operation["tags"], (method, path)


async def test_every_operation_documents_its_mistakes(county: FastAPI) -> None:
    for path, method, operation in operations(county):
        if path == "/healthz":
            continue
        answers = operation["responses"]
        assert {"401", "422"} <= set(answers), (method, path)
        for status, answer in answers.items():
            if status >= "400":
                assert "application/problem+json" in answer["content"], (method, path, status)
        if "{case_no}" in path:
            assert "404" in answers, (method, path)


async def test_every_body_and_path_parameter_has_an_example(county: FastAPI) -> None:
    for path, method, operation in operations(county):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            if "multipart" in str(operation["requestBody"]["content"]):
                continue
            assert content["schema"].get("examples") or content.get("examples"), (method, path)
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                assert parameter["schema"].get("examples") or parameter.get("examples"), path


async def test_the_page_for_people_lists_what_the_document_for_programs_describes(
    county: FastAPI,
) -> None:
    async with browser(county) as http:
        page = html.unescape((await http.get("/docs")).text)
        described = (await http.get(ADDRESS)).json()
    assert described == county.openapi()
    for path, method, operation in operations(county):
        cells = method.upper(), f"<code>{path}</code>", operation["summary"]
        assert re.search(".*".join(re.escape(cell) for cell in cells), page), (method, path)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_example_is_right_in_shape(kind: ActKind) -> None:
    for act in kind.acts:
        kind.body(act).model_validate(ACT_EXAMPLES[act])


@pytest.mark.rule("YC-06")
async def test_every_act_is_refused_to_every_role_whose_act_it_is_not(desk: Staff) -> None:
    """All pairs of act and role at the door (S9); who sees no cases gets the same 404 as for none."""
    case_no = await desk.open()
    before = (await desk.view(case_no))["seen"]
    answers = Counter[int]()

    async def refused(act: str, role: Role) -> None:
        at = "jz-wangdian" if role in TOWNSHIP_ROLES else "jz"
        client = await desk(role.value, at)
        answer = await client.post(
            f"/api/v1/cases/{case_no}/acts/{act}",
            json=ACT_EXAMPLES[act],
            headers={"Idempotency-Key": key()},
        )
        assert answer.status_code in (403, 404), (act, role, answer.text)
        answers[answer.status_code] += 1
        if answer.status_code == 403:
            assert answer.json()["clause"], (act, role)

    case = KINDS["case"]
    for role in Role:
        if role in (Role.SYSTEM, Role.UNIT_LIAISON):
            continue
        others = [a for a, m in case.moves.items() if role not in m.roles]
        await refused(others[0], role)  # signs in once
        for at in range(1, len(others), 8):
            await asyncio.gather(*(refused(act, role) for act in others[at : at + 8]))
    assert answers[403] > 150
    assert (await desk.view(case_no))["seen"] == before
