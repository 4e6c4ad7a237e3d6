"""Forms to print and sign: blank at the window, or with what the case already holds.

What nobody has told yet is left blank for the pen. The authorisation lists the very departments and
items the place asks, so that nobody signs for more than that (YC-19).
"""

from __future__ import annotations

from datetime import date

from documents.paper import Rendered, finished
from documents.wording import township_organ, township_zh
from domain.base import Frozen
from domain.case.file import CaseFile
from domain.household import RELATION_ZH, WORK_ZH
from domain.papers.forms import form_title, forms_of
from domain.papers.titles import AID_ZH, REQUEST_ZH
from domain.places import PlaceInfo
from domain.policy import PolicyValue, Status
from runtime import packs

_ROWS = 5
"""Lines for members on a blank form; a larger family gets as many as it has."""
_ITEMS, _NAMES = "check.items", "check.item_names"


class Person(Frozen):
    """One line of the table of members; blank where nobody has told."""

    name: str = ""
    relation: str = ""
    id_no: str = ""
    work: str = ""


class Filled(Frozen):
    """What a form takes from a case; every part blank without one."""

    case_no: str = ""
    applied_on: date | None = None
    village: str = ""
    name: str = ""
    id_no: str = ""
    phone: str = ""
    address: str = ""
    bank: str = ""
    account: str = ""
    members: tuple[Person, ...] = ()


def filled_from(file: CaseFile | None) -> Filled:
    if file is None:
        return Filled(members=(Person(),) * _ROWS)
    home, account = file.household, file.household.account
    people = tuple(
        Person(name=m.name, relation=RELATION_ZH[m.relation], id_no=m.id_no, work=WORK_ZH[m.work])
        for m in home.members
    )
    return Filled(
        case_no=file.case_no,
        applied_on=file.applied_on,
        village=file.village,
        name=home.applicant.name,
        id_no=home.applicant.id_no,
        phone=home.phone,
        address=home.address,
        bank=account.bank if account else "",
        account=account.number if account else "",
        members=people + (Person(),) * (_ROWS - len(people)),
    )


def render_form(
    code: str,
    *,
    programme: str,
    place: PlaceInfo,
    township: str,
    on: date,
    file: CaseFile | None = None,
) -> Rendered:
    """A form as HTML, A4. KeyError for a form this programme does not have."""
    if code not in forms_of(programme):
        raise KeyError(code)
    asked = _asked(place, on) if code == "authorisation" else ()
    demo = place.township(township).demo or (code == "authorisation" and _invented(place, on))
    return finished(
        f"forms/{code}.html",
        form_title(code, programme),
        aid=AID_ZH[programme],
        request=REQUEST_ZH[programme],
        bureau=place.bureau,
        organ=township_organ(place, township),
        township=township_zh(place, township),
        f=filled_from(file),
        asked=asked,
        demo=demo,
    )


def _value(place: PlaceInfo, on: date, name: str) -> PolicyValue:
    return packs.value(packs.load(), place.code, on, name)


def _table(place: PlaceInfo, on: date, name: str) -> dict[str, object]:
    found = _value(place, on, name).value
    return dict(found) if isinstance(found, dict) else {}


def _asked(place: PlaceInfo, on: date) -> tuple[tuple[str, str], ...]:
    """Department and the items it is asked for, as the place has them on that day."""
    names = _table(place, on, _NAMES)
    found = []
    for row in _table(place, on, _ITEMS).values():
        if isinstance(row, dict):
            items = row.get("items")
            codes = [str(i) for i in items] if isinstance(items, list) else []
            words = dict.fromkeys(str(names[c]) for c in codes if c in names)
            found.append((str(row.get("zh", "")), "、".join(words)))
    return tuple(found)


def _invented(place: PlaceInfo, on: date) -> bool:
    return _value(place, on, _ITEMS).status is Status.DEMO
