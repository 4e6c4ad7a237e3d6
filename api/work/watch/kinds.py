"""Every kind of proceeding of supervision in one table: its procedure, its file, where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from api.acts import Gone, ask
from api.frame.door import Door
from api.frame.problems import not_found
from api.scope import Caller, in_place
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.complaint import sight as complaint_sight
from domain.complaint.engine import PROCEDURE as COMPLAINT
from domain.complaint.file import ComplaintFile
from domain.credit import engine as credit
from domain.credit.file import CreditFile
from domain.credit.lifecycle import CREDIT_READERS
from domain.postponing import engine as postponing
from domain.postponing.file import PutOffFile
from domain.postponing.lifecycle import READERS as POSTPONEMENT_READERS
from domain.proceeding import Procedure, Proceeding
from domain.rounds import engine as rounds
from domain.rounds.file import RoundFile
from domain.rounds.lifecycle import ROUND_READERS
from domain.sampling import engine as spot
from domain.sampling.file import SpotFile
from domain.sampling.lifecycle import SPOT_READERS
from workflows import ids


@dataclass(frozen=True)
class Watch:
    """One kind. `path`: its part of an address; `readers`: roles that have its list at all;
    `covered`: the file as this person may read it."""

    procedure: Procedure[Any]
    file: type[Proceeding]
    path: str
    readers: tuple[Role, ...]
    may_read: Callable[[Any, Officer], bool]
    covered: Callable[[Any, Officer], Any]

    @property
    def code(self) -> str:
        return self.procedure.code

    def id(self, place: str, number: str) -> str:
        return ids.proceeding_id(self.code, place, number)


WATCHES: Final[dict[str, Watch]] = {
    w.code: w
    for w in (
        Watch(
            COMPLAINT,
            ComplaintFile,
            "complaints",
            complaint_sight.READERS,
            complaint_sight.may_read,
            complaint_sight.covered,
        ),
        Watch(
            spot.PROCEDURE,
            SpotFile,
            "spot-checks",
            SPOT_READERS,
            spot.may_read,
            spot.covered,
        ),
        Watch(
            rounds.PROCEDURE,
            RoundFile,
            "rounds",
            ROUND_READERS,
            rounds.may_read,
            rounds.covered,
        ),
        Watch(
            credit.PROCEDURE,
            CreditFile,
            "credit",
            CREDIT_READERS,
            credit.may_read,
            credit.covered,
        ),
        Watch(
            postponing.PROCEDURE,
            PutOffFile,
            "postponements",
            POSTPONEMENT_READERS,
            postponing.may_read,
            postponing.covered,
        ),
    )
}


async def file_for(door: Door, caller: Caller, kind: str, place: str, number: str) -> Any:
    """The proceeding, whole, for a caller who may know of it; 404 for anybody else."""
    watch = WATCHES[kind]
    zh = watch.procedure.zh
    if caller.role not in watch.readers or not in_place(caller, place):
        raise not_found(zh)
    try:
        file = await ask(door, watch.id(place, number), "file", watch.file)
    except Gone:
        raise not_found(zh) from None
    if not watch.may_read(file, caller.officer(place)):
        raise not_found(zh)
    return file


async def lawful_on_watch(door: Door, caller: Caller, kind: str, subject: str) -> tuple[str, ...]:
    """The acts the table allows this caller now. Gone when the workflow is not there."""
    watch = WATCHES[kind]
    file = await ask(door, subject, "file", watch.file)
    return tuple(s.act for s in watch.procedure.lawful(file, caller.officer(file.place)))


def watch_base(kind: str, subject: str) -> str:
    return f"/api/v1/{WATCHES[kind].path}/{subject.removeprefix(f'{kind}/')}/acts"


def watch_stage_zh(kind: str, stage: str) -> str:
    return WATCHES[kind].procedure.stage_zh[stage]
