"""What may hang on a notice board: a closed list (57号 Art 24, GS-01, GS-02).

Three sheets do: the preliminary opinion, the intended end of 特困 aid (43号 Art 26), and the roll of
those who draw aid, for as long as they draw it.

The sheet is made from `PublicSheet`, which has no place for anything else: no identity number,
account, phone, address, illness, disability, and no other member. The personal columns are those
`publicity.fields` allows, and never more than the three this module knows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from documents.wording import township_organ, township_zh
from domain.base import Frozen
from domain.case.file import CaseFile
from domain.identity import mask_name
from domain.money import yuan_zh
from domain.papers.titles import AID_ZH
from domain.places import PlaceInfo

_RESIDENCE_ZH = {"urban": "城市", "rural": "农村"}


class Medium(StrEnum):
    """Where the sheet is shown. The name is masked on the web unless the policy says otherwise."""

    BOARD = "board"
    WEB = "web"


class PublicSheet(Frozen):
    """Everything the public may see of one case, and the frame around it. `cells`: label, text.

    `until` None: for as long as aid runs.
    """

    township: str
    village: str
    case_no: str
    cells: tuple[tuple[str, str], ...]
    since: date
    until: date | None
    provisional: bool
    object_at: str


def public_sheet(
    file: CaseFile,
    place: PlaceInfo,
    *,
    kind: str = "publicity",
    medium: Medium = Medium.BOARD,
    period: tuple[date, date] | None = None,
) -> PublicSheet:
    """The sheet of one publicity period: of `period` (first and last day), else the present one.

    ValueError when there is neither. What the case no longer knows, because it went back to the
    survey before the paper was made, is left out. The roll has no period: it hangs while aid runs.
    """
    posted = file.publicity
    since, until = _days(file, kind, period)
    who = "申请人姓名" if kind == "publicity" else "姓名"
    columns = {"name": ((who, _name(file, medium)),), **_SHOWN[kind](file)}
    allowed = file.law.items("publicity.fields")
    return PublicSheet(
        township=township_zh(place, file.township),
        village=file.village,
        case_no=file.case_no,
        cells=tuple(cell for code, cells in columns.items() if code in allowed for cell in cells),
        since=since,
        until=until,
        provisional=bool(posted and until and posted.until == until and posted.provisional),
        object_at=f"{township_organ(place, file.township)}社会救助窗口",
    )


def _days(file: CaseFile, kind: str, period: tuple[date, date] | None) -> tuple[date, date | None]:
    if kind == "roll":
        return min((e.first for e in file.entitlements), default=file.latest), None
    posted = file.publicity
    if period is None and posted is not None:
        period = posted.posted_on, posted.until
    if period is None:
        raise ValueError("there is no publicity period to show")
    return period


Cells = dict[str, tuple[tuple[str, str], ...]]


def _aid(file: CaseFile) -> str:
    """The aid as the list names it; 低保 is kept for towns and for villages apart."""
    name = AID_ZH[file.programme]
    return _RESIDENCE_ZH[file.household.residence] + name if file.programme == "dibao" else name


def _proposed(file: CaseFile) -> Cells:
    opinion = file.opinion.assessment if file.opinion else file.assessment
    if opinion is None:
        return {}
    what: tuple[tuple[str, str], ...] = (("拟保障类型", _aid(file)),)
    if opinion.monthly_fen:
        what += (("拟月保障金额", yuan_zh(opinion.monthly_fen)),)
    elif opinion.once_fen:
        what += (("拟救助金额", yuan_zh(opinion.once_fen)),)
    return {"members": (("家庭成员人数", f"{opinion.persons}人"),), "amount": what}


def _drawn(file: CaseFile) -> Cells:
    return {
        "members": (("家庭成员人数", f"{len(file.household.counted)}人"),),
        "amount": (("保障类型", _aid(file)), ("月保障金额", yuan_zh(file.monthly_fen_now))),
    }


def _ended(file: CaseFile) -> Cells:
    """Why aid is to end is not said in public: it may be an illness, a prison, a death. That nobody is
    left would say so."""
    left = len(file.household.counted)
    return {
        "members": (("家庭成员人数", f"{left}人"),) if left else (),
        "amount": (("拟终止的救助", _aid(file)),),
    }


_SHOWN: dict[str, Callable[[CaseFile], Cells]] = {
    "publicity": _proposed,
    "roll": _drawn,
    "ending_publicity": _ended,
}


def _name(file: CaseFile, medium: Medium) -> str:
    name = file.household.applicant.name
    if medium is Medium.BOARD:
        return name
    rule = "publicity.web_masked"
    # Masked unless a policy in force says in so many words that it is not.
    plain = file.law.has(rule) and not file.law.flag(rule)
    return name if plain else mask_name(name)
