"""What the forms of help by others offer: aids of the catalogue, open referrals, who may sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from api.frame.door import Door
from api.work.together.offers import aids_offered
from domain.case.file import CaseFile
from domain.together.referring import CaseReferral

Options = dict[str, Mapping[str, str]]


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
        case "close_case_referral":
            return {"number": _numbers(file, lambda r: r.open and r.result is not None)}
    return {}


def _numbers(file: CaseFile, which: Callable[[CaseReferral], bool]) -> dict[str, str]:
    return {str(r.number): _head(r) for r in file.linked.referrals if which(r)}


def _head(r: CaseReferral) -> str:
    return f"第{r.number}件，{r.aid.unit_zh}：{r.aid.zh}"
