"""Real accounts: made by one administrator, opened by another, locked, moved, ended (S11).

Three duties, never two in one hand: the system administrator makes, changes, locks and ends accounts;
the security administrator opens what was made or changed, gives passwords and second factors, unlocks;
the audit administrator reads what both did. None of them signs in to the console.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from domain.base import CaseRefusal
from domain.case.lifecycle import ROLE_ZH, TOWNSHIP_ROLES, Role
from domain.places import PlaceInfo, Township, Unit
from store import credentials
from store.sql import lock
from store.tables import CaseNumber, HolderRow, UserRow
from store.types import keyring_of

CLAUSE: Final = "网络安全等级保护；个人信息保护法 Art 51"
NO_PERSON: Final = (Role.SYSTEM,)


class Duty(StrEnum):
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


DUTY_ZH: Final = {
    Duty.SYSTEM: "系统管理员",
    Duty.SECURITY: "安全管理员",
    Duty.AUDIT: "审计管理员",
}


class State(StrEnum):
    WAITING = "waiting"
    OPEN = "open"
    LOCKED = "locked"
    CLOSED = "closed"


STATE_ZH: Final = {
    State.WAITING: "待安全管理员核准",
    State.OPEN: "已启用",
    State.LOCKED: "已锁定",
    State.CLOSED: "已注销",
}


@dataclass(frozen=True)
class Post:
    """What an account is for. `until`: its last day; an auditor's has one."""

    role: Role
    place: str
    township: str = ""
    village: str = ""
    unit: str = ""
    unit_code: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Handed:
    """What is shown once to whoever hands it over, and stands nowhere afterwards."""

    account: str
    password: str = ""
    second: str = ""


def begin(
    session: Session, duty: Duty, account: str, name: str, person: str, at: datetime
) -> Handed:
    """The administrator of a duty that has none: by whoever runs the server. CaseRefusal otherwise."""
    _one_at_a_time(session)
    _require(
        not _holds(session, HolderRow.duty == duty.value, HolderRow.state != State.CLOSED.value),
        "duty_held",
        f"已有{DUTY_ZH[duty]}，需要更换的，请先由其他管理员注销原账号。",
        CLAUSE,
    )
    post = Post(role=Role.SYSTEM, place="", unit=DUTY_ZH[duty])
    row = _new(session, account, name, person, post, by="operator", second=True, duty=duty)
    return _opened(session, row, by="operator", at=at)


def create(
    session: Session,
    account: str,
    name: str,
    person: str,
    post: Post,
    *,
    place: PlaceInfo,
    by: str,
    today: date,
    second: bool = True,
) -> None:
    """An account that waits for the security administrator. CaseRefusal for a post that is none, or a
    person who has an account there already or is an administrator."""
    must_be_a_post(post, place, today)
    _one_at_a_time(session)
    _new(session, account, name, person, post, by=by, second=second)


def confirm(session: Session, account: str, *, by: str, at: datetime) -> Handed:
    """Opens what another person made or changed; gives a new account its password and second factor."""
    row = holder_of(session, account)
    _require(
        row.state == State.WAITING,
        "not_waiting",
        f"账号{account}{STATE_ZH[State(row.state)]}，不需要核准，请核对账号。",
        CLAUSE,
    )
    _require(
        row.made_by != by, "same_person", "建立账号的人不能核准该账号，请由安全管理员核准。", CLAUSE
    )
    return _opened(session, row, by=by, at=at)


def change(
    session: Session, account: str, post: Post, *, place: PlaceInfo, by: str, today: date
) -> None:
    """Another post or last day: the account is shut until the security administrator has opened it."""
    row, user = holder_of(session, account), session.get_one(UserRow, account)
    must_be_ordinary(row)
    _require(row.state != State.CLOSED, "closed", f"账号{account}已注销，请另建账号。", CLAUSE)
    must_be_a_post(post, place, today)
    user.role, user.place, user.township = post.role.value, post.place, post.township
    user.village, user.unit, user.unit_code = post.village, post.unit, post.unit_code
    row.until, row.made_by, row.confirmed_by = post.until, by, ""
    row.slot = _slot(row.person, post.place)
    _must_be_free(session, row.slot, account)
    _put(session, row, user, State.WAITING)


def lock_account(session: Session, account: str, *, by: str) -> None:
    row = holder_of(session, account)
    _require(row.account != by, "own_account", "不能锁定自己的账号，请由其他管理员办理。", CLAUSE)
    _require(
        row.state == State.OPEN,
        "not_open",
        f"账号{account}{STATE_ZH[State(row.state)]}，只有已启用的账号才能锁定。",
        CLAUSE,
    )
    _put(session, row, session.get_one(UserRow, account), State.LOCKED)


def unlock(session: Session, account: str, *, by: str) -> None:
    """Of an account that was locked, or rests after wrong passwords."""
    row, user = holder_of(session, account), session.get_one(UserRow, account)
    _require(row.account != by, "own_account", "不能解锁自己的账号，请由其他管理员办理。", CLAUSE)
    resting = row.state == State.OPEN and user.locked_until is not None
    _require(
        row.state == State.LOCKED or resting,
        "not_locked",
        f"账号{account}{STATE_ZH[State(row.state)]}，没有锁定，不需要解锁，请核对账号。",
        CLAUSE,
    )
    user.failed, user.locked_until = 0, None
    _put(session, row, user, State.OPEN)


def close(session: Session, account: str, *, by: str, at: datetime) -> None:
    """For good; the account's name stays taken, so that the record speaks of one person."""
    row = holder_of(session, account)
    _require(row.account != by, "own_account", "不能注销自己的账号，请由其他管理员办理。", CLAUSE)
    _require(
        row.state != State.CLOSED,
        "closed",
        f"账号{account}已注销，不需要再办理，请核对账号。",
        CLAUSE,
    )
    row.slot, row.sessions_from = f"closed/{account}", at
    _put(session, row, session.get_one(UserRow, account), State.CLOSED)


def reset(session: Session, account: str, *, by: str, at: datetime, second: bool) -> Handed:
    """A new password to be handed over and, if asked for, a new second factor; what is signed in ends."""
    row = holder_of(session, account)
    _require(row.account != by, "own_account", "不能重置自己的账号，请由其他管理员办理。", CLAUSE)
    _require(
        row.state in (State.OPEN, State.LOCKED),
        "not_open",
        f"账号{account}{STATE_ZH[State(row.state)]}，只有已启用或者锁定的账号才能重置。",
        CLAUSE,
    )
    return _handed(session, row, at=at, second=second)


def holder_of(session: Session, account: str) -> HolderRow:
    """CaseRefusal for an account that is not there, or is a demonstration's."""
    row = session.get(HolderRow, account, with_for_update=True)
    if row is None:
        raise CaseRefusal(
            "no_account", f"没有账号“{account}”，请核对，或者列出全部账号查看。", CLAUSE
        )
    return row


def listed(session: Session, place: str = "") -> tuple[tuple[HolderRow, UserRow], ...]:
    query = select(HolderRow, UserRow).where(col(UserRow.id) == col(HolderRow.account))
    if place:
        query = query.where(UserRow.place == place)
    return tuple(session.exec(query.order_by(col(HolderRow.account))))


def must_be_a_post(post: Post, place: PlaceInfo, today: date) -> None:
    """CaseRefusal when nobody can have this role there."""
    zh = ROLE_ZH[post.role]
    _require(
        post.role not in NO_PERSON,
        "no_person",
        f"“{zh}”不是人员岗位，不能建立账号，请另选岗位。",
        CLAUSE,
    )
    towns, units = {t.code for t in place.townships}, {u.code for u in place.units}
    if post.role in TOWNSHIP_ROLES:
        _require(
            post.township in towns,
            "township",
            f"“{zh}”须填写{place.short}的乡镇（街道）：{_named(place.townships)}。",
            CLAUSE,
        )
    else:
        _require(
            not post.township, "township", f"“{zh}”是县级岗位，请不要填写乡镇（街道）。", CLAUSE
        )
    if post.role is Role.UNIT_LIAISON:
        _require(
            post.unit_code in units,
            "unit",
            f"“{zh}”须填写{place.short}的成员单位：{_named(place.units)}。",
            CLAUSE,
        )
    else:
        _require(
            not post.unit_code, "unit", f"“{zh}”请不要填写成员单位代码，只有联络员填写。", CLAUSE
        )
    if post.role is Role.AUDITOR:
        _require(post.until, "until", "审计员账号须有最后日期，请按审计通知书填写。", CLAUSE)
    _require(
        post.until is None or post.until >= today,
        "until",
        f"最后日期不能早于今天（{today}）。",
        CLAUSE,
    )


def must_be_ordinary(row: HolderRow) -> None:
    _require(
        not row.duty,
        "duty",
        "管理员账号不能改任其他岗位：系统、安全、审计三员应当各由一人担任，不得兼任。",
        CLAUSE,
    )


def _named(those: Iterable[Township | Unit]) -> str:
    return "、".join(f"{one.zh}（{one.code}）" for one in those)


# --- rows -----------------------------------------------------------------------------------------


def _new(
    session: Session,
    account: str,
    name: str,
    person: str,
    post: Post,
    *,
    by: str,
    second: bool,
    duty: Duty | None = None,
) -> HolderRow:
    _require(
        session.get(UserRow, account) is None,
        "taken",
        f"账号“{account}”已经使用过，请换一个名称。",
        CLAUSE,
    )
    known = keyring_of(session).blind_index(f"staff:{person.strip().upper()}")
    held = _holds(session, HolderRow.person == known, HolderRow.state != State.CLOSED.value)
    duties = [DUTY_ZH[Duty(row.duty)] for row in held if row.duty]
    _require(
        not duties,
        "duty_elsewhere",
        f"该人员是{'、'.join(duties)}，不能再有其他账号：系统、安全、审计三员应当各由一人担任，不得兼任。",
        CLAUSE,
    )
    _require(
        not (duty and held),
        "duty_elsewhere",
        f"该人员已有账号{'、'.join(row.account for row in held)}，不能再担任管理员，请先注销该账号。",
        CLAUSE,
    )
    row = HolderRow(
        account=account,
        person=known,
        slot=_slot(known, "" if duty else post.place),
        duty=duty.value if duty else "",
        state=State.WAITING.value,
        until=post.until,
        made_by=by,
        wants_second=second,
    )
    _must_be_free(session, row.slot, account)
    user = UserRow(
        id=account,
        role=post.role.value,
        place=post.place,
        township=post.township,
        village=post.village,
        unit=post.unit,
        unit_code=post.unit_code,
        active=False,
        password_hash="",
        display_name=name,
    )
    _put(session, row, user, State.WAITING)
    return row


def _slot(person: str, place: str) -> str:
    return f"{place or 'duty'}/{person}"


def _must_be_free(session: Session, slot: str, account: str) -> None:
    others = _holds(session, HolderRow.slot == slot, HolderRow.account != account)
    _require(
        not others,
        "second_account",
        f"该人员在本地已有账号{'、'.join(row.account for row in others)}，一人一账号；"
        "换岗的请办理账号变更。",
        CLAUSE,
    )


def _opened(session: Session, row: HolderRow, *, by: str, at: datetime) -> Handed:
    row.confirmed_by = by
    user = session.get_one(UserRow, row.account)
    _put(session, row, user, State.OPEN)
    if user.password_hash:
        return Handed(row.account)
    return _handed(session, row, at=at, second=row.wants_second)


def _handed(session: Session, row: HolderRow, *, at: datetime, second: bool) -> Handed:
    password = credentials.one_time_password()
    user = session.get_one(UserRow, row.account)
    user.password_hash = credentials.hashed(password)
    user.failed, user.locked_until = 0, None
    row.one_time_until, row.sessions_from = at + credentials.ONE_TIME, at
    if second:
        row.second, row.second_step, row.wants_second = credentials.new_second(), 0, True
    session.add_all((row, user))
    session.flush()
    address = credentials.second_address(row.account, row.second) if second else ""
    return Handed(row.account, password, address)


def _put(session: Session, row: HolderRow, user: UserRow, state: State) -> None:
    row.state = state.value
    user.active = state is State.OPEN
    if state is not State.OPEN:
        row.sessions_from = datetime.now(UTC)
    session.add_all((row, user))
    session.flush()


def _holds(session: Session, *conditions: object) -> tuple[HolderRow, ...]:
    return tuple(session.exec(select(HolderRow).where(*conditions)))  # type: ignore[arg-type]


def _one_at_a_time(session: Session) -> None:
    """Two administrators at two terminals do not make one person two accounts."""
    lock(session, CaseNumber, place="~", year=0)


def _require(holds: object, code: str, message: str, clause: str) -> None:
    if not holds:
        raise CaseRefusal(code, message, clause)
