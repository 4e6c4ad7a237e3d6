"""What may hang on the notice board: a closed list (57号 Art 24, GS-01, GS-02).

The sheet is made from `PublicSheet`, which has no place for anything else: no identity number,
account, phone, address, illness, disability, and no other member. The personal columns are those
`publicity.fields` allows, and never more than the three this module knows.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from documents.wording import township_organ, township_zh
from domain.base import Frozen
from domain.case.file import CaseFile
from domain.identity import mask_name
from domain.money import yuan_zh
from domain.places import PlaceInfo
from domain.programme import PROGRAMME_ZH

_RESIDENCE_ZH = {"urban": "城市", "rural": "农村"}


class Medium(StrEnum):
    """Where the sheet is shown. The name is masked on the web unless the policy says otherwise."""

    BOARD = "board"
    WEB = "web"


class PublicSheet(Frozen):
    """Everything the public may see of one case, and the frame around it. `cells`: label, text."""

    township: str
    village: str
    case_no: str
    cells: tuple[tuple[str, str], ...]
    since: date
    until: date
    provisional: bool
    object_at: str


def public_sheet(
    file: CaseFile,
    place: PlaceInfo,
    *,
    medium: Medium = Medium.BOARD,
    period: tuple[date, date] | None = None,
) -> PublicSheet:
    """The sheet of one publicity period: of `period` (first and last day), else the present one.

    ValueError when there is neither. What the case no longer knows, because it went back to the
    survey before the paper was made, is left out.
    """
    posted = file.publicity
    since, until = period or ((posted.posted_on, posted.until) if posted else (None, None))
    if since is None or until is None:
        raise ValueError("there is no publicity period to show")
    columns = {"name": (("申请人姓名", _name(file, medium)),), **_proposed(file)}
    allowed = file.law.items("publicity.fields")
    return PublicSheet(
        township=township_zh(place, file.township),
        village=file.village,
        case_no=file.case_no,
        cells=tuple(cell for code, cells in columns.items() if code in allowed for cell in cells),
        since=since,
        until=until,
        provisional=bool(posted and posted.until == until and posted.provisional),
        object_at=f"{township_organ(place, file.township)}社会救助窗口",
    )


def _proposed(file: CaseFile) -> dict[str, tuple[tuple[str, str], ...]]:
    opinion = file.opinion.assessment if file.opinion else file.assessment
    if opinion is None:
        return {}
    kind = _RESIDENCE_ZH[file.household.residence] + PROGRAMME_ZH[file.programme]
    return {
        "members": (("家庭成员人数", f"{opinion.persons}人"),),
        "amount": (("拟保障类型", kind), ("拟月保障金额", yuan_zh(opinion.monthly_fen))),
    }


def _name(file: CaseFile, medium: Medium) -> str:
    name = file.household.applicant.name
    if medium is Medium.BOARD:
        return name
    rule = "publicity.web_masked"
    # Masked unless a policy in force says in so many words that it is not.
    plain = file.law.has(rule) and not file.law.flag(rule)
    return name if plain else mask_name(name)
