"""价格补贴 in the tables: one line a person, nobody twice; one payable sum a household; who was paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.base import digest_of
from domain.calendar import months_after
from domain.funds.matter import ErrandDone
from domain.pay.lists import PayOrder
from domain.pay.purposes import PRICE, Owed
from store.intake import person_index
from store.owed import owe
from store.sql import in_chunks, put
from store.tables import CaseRow, ClaimRow, EntitlementRow
from store.tables.funds import PriceLine
from store.tables.pay import Obligation, OwedRow, PayListRow, PayRunRow
from store.types import keyring_of
from workflows.fund_steps import ErrandOrder


def list_lines(session: Session, order: ErrandOrder) -> ErrandDone:
    """A line for each person of each household that draws monthly aid in the month of the index."""
    details = dict(order.errand.details)
    month = date.fromisoformat(details["month"])
    fen = {area: int(details[f"fen.{area}"]) for area in ("urban", "rural")}
    for part in in_chunks(_drawing(session, order.place, details["classes"].split(","), month)):
        persons = _persons(session, [case.case_no for case in part])
        rows: list[dict[str, Any]] = []
        for case in part:
            area = "urban" if case.area == "urban" else "rural"
            known = persons.get(case.case_no, [])[: case.persons]
            unknown = [f"{case.case_no}/{n}" for n in range(len(known), case.persons)]
            rows += [
                {
                    "place": order.place,
                    "month": month,
                    "person": person,
                    "person_class": case.programme,
                    "area": area,
                    "case_no": case.case_no,
                    "programme": case.programme,
                    "township": case.township,
                    "unit": "",
                    "fen": fen[area],
                }
                for person in (*known, *unknown)
            ]
        put(session, PriceLine, rows, keep=True)
    return counted(session, order, month)


def counted(session: Session, order: ErrandOrder, month: date) -> ErrandDone:
    """Persons, households and sum that civil affairs pays, with a digest over the lines."""
    rows = session.exec(
        select(PriceLine.case_no, func.count(), func.sum(PriceLine.fen))
        .where(PriceLine.place == order.place, PriceLine.month == month, PriceLine.unit == "")
        .group_by(PriceLine.case_no)
        .order_by(PriceLine.case_no)
    ).all()
    lines = [(case_no, int(persons), int(fen)) for case_no, persons, fen in rows]
    return ErrandDone(
        key=order.errand.key,
        figures=(
            ("households", len(lines)),
            ("persons", sum(line[1] for line in lines)),
            ("fen", sum(line[2] for line in lines)),
        ),
        digest=digest_of([list(line) for line in lines]),
    )


def _drawing(
    session: Session, place: str, programmes: Sequence[str], month: date
) -> Sequence[CaseRow]:
    entitled = select(EntitlementRow.case_no).where(
        EntitlementRow.first <= month,
        (col(EntitlementRow.last).is_(None)) | (col(EntitlementRow.last) >= month),
        EntitlementRow.monthly_fen > 0,
    )
    return session.exec(
        select(CaseRow)
        .where(
            CaseRow.place == place,
            col(CaseRow.programme).in_(programmes),
            col(CaseRow.case_no).in_(entitled),
        )
        .order_by(col(CaseRow.case_no))
    ).all()


def _persons(session: Session, case_nos: Sequence[str]) -> dict[str, list[str]]:
    """The people of each household by the blind index of their ID numbers, in a fixed order."""
    rows = session.exec(
        select(ClaimRow.case_no, ClaimRow.person)
        .where(col(ClaimRow.case_no).in_(case_nos))
        .order_by(col(ClaimRow.case_no), col(ClaimRow.member))
    )
    found: dict[str, list[str]] = {}
    for case_no, person in rows:
        if person not in found.setdefault(case_no, []):
            found[case_no].append(person)
    return found


def claim(session: Session, order: ErrandOrder) -> ErrandDone:
    """People another unit pays. Whoever stands in the round already is counted and not paid twice."""
    details = dict(order.errand.details)
    ring, month = keyring_of(session), date.fromisoformat(details["month"])
    persons = {person_index(ring, id_no) for id_no in details["persons"].split(",")}
    rows = [
        {
            "place": order.place,
            "month": month,
            "person": person,
            "person_class": details["class"],
            "area": "urban",
            "case_no": "",
            "programme": "",
            "township": "",
            "unit": details["unit"],
            "fen": int(details["fen"]),
        }
        for person in sorted(persons)
    ]
    put(session, PriceLine, rows, keep=True)
    mine = session.exec(
        select(func.count())
        .select_from(PriceLine)
        .where(
            PriceLine.place == order.place,
            PriceLine.month == month,
            PriceLine.person_class == details["class"],
            PriceLine.unit == details["unit"],
            col(PriceLine.person).in_(persons),
        )
    ).one()
    figures = (("persons", int(mine)), ("twice", len(persons) - int(mine)))
    return ErrandDone(key=order.errand.key, figures=figures)


def book(session: Session, order: ErrandOrder) -> ErrandDone:
    """One obligation a household, of its own purpose, in the month of publication: the base aid is
    not touched, and the line is labelled as price subsidy (JG-10)."""
    details = dict(order.errand.details)
    month, pay_month = (date.fromisoformat(details[n]) for n in ("month", "pay_month"))
    rows = session.exec(
        select(PriceLine.case_no, PriceLine.programme, PriceLine.township, func.sum(PriceLine.fen))
        .where(PriceLine.place == order.place, PriceLine.month == month, PriceLine.unit == "")
        .group_by(PriceLine.case_no, PriceLine.programme, PriceLine.township)
        .order_by(PriceLine.case_no)
    ).all()
    owed = [
        Owed(
            case_no=case_no,
            programme=programme,
            place=order.place,
            township=township,
            month=month,
            purpose=PRICE,
            fen=int(fen),
            cause=order.cause,
            on=order.errand.on,
            pay_month=pay_month,
        )
        for case_no, programme, township, fen in rows
    ]
    owe(session, owed)
    return ErrandDone(
        key=order.errand.key,
        figures=(
            ("lines", len(owed)),
            ("fen", sum(one.fen for one in owed)),
            ("extra", _extra(session, order.place, pay_month) if owed else 0),
        ),
    )


def _extra(session: Session, place: str, month: date) -> int:
    """The number of the supplementary run that is needed: 0 while the month's list is still open."""
    run = PayOrder(place=place, month=month, starts_on=month).run
    if session.get(PayListRow, run) is None:
        return 0
    begun = session.exec(
        select(func.count())
        .select_from(PayRunRow)
        .where(PayRunRow.place == place, col(PayRunRow.run).startswith(f"{run}."))
    ).one()
    return int(begun) + 1


def watch(session: Session, order: ErrandOrder) -> ErrandDone:
    """Who has it, who had it after the month of publication, who has it not or short (JZ-39)."""
    details = dict(order.errand.details)
    month = date.fromisoformat(details["month"])
    limit = months_after(date.fromisoformat(details["pay_month"]), 1) - timedelta(days=1)
    lines = people(session, order.place, month)
    return ErrandDone(
        key=order.errand.key,
        figures=(
            ("paid", len([x for x in lines if x["paid_on"] is not None])),
            ("late", len([x for x in lines if x["paid_on"] and x["paid_on"] > limit])),
            ("short", len([x for x in lines if x["paid_on"] is None and x["state"] != "zero"])),
        ),
    )


def people(session: Session, place: str, month: date) -> list[dict[str, Any]]:
    """Each household's line of a round with what became of it, by case number."""
    rows = session.exec(
        select(OwedRow).where(
            OwedRow.place == place, OwedRow.month == month, OwedRow.purpose == PRICE
        )
    ).all()
    paid: dict[str, Obligation] = {}
    for part in in_chunks([row.id for row in rows]):
        found = session.exec(select(Obligation).where(col(Obligation.id).in_(part)))
        paid.update({line.id: line for line in found})
    return [
        {
            "case_no": row.case_no,
            "fen": row.fen,
            "state": paid[row.id].state if row.id in paid else "due",
            "run": paid[row.id].run if row.id in paid else "",
            "paid_on": paid[row.id].paid_on if row.id in paid else None,
        }
        for row in sorted(rows, key=lambda row: row.case_no)
    ]


def runs_of(session: Session, place: str, month: date) -> tuple[PayRunRow, ...]:
    """The runs that pay the round's lines."""
    names = {line["run"] for line in people(session, place, month)} - {""}
    return tuple(session.exec(select(PayRunRow).where(col(PayRunRow.run).in_(names))))
