"""S6: masked by default for everybody; in clear one field at a time, on a purpose, with its line."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from domain.household import Household
from domain.privacy import FIELD_ZH, Purpose, Read, looked, read_of
from store import audit_log
from store.tables import TaskRow
from tests.privacy.people import canaries, through_review
from tests.privacy.quiet import Quiet

CASE = "JZ2026000001"
UNIT = "jz.unit_liaison.medical"


@pytest.fixture(scope="module")
async def home(quiet: Quiet) -> AsyncIterator[Household]:
    """The family of a case that was also referred to the medical unit."""
    file = through_review().file
    quiet.put(file)
    with quiet.door.store.read() as session:
        from store.users import get_user

        row = get_user(session, UNIT)
        assert row is not None
        unit = row.unit
    with quiet.door.store.write() as session:
        session.add(
            TaskRow(
                subject=CASE, key="k", since=file.latest, kind="case", case_no=CASE,
                act="answer_referral", role="unit_liaison", unit=unit, place=file.place,
                by=file.latest, code="c", zh="z",
            )
        )  # fmt: skip
    yield file.household


def user(role: Role, quiet: Quiet) -> str:
    if role is Role.UNIT_LIAISON:
        return UNIT
    [file] = quiet.files.values()
    return f"{file.township}.{role}" if role in TOWNSHIP_ROLES else f"jz.{role}"


ROLES = [role for role in Role if role is not Role.SYSTEM]


async def looks(client: AsyncClient, *fields: str, purpose: str = "contact") -> tuple[int, str]:
    query = {"field": list(fields), "purpose": purpose}
    answer = await client.get(f"/api/v1/cases/{CASE}/household", params=query)
    return answer.status_code, answer.text


@pytest.mark.parametrize("role", ROLES)
async def test_nothing_about_the_family_stands_in_clear_on_page_list_or_answer(
    role: Role, quiet: Quiet, home: Household
) -> None:
    async with quiet.client(user(role, quiet)) as client:
        for path in (f"/api/v1/cases/{CASE}", f"/cases/{CASE}", "/api/v1/cases", "/cases",
                     f"/api/v1/cases/{CASE}/timeline"):  # fmt: skip
            answer = await client.get(path)
            assert answer.status_code in (200, 403, 404), answer.text[:300]
            if read_of(role, "Member.relation") is Read.NONE:
                assert "患有" not in answer.text
            for canary in canaries(home):
                if canary.kind != "diagnosis":
                    assert canary.text not in answer.text, (path, canary.kind)


@pytest.mark.parametrize("role", ROLES)
async def test_every_cell_is_given_in_clear_exactly_where_the_table_says(
    role: Role, quiet: Quiet, home: Household
) -> None:
    async with quiet.client(user(role, quiet)) as client:
        for field in FIELD_ZH:
            status, text = await looks(client, field)
            wanted = [item.value for item in looked(home, [field])]
            if read_of(role, field) is Read.PURPOSE:
                assert status == 200, (role, field, text)
                assert wanted and all(value in text for value in wanted), field
                others = [i.value for f in FIELD_ZH if f != field for i in looked(home, [f])
                          if len(i.value) > 3 and i.value not in wanted]  # fmt: skip
                assert not [value for value in others if value in text], field
            else:
                assert status in (403, 404), (role, field)
                assert not [value for value in wanted if len(value) > 3 and value in text]


async def test_each_look_has_its_line_with_who_which_field_and_why(
    quiet: Quiet, home: Household
) -> None:
    who = user(Role.REVIEWER, quiet)
    async with quiet.client(who) as client:
        status, _ = await looks(client, "Member.id_no", "Household.phone", purpose="home_survey")
    assert status == 200
    with quiet.door.store.read() as session:
        rows = audit_log.entries(session, subject=CASE, who=who).rows[:2]
    assert {row.what for row in rows} == {
        "reveal Member.id_no for home_survey",
        "reveal Household.phone for home_survey",
    }
    assert all((r.role, r.result, r.place) == ("reviewer", "done", "jiaozuo") for r in rows)


async def test_a_refused_look_gives_nothing_even_of_the_fields_that_are_allowed(
    quiet: Quiet, home: Household
) -> None:
    async with quiet.client(user(Role.CHECKING_CENTRE, quiet)) as client:
        status, text = await looks(client, "Member.name", "Household.phone")
        assert status == 403 and "电话" in text and home.members[0].name not in text
        assert (await looks(client, "Member.name"))[0] == 200


@pytest.mark.parametrize(
    "query", ["", "purpose=contact", "field=Member.name", "field=Member.name&purpose=看看",
              "field=Member&purpose=contact", "field=*&purpose=contact"],
)  # fmt: skip
async def test_without_field_or_purpose_of_the_list_nothing_is_shown(
    query: str, quiet: Quiet, home: Household
) -> None:
    async with quiet.client(user(Role.INTAKE, quiet)) as client:
        answer = await client.get(f"/api/v1/cases/{CASE}/household?{query}")
    assert answer.status_code == 422
    assert home.members[0].name not in answer.text


def test_purposes_are_named_in_chinese() -> None:
    assert all(purpose.zh for purpose in Purpose)


async def test_the_page_shows_the_form_only_to_who_may_and_only_the_ticked_fields(
    quiet: Quiet, home: Household
) -> None:
    async with quiet.client(user(Role.AUDITOR, quiet)) as client:
        assert "查看完整信息" not in (await client.get(f"/cases/{CASE}")).text
    async with quiet.client(user(Role.INTAKE, quiet)) as client:
        page = (await client.get(f"/cases/{CASE}")).text
        assert "查看完整信息" in page
        token = page.split('name="_token" value="')[1].split('"')[0]
        sent = {"_token": token, "field": ["Household.phone"], "purpose": "contact"}
        shown = await client.post(f"/cases/{CASE}/reveal", data=sent)
        assert shown.status_code == 200 and home.phone in shown.text
        assert home.members[0].id_no not in shown.text
        for name, wrong in (("purpose", ""), ("field", []), ("field", ["Member.religion"])):
            refused = await client.post(f"/cases/{CASE}/reveal", data={**sent, name: wrong})
            assert refused.status_code == 422 and home.phone not in refused.text
