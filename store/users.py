"""Accounts of a deployment with local users, and signing in.

Passwords are kept as argon2 hashes. After five wrong ones in a row an account rests for a quarter
of an hour; who has no account costs as much time as who has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from domain.case.acts import Officer
from domain.case.lifecycle import ROLE_ZH, TOWNSHIP_ROLES, Role
from domain.places import PlaceInfo
from store.credentials import hashed, nobody, second_step, verified, weak_zh
from store.engine import Store
from store.sql import put
from store.tables import HolderRow, SessionRevoked, UserRow
from workflows.visible import SHANGHAI

MOST_FAILURES = 5
REST = timedelta(minutes=15)
DEMO_PASSWORD = "doudi-demo-2026"  # noqa: S105  printed in the README, refused in production

_TWICE = (Role.SURVEYOR, Role.REVIEWER, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER,
          Role.PAY_OFFICER)  # fmt: skip
"""Roles of which the law wants two people on one case."""
_NO_PERSON = (Role.SYSTEM, Role.UNIT_LIAISON)


class DemoUsersRefused(Exception):
    """Demonstration users have a public password and do not exist in production."""


@dataclass(frozen=True)
class SignIn:
    """`user` None: refused, and `message` says what to do, in Chinese."""

    user: UserRow | None
    code: str = ""
    message: str = ""


def sign_in(
    store: Store,
    user_id: str,
    password: str,
    at: datetime,
    *,
    code: str = "",
    new_password: str = "",
) -> SignIn:
    """Checks the password; counts the wrong ones. The answer never tells whether the id exists.

    `code`: of the second factor, where the account has one. `new_password`: takes the place of the
    one given, which one that was handed over asks for.
    """
    with store.read() as session:
        row = session.get(UserRow, user_id)
    # Hashing is slow by intent, so it happens while no transaction is open.
    right = verified(row.password_hash if row else nobody(), password)
    if row is None:
        return _wrong()
    fresh = _fresh(user_id, password, new_password) if right and new_password else ""
    if isinstance(fresh, SignIn):
        return fresh
    with store.write() as session:
        return _counted(session, user_id, right, at, code, fresh)


def create_user(session: Session, user: UserRow, password: str) -> None:
    """Adds an account. An id that exists is left as it is; use `set_password` to change it."""
    user.password_hash = hashed(password)
    put(session, UserRow, [user.model_dump()], keep=True)


def set_password(session: Session, user_id: str, password: str) -> None:
    """A new password, which also ends a rest. NoResultFound for an unknown id."""
    row = session.get_one(UserRow, user_id, with_for_update=True)
    row.password_hash, row.failed, row.locked_until = hashed(password), 0, None
    session.add(row)


def ended(session: Session, user_id: str, signed_in_at: datetime, today: date) -> bool:
    """Whether a sign-in of a real account no longer counts: it was made before the account was locked,
    changed or given a new password, or the account's last day is past."""
    holder = session.get(HolderRow, user_id)
    if holder is None:
        return False
    cut = holder.sessions_from is not None and signed_in_at < holder.sessions_from
    return cut or (holder.until is not None and today > holder.until)


def get_user(session: Session, user_id: str) -> UserRow | None:
    return session.get(UserRow, user_id)


def list_users(session: Session, *, place: str = "", role: str = "") -> tuple[UserRow, ...]:
    query = select(UserRow).order_by(col(UserRow.id))
    for column, value in ((UserRow.place, place), (UserRow.role, role)):
        if value:
            query = query.where(col(column) == value)
    return tuple(session.exec(query))


def officer_of(user: UserRow) -> Officer:
    """Who acts, as a case records it."""
    return Officer(
        id=user.id, role=Role(user.role), unit=user.unit, place=user.place, township=user.township
    )


def revoke_session(session: Session, session_id: str, user_id: str, until: datetime) -> None:
    """Ends a sign-in. `until`: when its token dies by itself."""
    put(
        session,
        SessionRevoked,
        [{"session": session_id, "user": user_id, "until": until}],
        keep=True,
    )


def is_revoked(session: Session, session_id: str) -> bool:
    return session.get(SessionRevoked, session_id) is not None


def forget_revoked(session: Session, at: datetime) -> None:
    """Drops the sign-outs whose tokens are dead anyway."""
    session.execute(delete(SessionRevoked).where(col(SessionRevoked.until) < at))


def seed_demo_users(session: Session, places: Iterable[PlaceInfo], *, env: str) -> int:
    """One account for each role and place or township, two where the law wants two people.

    Repeating it adds what is missing. DemoUsersRefused when `env` is production.
    """
    if env == "production":
        raise DemoUsersRefused("demonstration users are refused in production")
    rows = [row for place in places for row in demo_users(place)]
    if not rows or len(_known(session, rows)) == len(rows):
        return 0
    # One hash serves all of them: their password is public, and hashing 300 takes half a minute.
    password_hash = hashed(DEMO_PASSWORD)
    values = [{**row.model_dump(), "password_hash": password_hash} for row in rows]
    return put(session, UserRow, values, keep=True)


def demo_users(place: PlaceInfo) -> tuple[UserRow, ...]:
    """The demonstration accounts of a place: `jz-wangdian.intake`, `jz.county_approver`,
    `jz.county_approver.2`, `jz.unit_liaison.medical`."""
    return tuple(_demo_users(place))


def _demo_users(place: PlaceInfo) -> Iterator[UserRow]:
    for role in TOWNSHIP_ROLES:
        for township in place.townships:
            yield from _twins(township.code, role, place.code, township.code, township.zh)
    for role in Role:
        if role not in (*TOWNSHIP_ROLES, *_NO_PERSON):
            yield from _twins(place.abbr, role, place.code, "", _unit(role, place))
    for unit in place.units:
        yield _demo(
            f"{place.abbr}.{Role.UNIT_LIAISON}.{unit.code}",
            Role.UNIT_LIAISON,
            place.code,
            "",
            unit.zh,
            unit.code,
        )


def _unit(role: Role, place: PlaceInfo) -> str:
    """Whose office a county's role sits in: the money is finance's and the bank's, and nobody
    audits himself."""
    others = {
        Role.FINANCE: f"{place.short}财政局",
        Role.BANK: f"{place.short}代发银行",
        Role.AUDITOR: f"{place.short}审计局",
    }
    return others.get(role, place.bureau)


def _twins(prefix: str, role: Role, place: str, township: str, unit: str) -> Iterator[UserRow]:
    yield _demo(f"{prefix}.{role}", role, place, township, unit)
    if role in _TWICE:
        yield _demo(f"{prefix}.{role}.2", role, place, township, unit)


def _demo(
    user_id: str, role: Role, place: str, township: str, unit: str, unit_code: str = ""
) -> UserRow:
    second = "二" if user_id.endswith(".2") else ""
    return UserRow(
        id=user_id,
        role=role.value,
        place=place,
        township=township,
        unit=unit,
        unit_code=unit_code,
        demo=True,
        password_hash="",
        display_name=f"{unit}{ROLE_ZH[role].removeprefix('乡镇（街道）')}{second}（演示）",
    )


def _known(session: Session, rows: Sequence[UserRow]) -> set[str]:
    wanted = [row.id for row in rows]
    return set(session.exec(select(UserRow.id).where(col(UserRow.id).in_(wanted))))


def _counted(
    session: Session, user_id: str, right: bool, at: datetime, code: str, fresh: str
) -> SignIn:
    row = session.get_one(UserRow, user_id, with_for_update=True)
    if row.locked_until is not None and at < row.locked_until:
        return SignIn(
            None,
            "locked",
            f"密码连续错误{MOST_FAILURES}次，账号暂停登录，请15分钟后再试或者联系管理员。",
        )
    if not right:
        return _missed(session, row, at)
    if not row.active:
        return SignIn(None, "inactive", "账号已停用，请联系管理员。")
    holder = session.get(HolderRow, user_id, with_for_update=True)
    refused = _of_holder(holder, at, code, fresh) if holder else None
    if refused is not None and refused.code == "second_wrong":
        _missed(session, row, at)
    if refused is not None:
        return refused
    if fresh:
        row.password_hash = fresh
    if fresh and holder:
        holder.one_time_until = None
    row.failed, row.locked_until = 0, None
    session.add(row)
    return SignIn(row)


def _missed(session: Session, row: UserRow, at: datetime) -> SignIn:
    row.failed += 1
    if row.failed >= MOST_FAILURES:
        row.failed, row.locked_until = 0, at + REST
    session.add(row)
    return _wrong()


def _of_holder(holder: HolderRow, at: datetime, code: str, fresh: str) -> SignIn | None:
    """What a real account asks for beside its password; None when nothing is missing."""
    if holder.until is not None and at.astimezone(SHANGHAI).date() > holder.until:
        return SignIn(None, "over", f"账号已于{holder.until}到期，请联系管理员办理延期。")
    if holder.one_time_until is not None and at > holder.one_time_until:
        return SignIn(None, "one_time_over", "一次性密码已经过期，请联系安全管理员重新设置。")
    if holder.second and not code:
        return SignIn(None, "second_needed", "本账号启用了动态口令，请填写验证器上的6位数字。")
    if holder.second:
        step = second_step(holder.second, code, at, holder.second_step)
        if not step:
            return SignIn(
                None, "second_wrong", "动态口令不正确或者已经用过，请等待下一个数字后再填写。"
            )
    if holder.one_time_until is not None and not fresh:
        return SignIn(None, "password_to_set", "这是一次性密码，请设置本人的新密码后登录。")
    if holder.second:
        holder.second_step = step
    return None


def _fresh(user_id: str, password: str, new: str) -> str | SignIn:
    """The hash of a new password, or in words why it is refused."""
    weak = weak_zh(new, user_id, password)
    return SignIn(None, "password_weak", weak) if weak else hashed(new)


def _wrong() -> SignIn:
    return SignIn(None, "wrong", "用户名或者密码不正确，请重新输入。")
