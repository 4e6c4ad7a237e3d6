"""From a workbook to applications: the good households whole, every fault by row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from documents.ledger import cells
from documents.ledger.cells import CellFault
from documents.ledger.columns import (
    BY_KEY,
    CHANNEL_ZH,
    COLUMNS,
    CUSTODIAN,
    DISABILITY_ZH,
    NECESSARY,
    RESIDENCE_ZH,
    THINGS,
    TITLE_END,
    asset_key,
    expense_key,
    income_key,
)
from documents.ledger.model import Fault, LedgerApplication, LedgerReading
from documents.ledger.workbook import NotALedger, Row, opened
from domain.case.file import Agent
from domain.household import (
    RELATION_ZH,
    STATUS_ZH,
    STUDY_ZH,
    WORK_ZH,
    Account,
    Asset,
    AssetKind,
    Expense,
    ExpenseKind,
    Household,
    Income,
    IncomeKind,
    Member,
    Relation,
    Status,
    Study,
    WorkAbility,
)
from domain.places import PlaceInfo
from runtime import packs

MOST_MEMBERS = 30
_FAR_FUTURE = date(2999, 12, 31)
_T = TypeVar("_T")


def read_ledger(
    data: bytes, place: str | None = None, overlays: Iterable[Path] = ()
) -> LedgerReading:
    """Every household without a fault, and every fault.

    The place is the one its title names; when `place` is given, another one's ledger is refused.
    Never raises for what stands in the file.
    """
    known = packs.load(overlays)
    try:
        book = opened(data)
        info = _place_of(book.title, known, place)
    except NotALedger as refused:
        return LedgerReading(applications=(), faults=refused.faults)
    reader = _Reader(info, known)
    applications = tuple(
        found for rows in _households(book.rows, reader) if (found := reader.application(rows))
    )
    return LedgerReading(
        applications=applications,
        faults=tuple(sorted(reader.faults, key=lambda f: (f.row, _position(f.column)))),
    )


def _place_of(title: str, known: packs.Packs, wanted: str | None) -> PlaceInfo:
    name = title.removesuffix(TITLE_END)
    found = next((p for p in known.places.values() if name in (p.zh, p.short)), None)
    if found is None:
        names = "、".join(p.zh for p in known.places.values())
        raise NotALedger(
            Fault(row=1, column="", message_zh=f"标题中的县（市、区）应当是以下之一：{names}。")
        )
    if wanted is not None and found.code != wanted:
        right = known.places[wanted].zh if wanted in known.places else wanted
        raise NotALedger(
            Fault(row=1, column="", message_zh=f"这是{found.zh}的台账，应当导入{right}的台账。")
        )
    return found


def _position(heading: str) -> int:
    return next((at for at, column in enumerate(COLUMNS) if column.zh == heading), -1)


def _households(rows: Iterable[Row], reader: _Reader) -> list[list[Row]]:
    groups: dict[str, list[Row]] = {}
    above = ""
    for row in rows:
        number = cells.text_of(row.values["number"])
        if row.formulas:
            for heading in row.formulas:
                reader.fault(row, heading, "单元格中是公式，请粘贴为数值后重新导入。")
        if not number or len(number) > 30:
            reader.fault(row, "户编号", "户编号不能为空，且不超过30个字。")
            # Most likely a member of the household above, which must not go on without it.
            reader.spoiled.add(above)
            continue
        groups.setdefault(number, []).append(row)
        above = number
    return list(groups.values())


class _Reader:
    def __init__(self, info: PlaceInfo, known: packs.Packs) -> None:
        self.faults: list[Fault] = []
        self.spoiled: set[str] = set()
        self._info = info
        self._known = known

    def fault(self, row: Row, heading: str, message: str) -> None:
        self.faults.append(Fault(row=row.number, column=heading, message_zh=message))

    def application(self, rows: list[Row]) -> LedgerApplication | None:
        """The household of these rows, or None when any of them has a fault."""
        if len(rows) > MOST_MEMBERS:
            self.fault(
                rows[0],
                "户编号",
                f"一户最多{MOST_MEMBERS}人，本户填写了{len(rows)}行，请核对户编号。",
            )
            return None
        before = len(self.faults)
        head = self._head(rows)
        applied = self._take(head, "applied_on", cells.day)
        members = [self._member(row, f"m{n}", applied) for n, row in enumerate(rows, start=1)]
        self._twice(rows)
        things = [self._things(row, f"m{n}") for n, row in enumerate(rows, start=1)]
        built = self._whole(head, rows, [m for m in members if m], things, applied, before)
        spoiled = any(row.formulas for row in rows) or len(self.faults) > before
        number = cells.text_of(rows[0].values["number"])
        return None if spoiled or number in self.spoiled else built

    def _head(self, rows: list[Row]) -> Row:
        heads = [
            row
            for row in rows
            if cells.text_of(row.values["relation"]) == RELATION_ZH[Relation.SELF]
        ]
        unknown = [
            row for row in rows if cells.text_of(row.values["relation"]) not in RELATION_ZH.values()
        ]
        if not heads and not unknown:
            self.fault(rows[0], "与申请人关系", "本户没有申请人，请将一名成员填写为“本人”。")
        for extra in heads[1:]:
            self.fault(extra, "与申请人关系", "本户已有申请人，“本人”只能填写一次。")
        head = heads[0] if heads else rows[0]
        for row in rows:
            for column in COLUMNS:
                value = cells.text_of(row.values[column.key])
                if column.whole and row is not head and value:
                    same = value == cells.text_of(head.values[column.key])
                    if not same:
                        self.fault(
                            row,
                            column.zh,
                            f"“{column.zh}”与申请人所在行不一致，请只在申请人所在行填写。",
                        )
        return head

    def _take(self, row: Row, key: str, read: Callable[..., _T], *more: Any) -> _T | None:
        column = BY_KEY[key]
        if column.zh in row.formulas:
            return None
        try:
            value = read(row.values[key], column, *more)
        except CellFault as wrong:
            self.fault(row, column.zh, str(wrong.args[0]))
            return None
        if column.needed and not value:
            self.fault(row, column.zh, f"“{column.zh}”不能为空。")
            return None
        return value

    def _member(self, row: Row, key: str, applied: date | None) -> Member | None:
        name = self._take(row, "name", cells.short, 40)
        relation = self._take(row, "relation", cells.choice, _codes(RELATION_ZH))
        id_no = self._take(row, "id_no", cells.id_no, applied or _FAR_FUTURE)
        status = self._take(row, "status", cells.choice, _codes(STATUS_ZH))
        work = self._take(row, "work", cells.choice, _codes(WORK_ZH))
        disability = self._take(row, "disability", cells.choice, DISABILITY_ZH)
        illness = self._take(row, "illness", cells.yes)
        student = self._take(row, "student", cells.yes)
        study = self._take(row, "study", cells.choice, _codes(STUDY_ZH))
        apart = self._take(row, "apart", cells.yes)
        no_duty = self._take(row, "no_duty", cells.yes)
        if name is None or relation is None or id_no is None:
            return None
        return Member(
            key=key,
            name=name,
            id_no=id_no,
            relation=Relation(relation),
            status=Status(status or Status.PRESENT),
            work=WorkAbility(work or WorkAbility.ABLE),
            disability=disability or "",
            serious_illness=bool(illness),
            student=bool(student),
            study=Study(study or Study.NONE),
            apart=bool(apart),
            no_duty=bool(no_duty),
        )

    def _twice(self, rows: list[Row]) -> None:
        seen: dict[str, int] = {}
        for row in rows:
            id_no = cells.text_of(row.values["id_no"]).upper()
            if id_no and id_no in seen:
                self.fault(row, "公民身份号码", f"与第{seen[id_no]}行是同一人，请删除重复的一行。")
            seen.setdefault(id_no, row.number)

    def _things(self, row: Row, key: str) -> tuple[list[Income], list[Expense], list[Asset]]:
        incomes = [
            Income(member=key, kind=kind, fen_year=fen)
            for kind in IncomeKind
            if (fen := self._take(row, income_key(kind), cells.fen))
        ]
        expenses = [
            Expense(member=key, kind=kind, fen_year=fen)
            for kind in ExpenseKind
            if (fen := self._take(row, expense_key(kind), cells.fen))
        ]
        assets = []
        deposit = self._take(row, asset_key(AssetKind.DEPOSIT), cells.fen)
        if deposit:
            assets.append(Asset(member=key, kind=AssetKind.DEPOSIT, fen=deposit))
        needed = self._take(row, NECESSARY, cells.count) or 0
        for kind in THINGS:
            count = self._take(row, asset_key(kind), cells.count) or 0
            if kind is AssetKind.VEHICLE:
                if needed > count:
                    self.fault(row, BY_KEY[NECESSARY].zh, "必需机动车不能多于机动车总数。")
                if min(needed, count):
                    assets.append(
                        Asset(member=key, kind=kind, count=min(needed, count), necessary=True)
                    )
                count -= min(needed, count)
            if count:
                assets.append(Asset(member=key, kind=kind, count=count))
        return incomes, expenses, assets

    def _whole(
        self,
        head: Row,
        rows: list[Row],
        members: list[Member],
        things: list[tuple[list[Income], list[Expense], list[Asset]]],
        applied: date | None,
        before: int,
    ) -> LedgerApplication | None:
        """`before`: how many faults stood when this household began; any more, and it is not built."""
        townships = {t.code: t.zh for t in self._info.townships}
        township = self._take(head, "township", cells.choice, townships)
        village = self._take(head, "village", cells.short, 40)
        residence = self._take(head, "residence", cells.choice, RESIDENCE_ZH)
        address = self._take(head, "address", cells.short, 120)
        phone = self._take(head, "phone", cells.short, 20)
        channel = self._take(head, "channel", cells.choice, CHANNEL_ZH)
        single = self._take(head, "single", cells.yes)
        edge = self._take(head, "edge", cells.yes)
        note = self._take(head, "note", cells.short, 500)
        papers = self._papers(head, applied)
        agent = self._agent(head)
        account = self._account(head, members) if len(members) == len(rows) else None
        if len(self.faults) > before or len(members) < len(rows) or applied is None:
            return None
        try:
            return LedgerApplication(
                number=cells.text_of(head.values["number"]),
                place=self._info.code,
                township=township or "",
                village=village or "",
                household=Household(
                    members=tuple(members),
                    incomes=tuple(item for incomes, _, _ in things for item in incomes),
                    expenses=tuple(item for _, expenses, _ in things for item in expenses),
                    assets=tuple(item for _, _, assets in things for item in assets),
                    account=account,
                    residence=residence or "rural",
                    address=address or "",
                    phone=phone or "",
                    edge_family=bool(edge),
                ),
                papers=papers,
                applied_on=applied,
                channel=channel or "ledger",
                agent=agent,
                single_person=bool(single),
                note=note or "",
                row=head.number,
            )
        except ValidationError:
            # Not shown: the error of the model repeats the values.
            self.fault(head, "", "本户填写的内容超出允许的范围，请逐项核对。")
            return None

    def _papers(self, head: Row, applied: date | None) -> tuple[str, ...]:
        text = self._take(head, "papers", cells.short, 400)
        if not text or applied is None:
            return ()
        names = paper_names(self._known, self._info.code, applied)
        codes = {zh: code for code, zh in names.items()}
        parts = [p.strip() for p in text.replace("，", "、").replace(",", "、").split("、")]
        if any(part and part not in codes for part in parts):
            self.fault(
                head, "已交材料", f"有不认识的材料名称，可以填写：{'、'.join(names.values())}。"
            )
        return tuple(sorted({codes[part] for part in parts if part in codes}))

    def _agent(self, head: Row) -> Agent | None:
        who = self._take(head, "agent", cells.short, 60)
        mandate = self._take(head, "mandate", cells.short, 80)
        if who and mandate and len(mandate) >= 2:
            return Agent(account=who, mandate=mandate)
        if who or mandate:
            self.fault(
                head,
                "委托书" if who else "代办人",
                "由他人代办的，代办人账号和委托书编号应当同时填写。",
            )
        return None

    def _account(self, head: Row, members: list[Member]) -> Account | None:
        before = len(self.faults)
        number = self._take(head, "account", cells.account)
        bank = self._take(head, "bank", cells.short, 40)
        holder = self._take(head, "holder", cells.short, 60)
        custody = self._take(head, "custody", cells.short, 80)
        if not (number or bank or holder or custody) or len(self.faults) > before:
            return None
        if not number or not bank or not holder:
            missing = "账号" if not number else "开户行" if not bank else "账户持有人"
            self.fault(head, missing, "开户行、账号和账户持有人应当同时填写。")
            return None
        key = _holder(holder, members)
        if key is None:
            self.fault(
                head, "账户持有人", f"账户持有人应当是本户家庭成员姓名，或者填写“{CUSTODIAN}”。"
            )
            return None
        return Account(bank=bank, number=number, holder=key, custodian_agreement=custody or "")


def holder_name(member: Member, members: Iterable[Member]) -> str:
    """The name, made unmistakable when two members bear the same."""
    people = list(members)
    if [m.name for m in people].count(member.name) == 1 and member.name != CUSTODIAN:
        return member.name
    return f"{member.name}（第{people.index(member) + 1}人）"


def _holder(text: str, members: list[Member]) -> str | None:
    if text == CUSTODIAN:
        return "custodian"
    found = [m.key for m in members if holder_name(m, members) == text]
    return found[0] if len(found) == 1 else None


def paper_names(known: packs.Packs, place: str, on: date) -> dict[str, str]:
    """Code to Chinese name of the papers a place asks for on that day."""
    value = packs.value(known, place, on, "dibao.required_papers").value
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}


def _codes(names: dict[Any, str]) -> dict[str, str]:
    return {code.value: zh for code, zh in names.items()}
