"""A real account at the door: one-time password, second factor, last day; and no administrator inside."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlmodel import Session

from domain.case.lifecycle import Role
from runtime import packs
from store import credentials, holders
from store.holders import Duty, Handed, Post
from store.tables import UserRow
from tests.api.conftest import browser
from workflows.base import SHANGHAI

OWN = "Donghe-lantern-28"


@pytest.fixture
async def stranger(county: FastAPI) -> AsyncIterator[AsyncClient]:
    async with browser(county) as client:
        yield client


def _made(session: Session, account: str, until: datetime) -> Handed:
    place = packs.place_info("jiaozuo")
    post = Post(Role.AUDITOR, "jiaozuo", unit="焦作市审计局", until=until.date())
    person = uuid.uuid4().hex
    holders.create(
        session, account, "审计员乙", person, post,
        place=place, by="sys.li", today=datetime.now(SHANGHAI).date(),
    )  # fmt: skip
    return holders.confirm(session, account, by="sec.wu", at=datetime.now(UTC))


async def _account(county: FastAPI) -> Handed:
    name = f"jz.shen.{uuid.uuid4().hex[:8]}"
    done: Handed = await county.state.door.write(
        _made, name, datetime.now(UTC) + timedelta(days=400)
    )
    return done


def _code(made: Handed) -> str:
    secret = made.second.partition("secret=")[2].partition("&")[0]
    return credentials.second_code(secret, int(datetime.now(UTC).timestamp()) // 30)


async def test_the_first_sign_in_sets_the_own_password_and_a_lock_ends_what_is_open(
    county: FastAPI, stranger: AsyncClient
) -> None:
    made = await _account(county)
    sent = {"user": made.account, "password": made.password}
    first = await stranger.post("/api/v1/session", json=sent)
    assert (first.status_code, first.json()["code"]) == (401, "sign_in_second_needed")
    sent["code"] = _code(made)
    second = await stranger.post("/api/v1/session", json=sent)
    assert second.json()["code"] == "sign_in_password_to_set"
    weak = await stranger.post("/api/v1/session", json={**sent, "new_password": "1234"})
    assert weak.json()["code"] == "sign_in_password_weak" and "至少" in weak.json()["detail"]
    done = await stranger.post("/api/v1/session", json={**sent, "new_password": OWN})
    assert done.status_code == 201, done.text
    assert (await stranger.get("/api/v1/me")).json()["unit"] == "焦作市审计局"
    await county.state.door.write(holders.lock_account, made.account, by="sys.li")
    assert (await stranger.get("/api/v1/me")).status_code == 401


async def test_on_the_page_the_password_is_set_without_a_script(
    county: FastAPI, stranger: AsyncClient
) -> None:
    made = await _account(county)

    async def sent(**more: str) -> str:
        page = (await stranger.get("/signin")).text
        token = page.partition('name="_token" value="')[2].partition('"')[0]
        form = {"_token": token, "user": made.account, "password": made.password, **more}
        answer = await stranger.post("/signin", data={"code": _code(made), **form})
        return answer.headers.get("location", "") or answer.text

    asked = await sent()
    assert "请设置本人的新密码" in asked and "<details open>" in asked
    assert "两次填写的新密码不一致" in await sent(new=OWN, again="Donghe-lantern-29")
    assert await sent(new=OWN, again=OWN) == "/tasks"


async def test_an_administrator_of_accounts_does_not_sign_in_to_the_console(
    county: FastAPI, stranger: AsyncClient
) -> None:
    account = f"adm.{uuid.uuid4().hex[:8]}"

    def make(session: Session) -> Handed:
        place = packs.place_info("jiaozuo")
        post = Post(Role.FINANCE, "jiaozuo")
        holders.create(
            session, account, "某人", uuid.uuid4().hex, post,
            place=place, by="a", today=datetime.now(SHANGHAI).date(), second=False,
        )  # fmt: skip
        made = holders.confirm(session, account, by="b", at=datetime.now(UTC))
        row = holders.holder_of(session, account)
        row.duty = Duty.AUDIT.value
        session.get_one(UserRow, account).role = Role.SYSTEM.value
        return made

    made = await county.state.door.write(make)
    sent = {"user": account, "password": made.password, "new_password": OWN}
    answer = await stranger.post("/api/v1/session", json=sent)
    assert answer.status_code == 401 and "只在服务器终端办理" in answer.json()["detail"]
    assert (await stranger.get("/api/v1/me")).status_code == 401
