"""Where the pages of a procedure are, by its kind and subject: of a task, of what stands still."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from api.frame.door import Door
from api.work.watch.kinds import WATCHES
from domain.funds.matter import KIND_ZH, MatterKind


def page_of(kind: str, subject: str, place: str, since: date) -> str:
    """The page of the procedure itself; empty where it has none of its own.

    `subject`: as the tables of tasks name it, such as `JZ2026000001` or `item/JZ2026000001/1`.
    """
    if kind in WATCHES:
        where, number = subject.split("/")[1:3]
        return f"/{WATCHES[kind].path}/{where}/{number}"
    tail, rest = "/".join(subject.split("/")[-2:]), subject.partition("/")[2]
    pages = {
        "case": f"/cases/{subject}",
        "item": f"/items/{tail}",
        "measures": f"/measures/{tail}",
        "meeting": f"/meetings/{rest}",
        "affair": f"/affairs/{rest}",
        "report": f"/reports/{rest}",
        "year": f"/years/{rest}",
        "compare": f"/comparisons/{rest}",
        "discovery": f"/discoveries/{subject.rsplit('/', 1)[-1]}",
        "money": f"/{subject}",
        "oversight": f"/{subject}",
        "reserve": f"/funds/{place}/{since.year}",
        "risk": "/hits",
        "relatives": "/relatives",
    }
    match kind:
        case "roll":
            return _roll(subject)
        case "pay":
            where, _, month = subject.split("/")[-3:]
            return f"/pay/{where}/{month}"
    return pages.get(kind, "")


def _roll(subject: str) -> str:
    """The sheet of the village the task is about."""
    _, place, township, village = subject.split("/", 3)
    return f"/rolls/{place}/sheet?{urlencode({'township': township, 'village': village})}"


def name_of(door: Door, kind: str, subject: str, place: str, township: str) -> str:
    """What stands on a list for a task of a procedure that has no case of its own; no code of ours."""
    last = subject.rsplit("/", 1)[-1]
    if last in ("", township):  # a sheet of a whole township names no village
        last = next((t.zh for t in door.place(place).townships if t.code == township), township)
    match kind:
        case "discovery":
            return f"线索{last}"
        case "meeting":
            return f"联席会议{last}"
        case "pay":
            return f"{last}发放"
        case "compare":
            return f"{last}每月比对"
        case "roll":
            return f"{last}长期公示"
        case "reserve":
            return "乡镇备用金"
        case "relatives":
            return "近亲属备案"
        case "money":
            return f"{KIND_ZH[MatterKind(subject.split('/')[1])]}{last}"
    return last
