"""A33: every repair has a reason, two people, neither of whom corrects his own work; and their list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from audit.rulebook.breach import Breach, breach
from audit.rulebook.dossier import Dossier
from domain.base import Frozen
from domain.case.lifecycle import ROLE_ZH
from domain.case.repairs import ENDING_ZH, REPAIR_ZH, Ending, Repair
from domain.measures.file import MeasuresFile


class Mended(Frozen):
    """One repair as the list of a period shows it: accounts and posts, no words about a family."""

    case_no: str
    place: str
    township: str
    number: int
    kind: str
    kind_zh: str
    on: date
    by: str
    by_zh: str
    ending: str = ""
    ending_zh: str
    ended_on: date | None = None
    ended_by: str = ""
    ended_zh: str = ""

    @property
    def line(self) -> str:
        second = f"{self.ended_zh}{self.ended_by} {self.ended_on}" if self.ended_by else "—"
        return (
            f"{self.case_no}　第{self.number}号 {self.kind_zh}　{self.by_zh}{self.by} {self.on}　"
            f"{self.ending_zh}　{second}"
        )


def repairs_of(case: Dossier) -> tuple[Repair, ...]:
    """Every repair of the case over all its periods, as it stood last."""
    found = {one.number: one for file in case.periods for one in file.repairs.found}
    return tuple(found[number] for number in sorted(found))


def mended(case: Dossier) -> tuple[Mended, ...]:
    return tuple(
        Mended(
            case_no=case.case_no,
            place=case.place,
            township=case.last.township,
            number=one.number,
            kind=one.kind,
            kind_zh=REPAIR_ZH[one.kind],
            on=one.on,
            by=one.by,
            by_zh=ROLE_ZH[one.by_role],
            ending=one.ending or "",
            ending_zh=ENDING_ZH[one.ending] if one.ending else "待复核",
            ended_on=one.ended_on,
            ended_by=one.ended_by,
            ended_zh=ROLE_ZH[one.ended_role] if one.ended_role else "",
        )
        for one in repairs_of(case)
    )


def handed_on(case: Dossier, name: str, file: MeasuresFile) -> Iterator[Mended]:
    """Measures of a decision that two people gave to another unit, or ended, or were asked to."""
    for task in file.tasks:
        for one in task.handings:
            zh = f"任务{task.key}" + ("变更承担单位" if one.to_unit else "不再落实")
            ending = {True: Ending.CONFIRMED, False: Ending.REFUSED, None: None}[one.agreed]
            if ending is Ending.REFUSED and not one.ended_by:
                ending = Ending.LAPSED
            yield Mended(
                case_no=name,
                place=case.place,
                township=case.last.township,
                number=one.number,
                kind="handing",
                kind_zh=zh,
                on=one.on,
                by=one.by,
                by_zh=ROLE_ZH[one.by_role],
                ending=ending or "",
                ending_zh=ENDING_ZH[ending] if ending else "待复核",
                ended_on=one.ended_on,
                ended_by=one.ended_by,
                ended_zh=ROLE_ZH[one.ended_role] if one.ended_role else "",
            )


def handed_by_two(case: Dossier, file: MeasuresFile) -> Iterator[Breach]:
    """A33 of measures: the unit was changed by two people, with a reason, in time."""
    for task in file.tasks:
        for one in task.handings:
            if not one.agreed:
                continue
            zh, key = f"任务{task.key}第{one.number}次变更承担单位", f"{task.key}/{one.number}"
            alone = not one.ended_by or not one.proposers.isdisjoint({one.ended_by, one.ended_for})
            if alone:
                yield breach("A33", case, one.on, f"{zh}没有另一人复核", f"handed alone {key}")
            if not one.reason.strip():
                yield breach("A33", case, one.on, f"{zh}没有写明理由", f"handed no reason {key}")
            if one.ended_on is not None and one.ended_on > one.until:
                late = f"{zh}应当于{one.until}前复核，逾期才复核"
                yield breach("A33", case, one.on, late, f"handed late {key}")


def by_two(case: Dossier) -> Iterator[Breach]:
    """A33: what was mended was confirmed by a second person, in time, with both acts on record; and
    no run was set back behind their backs."""
    for n, zh in enumerate(case.set_back, start=1):
        yield breach("A33", case, case.last.latest, zh, f"set back {n}")
    acts: dict[str, set[tuple[str, date | None]]] = {"confirm_repair": set(), "propose": set()}
    for entry in case.journal:
        if entry.officer is None:
            continue
        proposes = entry.act.startswith("propose_") or entry.act == "reset_proposed"
        confirms = entry.act in ("confirm_repair", "reset_confirmed")
        name = "propose" if proposes else "confirm_repair" if confirms else entry.act
        acts.setdefault(name, set()).add((entry.officer.id, entry.on))
    for one in repairs_of(case):
        if not one.in_force:
            continue
        zh = f"第{one.number}号纠正"
        if not one.reason.strip():
            yield breach("A33", case, one.on, f"{zh}没有写明理由", f"no reason {one.number}")
        if not one.ended_by or not one.proposers.isdisjoint({one.ended_by, one.ended_for}):
            yield breach("A33", case, one.on, f"{zh}没有另一人复核", f"alone {one.number}")
        elif (one.ended_by, one.ended_on) not in acts["confirm_repair"]:
            yield breach("A33", case, one.on, f"{zh}没有复核的办理记录", f"no word {one.number}")
        if (one.by, one.on) not in acts["propose"]:
            yield breach(
                "A33", case, one.on, f"{zh}没有提出的办理记录", f"no proposal {one.number}"
            )
        if one.ended_on is not None and one.ended_on > one.until:
            late = f"{zh}应当于{one.until}前复核，逾期才复核"
            yield breach("A33", case, one.ended_on, late, f"late {one.number}")
