"""What an act of society's help records of the place's rules and registers (`known`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from api.frame.door import Door
from api.frame.problems import Problem
from api.work.together import offers
from api.work.window import rules_at
from domain.case.file import CaseFile
from domain.case.moves.referral import REFERRED
from domain.programme import Programme
from domain.together.aids import AidKind, AidState
from domain.together.helping import Offered, SpecialAid
from store import providers, together
from store.tables import ContractRow

_REFUSED: Final = (403, 404, 409, 422)
Known = Awaitable[Offered | SpecialAid | None]


async def known_of(
    door: Door, file: CaseFile, act: str, body: Any, on: date, order: str
) -> dict[str, Any] | None:
    """By field; None for an act that is not one of these. `order` names a sum set aside."""
    make = _KNOWN.get(act)
    if make is None:
        return None
    return {"known": await make(door, file, body, on, order)}


async def freed(door: Door, act: str, order: str, problem: Problem) -> None:
    """A service the case refused holds no money; what is only uncertain is left to upkeep."""
    if act == "order_service" and problem.status in _REFUSED:
        await door.write(providers.free, order)


async def _aid(door: Door, file: CaseFile, body: Any, on: date, order: str) -> Any:
    return offers.owned_aid(door, file.place, on, body.aid)


async def _gift(door: Door, file: CaseFile, body: Any, on: date, order: str) -> Offered | None:
    causes = offers.words_at(door, file.place, on, offers.CAUSES)
    cause = causes.get(body.cause, "")
    if body.source:
        zh = offers.words_at(door, file.place, on, offers.CHARITY_FUNDS).get(body.source)
        return Offered(code=body.source, zh=zh, cause_zh=cause) if zh else None
    if body.provider:
        row = await door.read(providers.provider, file.place, body.provider)
        if row is None or not row.active:
            return None
        return Offered(code=row.code, provider_zh=row.name, cause_zh=cause)
    return Offered(code="", cause_zh=cause)


async def _pairing(door: Door, file: CaseFile, body: Any, on: date, order: str) -> Offered | None:
    zh = offers.words_at(door, file.place, on, offers.HELPERS).get(body.kind)
    return Offered(code=body.kind, zh=zh) if zh else None


async def _service(door: Door, file: CaseFile, body: Any, on: date, order: str) -> Offered | None:
    """A service of the place's own list, or of the contract it is ordered under."""
    own = offers.words_at(door, file.place, on, offers.SERVICES).get(body.kind, "")
    held = await _contract(door, file.place, body.contract, on)
    named = held.services.split(",") if held else []
    if (not own and body.kind not in named) or (held is not None and body.kind not in named):
        return None
    code = held.provider if held else body.provider
    row = await door.read(providers.provider, file.place, code) if code else None
    if code and row is None:
        return None
    left = 0
    if held is not None:
        left = await door.write(
            providers.set_aside,
            order=order,
            place=file.place,
            number=held.number,
            case_no=file.case_no,
            fen=body.fen,
            at=datetime.now(UTC),
        )
    return Offered(
        code=body.kind,
        zh=own or body.kind,
        provider_zh=row.name if row else "",
        contract_until=held.until if held else None,
        left_fen=left,
        order=order if held else "",
        people=offers.cared_for(door, file.place, on, body.kind),
        **offers.ages(door, file.place, on),
    )


async def _contract(door: Door, place: str, number: str, on: date) -> ContractRow | None:
    row = await door.read(providers.contract, place, number) if number else None
    return row if row is not None and providers.runs_on(row, on) else None


async def _insurance(door: Door, file: CaseFile, body: Any, on: date, order: str) -> Offered | None:
    law = rules_at(door, file.place, on, (offers.INSURANCE,))
    row = law.table(offers.INSURANCE).get(body.kind) if law.has(offers.INSURANCE) else None
    if not isinstance(row, dict):
        return None
    return Offered(
        code=body.kind,
        zh=str(row["zh"]),
        spending=str(row["spending"]),
        taken=await _taken(door, file, body.receipt.strip()),
    )


async def _taken(door: Door, file: CaseFile, receipt: str) -> str:
    """Another case of the household in which this receipt was settled."""
    if not receipt:
        return ""
    found = await door.read(together.aid_to_household, file.place, file.household)
    return next(
        (
            g.case_no
            for g in found
            if g.line.kind is AidKind.INSURANCE
            and g.line.note == receipt
            and g.case_no != file.case_no
        ),
        "",
    )


async def _special(
    door: Door, file: CaseFile, body: Any, on: date, order: str
) -> SpecialAid | None:
    found = await door.read(together.aid_to_household, file.place, file.household)
    mine = [g for g in found if g.case_no == body.special and g.case_no != file.case_no]
    lines = {g.line.kind: g.line for g in mine}
    case = lines.get(AidKind.CASE)
    if case is None or Programme(mine[0].programme) not in REFERRED:
        return None
    result = lines.get(AidKind.REQUEST, case)
    return SpecialAid(
        case_no=body.special,
        programme=Programme(mine[0].programme),
        state=result.state,
        fen=result.fen if result.state is AidState.USED else 0,
        service=result.note if result.kind is AidKind.REQUEST else "",
        on=on,
    )


async def _sources(door: Door, file: CaseFile, body: Any, on: date, order: str) -> Offered | None:
    known = fund_words(door, file, on)
    return Offered(code="funds") if all(p.fund in known for p in body.parts) else None


def fund_words(door: Door, file: CaseFile, on: date) -> dict[str, str]:
    """Every source a decision may be paid from: of joint aid, of the programme, of charity."""
    found = offers.words_at(door, file.place, on, offers.FUNDS)
    found |= offers.words_at(door, file.place, on, f"{file.programme.value}.funds")
    return found | offers.words_at(door, file.place, on, offers.CHARITY_FUNDS)


_KNOWN: Mapping[str, Callable[[Door, CaseFile, Any, date, str], Awaitable[Any]]] = {
    "refer_case": _aid,
    "record_gift": _gift,
    "start_pairing": _pairing,
    "order_service": _service,
    "record_insurance": _insurance,
    "link_special_aid": _special,
    "split_funds": _sources,
}
