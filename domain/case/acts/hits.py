"""Acts on what registers say of a family in aid."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.case.acts.applying import Verdict
from domain.case.acts.base import Act


class How(StrEnum):
    """How somebody looked into a hit."""

    VISIT = "visit"
    MET = "met"
    CALL = "call"
    PAPER = "paper"
    REGISTER = "register"


HOW_ZH = {
    How.VISIT: "入户走访",
    How.MET: "见到本人",
    How.CALL: "电话、视频核实",
    How.PAPER: "查验证明材料",
    How.REGISTER: "向登记部门核实",
}


class NoteHit(Act):
    """A register says something of a member: said by the system alone, from a comparison or a notice.

    `hit`: opaque; `record`: fingerprint of what the register says; `may_hold`: whether the place
    lets a death match keep the person's payment back (`compare.death_hold`), None: it has not said.
    """

    hit: str = Field(pattern=r"^[a-z0-9-]{4,40}$")
    department: str = Field(min_length=1, max_length=40)
    member: str = Field(pattern=r"^m\d{1,3}$")
    about: str = Field(min_length=1, max_length=40)
    record: str = Field(min_length=8, max_length=64)
    event_on: date | None = None
    count: int = Field(default=0, ge=0)
    fen: int = Field(default=0, ge=0)
    found_on: date
    due: date | None = None
    may_hold: bool | None = None
    proof: str = Field(default="", max_length=80)


class SettleHit(Act):
    """A person has looked into a hit. Refuted: it ends here; confirmed: a review goes on with it."""

    hit: str = Field(min_length=4, max_length=40)
    verdict: Verdict
    how: How
    reason: str = Field(min_length=4, max_length=500)
    clause: str = Field(default="", max_length=80)


ACTS: dict[str, type[Act]] = {"note_hit": NoteHit, "settle_hit": SettleHit}
