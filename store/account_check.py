"""Accounts held against the operators' log: a post, a place or a state that SQL has changed is named.

Each line of the log about an account says in codes what stood after it, and the log is bound into the trail
(`doudi audit trail verify`); so the last of them is what must stand now. A demonstration's account is what
its place's list of accounts says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sqlmodel import Session, col, select

from domain.places import PlaceInfo
from store.tables import AuditRow, HolderRow, UserRow
from store.users import demo_users

LOGGED: Final = "account_"
"""How the log's lines about accounts begin."""


class Wrong(NamedTuple):
    account: str
    zh: str


def stands(user: UserRow, holder: HolderRow | None) -> str:
    """What an account is, in codes: its post and, of a real one, its duty, state and last day."""
    post = [user.role, user.place, user.township, user.village, user.unit_code]
    if holder is not None:
        post += [holder.duty, holder.state, str(holder.until or "")]
    return "/".join(post)


def now(session: Session, account: str) -> str:
    """The same of an account as it stands; empty where there is none."""
    user = session.get(UserRow, account)
    return stands(user, session.get(HolderRow, account)) if user else ""


def wrong_accounts(session: Session, places: Iterable[PlaceInfo]) -> Iterator[Wrong]:
    """Each account that is not what the log, or the list of the demonstration, says."""
    told = _told(session)
    shown = {row.id: stands(row, None) for place in places for row in demo_users(place)}
    holders = {row.account: row for row in session.exec(select(HolderRow))}
    users = {row.id: row for row in session.exec(select(UserRow).order_by(col(UserRow.id)))}
    for account, user in users.items():
        holder = holders.pop(account, None)
        if holder is None and account not in shown:
            yield Wrong(account, "没有设立记录，不是演示账号")
            continue
        wanted = shown[account] if holder is None else told.get(account)
        if wanted is None:
            yield Wrong(account, "操作日志中没有设立记录")
        elif wanted and wanted != stands(user, holder):
            yield Wrong(account, f"应当为{wanted}，现为{stands(user, holder)}")
        elif holder is not None and user.active != (holder.state == "open"):
            yield Wrong(account, "启用与否同状态不符")
    for account in holders:
        yield Wrong(account, "账号已从数据库中删除")
    for account in sorted(set(told) - set(users) - set(holders)):
        yield Wrong(account, "账号已从数据库中删除")


def _told(session: Session) -> dict[str, str]:
    """What the newest line about each account says; empty for lines older than such words."""
    lines = session.exec(
        select(AuditRow.subject, AuditRow.detail)
        .where(
            col(AuditRow.what).in_([f"{LOGGED}{what}" for what in _CHANGES]),
            AuditRow.result == "done",
        )
        .order_by(col(AuditRow.id))
    )
    return dict(iter(lines))


_CHANGES: Final = ("begin", "create", "confirm", "change", "lock", "unlock", "close")
