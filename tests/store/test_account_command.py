"""`doudi account`: three administrators, none with another's work, make real accounts (S11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text
from sqlmodel import col, select
from typer.testing import CliRunner

from runtime import packs
from runtime.keys import KeyRing
from store import credentials, holders, users
from store.commands import at_terminal
from store.commands.account import account_app
from store.engine import Store
from store.tables import AuditRow, HolderRow, UserRow
from tests.tables import migrated
from workflows.base import SHANGHAI

OWN = {
    "sys.li": "Xiqiao-tunnel-73",
    "sec.wu": "Luoyuan-bridge-41",
    "aud.he": "Beitang-orchard-9",
    "jz.shen": "Donghe-lantern-28",
}
"""Passwords these people set themselves."""
TODAY = date(2026, 11, 30)


class Terminal:
    """People at one terminal, each with an authenticator; thirty seconds pass between two sign-ins."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
        self.passwords: dict[str, str] = {}
        self.secrets: dict[str, str] = {}

    @property
    def today(self) -> date:
        """The county's day, which begins eight hours before the clock's."""
        return self.now.astimezone(SHANGHAI).date()

    def run(self, *args: str, who: str = "", typed: list[str] | None = None) -> Any:
        lines = typed if typed is not None else self._typed(who) if who else []
        words = [*args, "--as", who] if who else list(args)
        done = CliRunner().invoke(account_app, words, input="".join(f"{x}\n" for x in lines))
        for account in re.findall(r"账号：(\S+)\n一次性密码：", done.stdout):
            self.passwords[account] = re.findall(r"一次性密码：(\w{16})", done.stdout)[0]
            for address in re.findall(r"secret=(\w+)", done.stdout):
                self.secrets[account] = address
        return done

    def _typed(self, who: str) -> list[str]:
        """The password, the code, and the first time an own password twice."""
        self.now += timedelta(seconds=30)
        with self.store.read() as session:
            row = session.get(HolderRow, who)
        first = row is not None and row.one_time_until is not None
        lines = [self.passwords[who], *([self.code(who)] if who in self.secrets else [])]
        if first:
            lines += [OWN[who]] * 2
            self.passwords[who] = OWN[who]
        return lines

    def code(self, who: str) -> str:
        return credentials.second_code(self.secrets[who], int(self.now.timestamp()) // 30)

    def ok(self, *args: str, who: str = "") -> str:
        done = self.run(*args, who=who)
        assert done.exit_code == 0, done.output
        return str(done.stdout)

    def refused(self, *args: str, who: str = "", typed: list[str] | None = None) -> str:
        done = self.run(*args, who=who, typed=typed)
        assert done.exit_code == 2, done.output
        return str(done.stderr)

    def signs_in(self, who: str, code: str = "", new: str = "") -> users.SignIn:
        return users.sign_in(
            self.store, who, self.passwords[who], self.now, code=code, new_password=new
        )

    def log(self) -> list[tuple[str, str, str, str]]:
        with self.store.read() as session:
            rows = session.exec(select(AuditRow).order_by(AuditRow.id)).all()  # type: ignore[arg-type]
        return [(r.who, r.what, r.subject, r.result) for r in rows if r.what.startswith("account")]


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    ring = KeyRing.create(tmp_path / "keys.json", demo=True)
    url = f"sqlite:///{tmp_path / 'doudi.db'}"
    migrated(url)
    for name, value in (
        ("HOME", str(tmp_path)),
        ("KEY_FILE", str(tmp_path / "keys.json")),
        ("DATABASE_URL", url),
    ):
        monkeypatch.setenv(f"DOUDI_{name}", value)
    store = Store(url, ring)
    made = Terminal(store)
    monkeypatch.setattr(at_terminal, "_now", lambda: made.now)
    for duty, account, person in (
        ("system", "sys.li", "A001"),
        ("security", "sec.wu", "A002"),
        ("审计管理员", "aud.he", "A003"),
    ):
        made.ok("begin", duty, account, "--name", "某人", "--person", person)
    made.now = datetime.now(UTC)  # what was handed over is good for three days from now
    yield made
    store.close()


CREATE = ("create", "jz.shen", "--name", "沈某", "--person", "b100", "--role", "auditor", "--place",
          "jiaozuo")  # fmt: skip


def opened(at: Terminal, until: str) -> None:
    at.ok(*CREATE, "--until", until, who="sys.li")
    at.ok("confirm", "jz.shen", who="sec.wu")


def test_one_makes_another_opens_and_the_owner_sets_his_own_password(terminal: Terminal) -> None:
    later = str(terminal.today + timedelta(days=60))
    assert "最后日期" in terminal.refused(*CREATE, who="sys.li"), "an auditor's account has an end"
    terminal.ok(*CREATE, "--until", later, who="sys.li")
    with terminal.store.read() as session:
        assert not session.get_one(UserRow, "jz.shen").active
    shown = terminal.ok("confirm", "jz.shen", who="sec.wu")
    assert "一次性密码" in shown and "otpauth://totp/doudi:jz.shen?secret=" in shown
    assert terminal.signs_in("jz.shen").code == "second_needed"
    assert terminal.signs_in("jz.shen", "000000").code == "second_wrong"
    assert terminal.signs_in("jz.shen", terminal.code("jz.shen")).code == "password_to_set"
    for weak in ("short", "aaaaaaaaaaaaaaa", "jz.shen-jz.shen-1", terminal.passwords["jz.shen"]):
        found = terminal.signs_in("jz.shen", terminal.code("jz.shen"), weak)
        assert found.code == "password_weak" and found.message, weak
    set_ = terminal.signs_in("jz.shen", terminal.code("jz.shen"), OWN["jz.shen"])
    assert set_.user is not None and set_.user.unit == "焦作市民政局"
    terminal.passwords["jz.shen"] = OWN["jz.shen"]
    assert terminal.signs_in("jz.shen", terminal.code("jz.shen")).code == "second_wrong", (
        "used once"
    )
    terminal.now += timedelta(seconds=30)
    assert terminal.signs_in("jz.shen", terminal.code("jz.shen")).user is not None
    with terminal.store.read() as session:
        row = session.get_one(HolderRow, "jz.shen")
        assert "b100" not in str(row.model_dump()).lower(), "the staff number is a keyed digest"
    assert shown.count(OWN["jz.shen"]) == 0


def test_nobody_does_the_work_of_another_administrator(terminal: Terminal) -> None:
    later = str(terminal.today + timedelta(days=60))
    for who in ("sec.wu", "aud.he"):
        assert "由系统管理员办理" in terminal.refused(*CREATE, "--until", later, who=who)
    terminal.ok(*CREATE, "--until", later, who="sys.li")
    for who in ("sys.li", "aud.he"):
        assert "由安全管理员办理" in terminal.refused("confirm", "jz.shen", who=who)
        assert "由安全管理员办理" in terminal.refused("reset", "jz.shen", who=who)
    for who in ("sys.li", "sec.wu"):
        assert "由审计管理员办理" in terminal.refused("log", who=who)
    for args in (("lock", "jz.shen"), ("close", "jz.shen")):
        assert "由系统管理员、安全管理员办理" in terminal.refused(*args, who="aud.he")
    terminal.ok("confirm", "jz.shen", who="sec.wu")
    assert "是其他人员" in terminal.refused("list", who="jz.shen")


def test_a_person_holds_one_duty_and_no_other_account(terminal: Terminal) -> None:
    again = ("--name", "某人", "--person")
    assert "已有安全管理员" in terminal.refused("begin", "security", "sec.two", *again, "A009")
    terminal.ok("close", "aud.he", who="sys.li")
    told = terminal.refused("begin", "audit", "aud.two", *again, "a001")
    assert "系统管理员" in told and "不得兼任" in told
    until = str(terminal.today + timedelta(days=60))
    ordinary = ("create", "jz.other", "--name", "某人", "--role", "finance", "--place", "jiaozuo")
    assert "不得兼任" in terminal.refused(*ordinary, "--person", "A002", who="sys.li")
    opened(terminal, until)
    assert "已有账号jz.shen" in terminal.refused("begin", "audit", "aud.two", *again, "B100")
    assert "一人一账号" in terminal.refused(*ordinary, "--person", " b100", who="sys.li")
    change = ("change", "sec.wu", "--role", "finance", "--place", "jiaozuo")
    assert "三员应当各由一人担任" in terminal.refused(*change, who="sys.li")
    terminal.ok("begin", "audit", "aud.two", *again, "A010")


def test_an_account_is_locked_unlocked_moved_reset_and_ended(terminal: Terminal) -> None:
    opened(terminal, str(terminal.today + timedelta(days=60)))
    issued = datetime.now(UTC) - timedelta(seconds=1)

    def dead() -> bool:
        with terminal.store.read() as session:
            return users.ended(session, "jz.shen", issued, terminal.today)

    terminal.ok("lock", "jz.shen", who="sys.li")
    assert dead() and terminal.signs_in("jz.shen").code == "inactive"
    terminal.ok("unlock", "jz.shen", who="sec.wu")
    assert "没有锁定" in terminal.refused("unlock", "jz.shen", who="sec.wu")
    for _ in range(users.MOST_FAILURES):
        users.sign_in(terminal.store, "jz.shen", "wrong", terminal.now)
    assert terminal.signs_in("jz.shen").code == "locked"
    terminal.ok("unlock", "jz.shen", who="sec.wu")
    assert terminal.signs_in("jz.shen").code == "second_needed"
    old = terminal.passwords["jz.shen"], terminal.secrets["jz.shen"]
    terminal.ok("reset", "jz.shen", "--second", who="sec.wu")
    assert terminal.passwords["jz.shen"] != old[0] and terminal.secrets["jz.shen"] != old[1]
    move = ("change", "jz.shen", "--role", "intake", "--place", "jiaozuo", "--township")
    assert "王店镇（jz-wangdian）" in terminal.refused(*move, "hb-first", who="sys.li")
    terminal.ok(*move, "jz-first", who="sys.li")
    assert terminal.signs_in("jz.shen").code == "inactive", "shut until it is confirmed"
    assert "密码不变" in terminal.ok("confirm", "jz.shen", who="sec.wu")
    with terminal.store.read() as session:
        user = session.get_one(UserRow, "jz.shen")
        assert (user.role, user.township, user.unit) == ("intake", "jz-first", "第一街道")
    assert "不能锁定自己" in terminal.refused("lock", "sec.wu", who="sec.wu")
    terminal.ok("close", "jz.shen", who="sec.wu")
    assert terminal.signs_in("jz.shen").code == "inactive"
    assert "已经使用过" in terminal.refused(*CREATE[:5], "C1", *CREATE[6:], "--until",
                                      str(terminal.today), who="sys.li")  # fmt: skip


def test_an_account_with_a_last_day_is_over_the_day_after(terminal: Terminal) -> None:
    last = terminal.today + timedelta(days=2)
    opened(terminal, str(last))
    assert terminal.signs_in("jz.shen").code == "second_needed"
    terminal.now = datetime(last.year, last.month, last.day, 16, 1, tzinfo=UTC)
    over = terminal.signs_in("jz.shen")
    assert over.code == "over" and str(last) in over.message, "midnight is Shanghai's"
    with terminal.store.read() as session:
        issued = datetime.now(UTC) + timedelta(days=1)
        assert not users.ended(session, "jz.shen", issued, last)
        assert users.ended(session, "jz.shen", issued, last + timedelta(days=1))
    early = str(terminal.today - timedelta(days=9))
    change = ("change", "jz.shen", "--role", "auditor", "--place", "jiaozuo", "--until", early)
    assert "不能早于今天" in terminal.refused(*change, who="sys.li")


def test_a_password_that_was_handed_over_is_good_for_three_days(terminal: Terminal) -> None:
    opened(terminal, str(terminal.today + timedelta(days=60)))
    terminal.now += timedelta(hours=73)
    assert terminal.signs_in("jz.shen").code == "one_time_over"


def test_every_act_and_every_refusal_stands_in_the_log_without_a_secret(terminal: Terminal) -> None:
    opened(terminal, str(terminal.today + timedelta(days=60)))
    terminal.refused("confirm", "jz.shen", who="sys.li")
    terminal.refused("confirm", "jz.shen", who="sec.wu")
    assert terminal.log() == [
        ("operator", "account_begin", "sys.li", "done"),
        ("operator", "account_begin", "sec.wu", "done"),
        ("operator", "account_begin", "aud.he", "done"),
        ("sys.li", "account_create", "jz.shen", "done"),
        ("sec.wu", "account_confirm", "jz.shen", "done"),
        ("sys.li", "account_refused", "sys.li", "duty_not_allowed"),
        ("sec.wu", "account_confirm", "jz.shen", "not_waiting"),
    ]
    shown = terminal.ok("log", "--json", who="aud.he")
    assert "duty_not_allowed" in shown
    listed = terminal.ok("list", "--place", "jiaozuo", "--json", who="aud.he")
    assert "审计员" in listed and "已启用" in listed
    everything = shown + listed + str(terminal.log())
    for secret in (*terminal.passwords.values(), *terminal.secrets.values(), *OWN.values()):
        assert secret not in everything
    wrong = terminal.refused("list", "--as", "aud.he", typed=["not the password"])
    assert "不正确" in wrong


def test_the_codes_are_those_every_authenticator_shows() -> None:
    """RFC 6238, appendix B (SHA-1), the last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert credentials.second_code(secret, seconds // 30) == code
    now = datetime.fromtimestamp(1111111109, UTC)
    assert credentials.second_step(secret, "081804", now, 0) == 1111111109 // 30
    assert credentials.second_step(secret, "081804", now + timedelta(seconds=90), 0) == 0
    assert holders.DUTY_ZH.keys() == set(holders.Duty)


def test_what_sql_changes_of_an_account_is_named_by_the_log(terminal: Terminal) -> None:
    until = str(terminal.today + timedelta(days=60))
    opened(terminal, until)
    terminal.ok("lock", "jz.shen", who="sec.wu")
    terminal.ok("unlock", "jz.shen", who="sec.wu")
    with terminal.store.write() as session:
        users.seed_demo_users(session, packs.load().places.values(), env="dev")
    assert "相符" in terminal.ok("check")

    def named(statement: str, back: str) -> str:
        with terminal.store.write() as session:
            session.connection().execute(text(statement))
        done = terminal.run("check")
        assert done.exit_code == 1, done.output
        with terminal.store.write() as session:
            session.connection().execute(text(back))
        assert terminal.run("check").exit_code == 0
        return str(done.stdout)

    told = named(
        "UPDATE users SET role = 'finance' WHERE id = 'jz.shen'",
        "UPDATE users SET role = 'auditor' WHERE id = 'jz.shen'",
    )
    assert "jz.shen" in told and "finance/jiaozuo" in told
    assert "jz-wangdian.intake" in named(
        "UPDATE users SET role = 'county_approver' WHERE id = 'jz-wangdian.intake'",
        "UPDATE users SET role = 'intake' WHERE id = 'jz-wangdian.intake'",
    )
    assert "closed" in named(
        "UPDATE account_holders SET state = 'closed' WHERE account = 'jz.shen'",
        "UPDATE account_holders SET state = 'open' WHERE account = 'jz.shen'",
    )
    assert "状态不符" in named(
        "UPDATE users SET active = 0 WHERE id = 'jz.shen'",
        "UPDATE users SET active = 1 WHERE id = 'jz.shen'",
    )
    assert "jz.nobody　没有设立记录" in named(
        "INSERT INTO users (id, role, place, township, village, unit, unit_code, active, demo, failed,"
        " password_hash, display_name) SELECT 'jz.nobody', role, place, township, village, unit,"
        " unit_code, active, demo, failed, password_hash, display_name FROM users"
        " WHERE id = 'jz.shen'",
        "DELETE FROM users WHERE id = 'jz.nobody'",
    )
    with terminal.store.write() as session:
        for table in (UserRow, HolderRow):
            key = col(UserRow.id) if table is UserRow else col(HolderRow.account)
            session.execute(delete(table).where(key == "jz.shen"))
    assert "jz.shen　账号已从数据库中删除" in str(terminal.run("check").stdout)
