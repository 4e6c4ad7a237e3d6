"""`doudi account`: real accounts, by administrators who sign in here, each act in the operators' log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Final, NoReturn

import typer
from sqlmodel import Session, col, select

from domain.base import CaseRefusal
from domain.case.lifecycle import ROLE_ZH, Role
from domain.places import PlaceInfo
from runtime import packs
from runtime.keys import KeyRing
from runtime.settings import load_settings
from runtime.terminal import known_code, known_place, stop
from store import account_check, audit_log, holders
from store.account_check import LOGGED
from store.commands.at_terminal import signed_in
from store.commands.tables import AsJson, as_json, table
from store.engine import Store
from store.holders import DUTY_ZH, STATE_ZH, Duty, Handed, Post, State
from store.rehearsal import rehearsal_day
from store.tables import AuditRow, HolderRow
from workflows.visible import SHANGHAI

ACCOUNT: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
account_app = typer.Typer(
    help="账号：系统管理员建立、变更、锁定、注销，安全管理员核准、重置、解锁，审计管理员查看记录。",
    no_args_is_help=True,
)

Account = Annotated[str, typer.Argument(help="账号，例如 jz.wang.min。")]
Who = Annotated[str, typer.Option("--as", help="管理员账号；随后输入本人密码和动态口令。")]
Name = Annotated[str, typer.Option("--name", help="姓名，在页面上显示。")]
Person = Annotated[
    str, typer.Option("--person", help="人员编号（工号）；只用来识别同一人，不保存原文。")
]
RoleOf = Annotated[str, typer.Option("--role", help="岗位，代码或者名称，例如 auditor。")]
PlaceOf = Annotated[str, typer.Option("--place", help="地区代码，例如 jiaozuo。")]
Township = Annotated[str, typer.Option("--township", help="乡镇（街道）代码；县级岗位不填。")]
Village = Annotated[str, typer.Option("--village", help="村（社区）；只有协理员填写。")]
Unit = Annotated[str, typer.Option("--unit", help="所在单位名称；不填按岗位取。")]
UnitCode = Annotated[str, typer.Option("--unit-code", help="成员单位代码；只有联络员填写。")]
Until = Annotated[str, typer.Option("--until", help="最后日期（2027-06-30）；审计员必填。")]
Reason = Annotated[str, typer.Option("--reason", help="理由。")]


@dataclass(frozen=True)
class Sitting:
    """Who signed in, and the tables. `duty` None: whoever runs the server."""

    store: Store
    by: str
    duty: Duty | None
    today: date

    def do(
        self, what: str, account: str, work: Callable[[Session], Handed | None], place: str = ""
    ) -> Handed | None:
        """Does it and writes the line, in one transaction; of what was refused the line alone."""
        try:
            with self.store.write() as session:
                done = work(session)
                session.flush()
                detail = account_check.now(session, account) if account else ""
                self._log(session, what, account, "done", place, detail)
        except CaseRefusal as refusal:
            with self.store.write() as session:
                self._log(session, what, account, refusal.code, place)
            stop(refusal.message)
        return done

    def _log(
        self, session: Session, what: str, account: str, result: str, place: str, detail: str = ""
    ) -> None:
        audit_log.record(
            session,
            at=datetime.now(UTC),
            who=self.by,
            role=f"{self.duty}_admin" if self.duty else "operator",
            place=place,
            what=f"{LOGGED}{what}",
            subject=account,
            result=result,
            detail=detail,
        )


@contextmanager
def _sitting(who: str, what: str, *duties: Duty) -> Iterator[Sitting]:
    """`who` empty: nobody signs in. Ends with 2 for an account that has none of these duties."""
    settings = load_settings()
    store = Store(settings.database_url, KeyRing.load(settings.key_file))
    try:
        with store.read() as session:
            today = rehearsal_day(session) or datetime.now(SHANGHAI).date()
        if not who:
            yield Sitting(store, "operator", None, today)
            return
        user = signed_in(store, who)
        with store.read() as session:
            row = session.get(HolderRow, user.id)
        duty = Duty(row.duty) if row and row.duty else None
        at = Sitting(store, user.id, duty, today)
        if duty not in duties:
            named = "、".join(DUTY_ZH[d] for d in duties)

            def refused(_: Session) -> NoReturn:
                raise CaseRefusal(
                    "duty_not_allowed",
                    f"“{what}”由{named}办理，{who}是{DUTY_ZH[duty] if duty else '其他人员'}，请由其办理。",
                    holders.CLAUSE,
                )

            at.do("refused", user.id, refused)
        yield at
    finally:
        store.close()


@account_app.command("begin")
def begin_command(
    duty: Annotated[str, typer.Argument(help="system 系统、security 安全、audit 审计管理员。")],
    account: Account,
    name: Name,
    person: Person,
) -> None:
    """设立还没有人担任的管理员；三员各由一人担任，不得兼任。"""
    code = Duty(known_code({d.value: zh for d, zh in DUTY_ZH.items()}, duty, "管理员"))
    _must_be_named(account)
    with _sitting("", "") as at:
        now = datetime.now(UTC)
        _show(at.do(
            "begin", account,
            lambda session: holders.begin(session, code, account, name, person, now),
        ))  # fmt: skip


@account_app.command("create")
def create_command(
    account: Account,
    who: Who,
    name: Name,
    person: Person,
    role: RoleOf,
    place: PlaceOf,
    township: Township = "",
    village: Village = "",
    unit: Unit = "",
    unit_code: UnitCode = "",
    until: Until = "",
    second: Annotated[bool, typer.Option(help="启用动态口令。")] = True,
) -> None:
    """建立账号；安全管理员核准以后才能登录。"""
    _must_be_named(account)
    post, info = _post(role, place, township, village, unit, unit_code, until)
    with _sitting(who, "建立账号", Duty.SYSTEM) as at:
        at.do("create", account, lambda session: holders.create(
            session, account, name, person, post,
            place=info, by=at.by, today=at.today, second=second,
        ), info.code)  # fmt: skip
    typer.echo(f"已建立账号{account}，请安全管理员核准（doudi account confirm {account}）。")


@account_app.command("confirm")
def confirm_command(account: Account, who: Who) -> None:
    """核准建立或者变更的账号；新账号随即给出一次性密码和动态口令密钥。"""
    with _sitting(who, "核准账号", Duty.SECURITY) as at:
        now = datetime.now(UTC)
        done = at.do(
            "confirm", account, lambda session: holders.confirm(session, account, by=at.by, at=now)
        )
        _show(done)


@account_app.command("change")
def change_command(
    account: Account,
    who: Who,
    role: RoleOf,
    place: PlaceOf,
    township: Township = "",
    village: Village = "",
    unit: Unit = "",
    unit_code: UnitCode = "",
    until: Until = "",
) -> None:
    """变更岗位、地区、乡镇（街道）或者最后日期；核准以前账号停用。"""
    post, info = _post(role, place, township, village, unit, unit_code, until)
    with _sitting(who, "变更账号", Duty.SYSTEM) as at:
        at.do("change", account, lambda session: holders.change(
            session, account, post, place=info, by=at.by, today=at.today
        ), info.code)  # fmt: skip
    typer.echo(f"已变更账号{account}，请安全管理员核准（doudi account confirm {account}）。")


@account_app.command("reset")
def reset_command(
    account: Account,
    who: Who,
    second: Annotated[bool, typer.Option("--second", help="连同动态口令一并重置。")] = False,
) -> None:
    """重置密码（和动态口令）：给出新的一次性密码，已登录的随即退出。"""
    with _sitting(who, "重置密码", Duty.SECURITY) as at:
        now = datetime.now(UTC)
        _show(at.do("reset_second" if second else "reset", account, lambda session: holders.reset(
            session, account, by=at.by, at=now, second=second
        )))  # fmt: skip


@account_app.command("lock")
def lock_command(account: Account, who: Who) -> None:
    """锁定账号；已登录的随即退出。"""
    with _sitting(who, "锁定账号", Duty.SYSTEM, Duty.SECURITY) as at:
        at.do("lock", account, lambda session: holders.lock_account(session, account, by=at.by))
    typer.echo(f"已锁定账号{account}。")


@account_app.command("unlock")
def unlock_command(account: Account, who: Who) -> None:
    """解锁账号，连续输错密码暂停登录的也由此恢复。"""
    with _sitting(who, "解锁账号", Duty.SECURITY) as at:
        at.do("unlock", account, lambda session: holders.unlock(session, account, by=at.by))
    typer.echo(f"已解锁账号{account}。")


@account_app.command("close")
def close_command(account: Account, who: Who) -> None:
    """注销账号；不能恢复，账号名称不再使用。"""
    with _sitting(who, "注销账号", Duty.SYSTEM, Duty.SECURITY) as at:
        now = datetime.now(UTC)
        at.do("close", account, lambda session: holders.close(session, account, by=at.by, at=now))
    typer.echo(f"已注销账号{account}。")


@account_app.command("list")
def list_command(
    who: Who,
    place: Annotated[str, typer.Option("--place", help="地区代码；不填为全部。")] = "",
    json_: AsJson = False,
) -> None:
    """列出账号、岗位、状态和最后日期。"""
    with _sitting(who, "查看账号", *Duty) as at:
        found: list[dict[str, str]] = []

        def look(session: Session) -> None:
            for row, user in holders.listed(session, place):
                found.append(
                    {
                        "account": row.account,
                        "name": user.display_name,
                        "role": DUTY_ZH[Duty(row.duty)] if row.duty else ROLE_ZH[Role(user.role)],
                        "place": user.place,
                        "township": user.township,
                        "state": STATE_ZH[State(row.state)],
                        "until": str(row.until or ""),
                        "second": "有" if row.second else "无",
                    }
                )

        at.do("list", place, look, place)
    if json_:
        as_json(found)
        return
    heads = ("账号", "姓名", "岗位", "地区", "乡镇（街道）", "状态", "最后日期", "动态口令")
    table(heads, [tuple(one.values()) for one in found])


@account_app.command("log")
def log_command(
    who: Who,
    account: Annotated[str, typer.Option("--account", help="只看这个账号的。")] = "",
    json_: AsJson = False,
) -> None:
    """列出谁在何时对账号办理了什么，未获准的也在内；由审计管理员查看。"""
    with _sitting(who, "查看账号记录", Duty.AUDIT) as at:
        found: list[AuditRow] = []

        def look(session: Session) -> None:
            query = select(AuditRow).where(col(AuditRow.what).startswith(LOGGED, autoescape=True))
            if account:
                query = query.where(AuditRow.subject == account)
            found.extend(session.exec(query.order_by(col(AuditRow.id))))

        at.do("log", account, look)
        rows = [
            (f"{r.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}", r.who, r.what.removeprefix(LOGGED),
             r.subject, r.result)
            for r in found
        ]  # fmt: skip
    if json_:
        as_json(
            [dict(zip(("at", "who", "what", "account", "result"), r, strict=True)) for r in rows]
        )
        return
    table(("时间", "管理员", "事项", "账号", "结果"), rows)


@account_app.command("check")
def check_command(json_: AsJson = False) -> None:
    """按操作日志核对每个账号的岗位、地区和状态，被改动的逐一列名；有不符的以退出码1结束。"""
    with _sitting("", "") as at, at.store.read() as session:
        places = packs.load().places.values()
        found = list(account_check.wrong_accounts(session, places))
    if json_:
        as_json([one._asdict() for one in found])
    for one in () if json_ else found:
        typer.echo(f"✗ {one.account}　{one.zh}")
    if found:
        typer.echo(
            f"{len(found)}个账号与操作日志不符。日志本身由 doudi audit trail verify 核验。",
            err=True,
        )
        raise typer.Exit(1)
    if not json_:
        typer.echo("全部账号与操作日志相符。")


def _must_be_named(account: str) -> None:
    if not ACCOUNT.fullmatch(account):
        stop("账号只用小写字母、数字、点、短横和下划线，3至60个字符，例如 jz.wang.min。")


def _post(
    role: str, place: str, township: str, village: str, unit: str, unit_code: str, until: str
) -> tuple[Post, PlaceInfo]:
    info = known_place(dict(packs.load().places), place)
    code = Role(known_code({r.value: zh for r, zh in ROLE_ZH.items()}, role, "岗位"))
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        stop(f"日期“{until}”应当写成2027-06-30的样子。")
    names = {t.code: t.zh for t in info.townships} | {u.code: u.zh for u in info.units}
    where = unit or names.get(township) or names.get(unit_code) or info.bureau
    return Post(code, info.code, township, village, where, unit_code, last), info


def _show(done: Handed | None) -> None:
    """What is handed over, once; it stands nowhere afterwards."""
    if done is None or not done.password:
        typer.echo(f"账号{done.account if done else ''}已启用，密码不变。")
        return
    typer.echo(f"账号：{done.account}")
    typer.echo(f"一次性密码：{done.password}（72小时内首次登录并设置本人密码，只显示这一次）")
    if done.second:
        typer.echo(f"动态口令密钥：{done.second}（录入验证器，只显示这一次）")
