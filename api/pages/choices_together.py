"""What the forms of help by others offer: aids of the catalogue, open referrals, who may sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from api.frame.door import Door
from api.work.together import offers
from api.work.together.knowing import fund_words
from api.work.together.offers import aids_offered
from domain.case.file import CaseFile
from domain.case.moves.referral import REFERRED
from domain.programme import Programme
from domain.together.referring import CaseReferral
from store import providers, together

Options = dict[str, Mapping[str, str]]


async def choices_of_others(
    door: Door, file: CaseFile, act: str, members: Mapping[str, str]
) -> Options:
    """Options of the acts by which others help; nothing for an act of another kind."""
    today = await door.today()
    found = together_choices(door, file, act, members, today)
    return found | await society_choices(door, file, act, members, today)


def first_number(options: Options, number: int) -> dict[str, str]:
    """The referral, service or pairing the act is about: the one asked for, else the first."""
    known = options.get("number", {})
    asked = str(number)
    return {"number": asked if asked in known else next(iter(known))} if known else {}


def together_choices(
    door: Door, file: CaseFile, act: str, members: Mapping[str, str], on: date
) -> Options:
    """Options of an act's fields; nothing for an act of another kind."""
    match act:
        case "refer_case":
            aids = aids_offered(door, file.place, on)
            return {"aid": aids, "members": members, "signed_by": members}
        case "answer_case_referral" | "urge_case_referral" | "withdraw_referral_consent":
            numbers = _numbers(file, lambda r: r.waits_for_unit)
            return {"number": numbers, "signed_by": members}
        case "record_service":
            running = [s for s in file.linked.services if s.ended_on is None]
            return {"number": {str(s.number): f"{s.kind_zh}：{s.aim}" for s in running}}
        case "record_pair_visit" | "end_pairing":
            pairs = [p for p in file.linked.pairs if p.until is None]
            return {"number": {str(p.number): f"{p.kind_zh}：{p.helper}" for p in pairs}}
        case "close_case_referral":
            return {"number": _numbers(file, lambda r: r.open and r.result is not None)}
    return {}


async def society_choices(
    door: Door, file: CaseFile, act: str, members: Mapping[str, str], on: date
) -> Options:
    """Options that stand in the place's registers, not in the case."""
    none = {"": "（不填写）"}
    match act:
        case "record_gift":
            return {
                "source": {**none, **offers.words_at(door, file.place, on, offers.CHARITY_FUNDS)},
                "provider": {**none, **await _providers(door, file.place)},
                "cause": {**none, **offers.words_at(door, file.place, on, offers.CAUSES)},
            }
        case "start_pairing":
            return {"kind": offers.words_at(door, file.place, on, offers.HELPERS)}
        case "order_service":
            contracts = await door.read(providers.contracts, file.place)
            running = [c for c in contracts if providers.runs_on(c, on)]
            own = offers.words_at(door, file.place, on, offers.SERVICES)
            named = {code: own.get(code, code) for c in running for code in c.services.split(",")}
            return {
                "kind": {**own, **named},
                "member": members,
                "who": {**none, **offers.words_at(door, file.place, on, offers.CARED_FOR)},
                "provider": {**none, **await _providers(door, file.place)},
                "contract": {"": "（不在合同内安排）", **{c.number: c.number for c in running}},
            }
        case "record_insurance":
            kinds = offers.words_at(door, file.place, on, offers.INSURANCE)
            return {"kind": kinds, "member": members}
        case "link_special_aid":
            found = await door.read(together.aid_to_household, file.place, file.household)
            cases = {
                g.case_no: f"{g.case_no} {g.line.zh}"
                for g in found
                if g.case_no != file.case_no and Programme(g.programme) in REFERRED
            }
            return {"special": cases}
        case "split_funds":
            return {"parts.fund": fund_words(door, file, on)}
    return {}


async def _providers(door: Door, place: str) -> dict[str, str]:
    rows = await door.read(providers.providers, place)
    return {row.code: row.name for row in rows if row.active}


def _numbers(file: CaseFile, which: Callable[[CaseReferral], bool]) -> dict[str, str]:
    return {str(r.number): _head(r) for r in file.linked.referrals if which(r)}


def _head(r: CaseReferral) -> str:
    return f"第{r.number}件，{r.aid.unit_zh}：{r.aid.zh}"
