"""Signing in: right, wrong, too often wrong; and the demonstration users."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from runtime.packs import place_info, places
from store import users
from store.engine import Store
from store.tables import UserRow
from store.users import DEMO_PASSWORD, DemoUsersRefused, SignIn, sign_in
from tests.store.samples import NOW


@pytest.fixture
def clerk(store: Store) -> str:
    with store.write() as session:
        users.create_user(
            session,
            UserRow(id="clerk", role="intake", place="jiaozuo", township="jz-first", unit="第一街道",
                    password_hash="", display_name="受理员"),
            "correct horse",
        )  # fmt: skip
    return "clerk"


def _try(store: Store, password: str, minutes: int = 0, user: str = "clerk") -> SignIn:
    return sign_in(store, user, password, NOW + timedelta(minutes=minutes))


def test_the_right_password_gives_the_officer(store: Store, clerk: str) -> None:
    user = _try(store, "correct horse").user
    assert user is not None
    officer = users.officer_of(user)
    assert (officer.id, officer.role, officer.township) == (clerk, Role.INTAKE, "jz-first")


def test_a_wrong_password_and_an_unknown_user_are_answered_alike(store: Store, clerk: str) -> None:
    assert _try(store, "wrong") == _try(store, "wrong", user="nobody")


def test_five_wrong_in_a_row_rest_the_account_for_a_quarter_of_an_hour(
    store: Store, clerk: str
) -> None:
    for _ in range(users.MOST_FAILURES):
        assert _try(store, "wrong").code == "wrong"
    assert _try(store, "correct horse").code == "locked"
    assert _try(store, "correct horse", minutes=14).code == "locked"
    assert _try(store, "correct horse", minutes=15).user is not None


def test_a_right_one_in_between_starts_the_count_anew(store: Store, clerk: str) -> None:
    for password in ("wrong",) * 4 + ("correct horse",) + ("wrong",) * 4:
        _try(store, password)
    assert _try(store, "correct horse").user is not None


def test_an_account_switched_off_does_not_open(store: Store, clerk: str) -> None:
    with store.write() as session:
        session.get_one(UserRow, clerk).active = False
    assert _try(store, "correct horse").code == "inactive"


def test_a_new_password_ends_the_rest(store: Store, clerk: str) -> None:
    for _ in range(users.MOST_FAILURES):
        _try(store, "wrong")
    with store.write() as session:
        users.set_password(session, clerk, "another one")
    assert _try(store, "another one").user is not None
    assert _try(store, "correct horse").user is None


def test_no_password_stands_in_the_table(store: Store, clerk: str) -> None:
    with store.read() as session:
        row = session.get_one(UserRow, clerk)
    assert row.password_hash.startswith("$argon2id$")
    assert "correct horse" not in row.password_hash


def test_demonstration_users_cover_every_role_of_every_place_and_township(store: Store) -> None:
    infos = [place_info(code) for code in places()]
    with store.write() as session:
        made = users.seed_demo_users(session, infos, env="demo")
        assert users.seed_demo_users(session, infos, env="demo") == 0
        everyone = users.list_users(session)
    assert len(everyone) == made
    for info in infos:
        here = [u for u in everyone if u.place == info.code]
        assert {u.role for u in here} == {r.value for r in Role} - {"system"}
        for township in info.townships:
            roles = {u.role for u in here if u.township == township.code}
            assert roles == {r.value for r in TOWNSHIP_ROLES}
            surveyors = [u for u in here if u.township == township.code and u.role == "surveyor"]
            assert len(surveyors) == 2
        liaisons = {u.unit_code for u in here if u.role == "unit_liaison"}
        assert liaisons == {unit.code for unit in info.units}
    assert _try(store, DEMO_PASSWORD, user="jz-wangdian.intake").user is not None
    assert _try(store, DEMO_PASSWORD, user="jz.unit_liaison.medical").user is not None


def test_production_refuses_demonstration_users(store: Store) -> None:
    with store.write() as session, pytest.raises(DemoUsersRefused):
        users.seed_demo_users(session, [place_info("jiaozuo")], env="production")


def test_a_sign_out_is_remembered_until_the_token_is_dead(store: Store) -> None:
    with store.write() as session:
        users.revoke_session(session, "s1", "clerk", NOW + timedelta(hours=1))
        users.revoke_session(session, "s1", "clerk", NOW + timedelta(hours=1))
        assert users.is_revoked(session, "s1")
        assert not users.is_revoked(session, "s2")
        users.forget_revoked(session, NOW + timedelta(hours=2))
        session.expire_all()
        assert not users.is_revoked(session, "s1")
