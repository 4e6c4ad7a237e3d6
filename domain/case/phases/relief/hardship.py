"""困难情形登记: who, why, where, how hard, and what the tables know (民发〔2018〕23号; JZ-17, JZ-19).

The registration stands before everything that is given once. It may be repeated until the decision;
the last one holds.
"""

from __future__ import annotations

from domain.case import acts
from domain.case.file import CaseFile, NoticeDue, Rulebook, require
from domain.case.lifecycle import Stage
from domain.case.notices import owed
from domain.hardship import MANNER_ZH, Hardship, Known, Manner
from domain.programme import Kind, Programme

HARDSHIP_NEEDS = (
    "kind",
    "causes",
    "grades",
    "manners",
    "application_place",
    "period_lifts_residence",
    "period_areas",
    "rescue_days",
    "recheck_waived",
)
RESCUE = (Programme.QUICK, Programme.EMERGENCY)


def is_rescue(file: CaseFile) -> bool:
    """救急难: asked for as such at the window, or a form of help that cannot wait (HB-05)."""
    return file.urgent or (file.hardship is not None and file.programme in RESCUE)


def solved(file: CaseFile) -> bool:
    """The first help is given; what is not given in hand is solved by its decision (HB-30)."""
    if file.grant is not None:
        return file.grant.first_on is not None
    return file.decision is not None


def asks_hardship(file: CaseFile) -> bool:
    """Help once: the application is not complete without the hardship behind it."""
    return file.policy is not None and file.law.has("kind") and file.kind is Kind.ONCE


def hardship_missing(file: CaseFile) -> bool:
    return asks_hardship(file) and file.hardship is None


def means_known(file: CaseFile) -> bool:
    """The family is recognised already: income and property are not looked at again (LS-07)."""
    if file.known is None or not file.law.has("recheck_waived"):
        return False
    return any(p.value in file.law.items("recheck_waived") for p in file.known.recognised)


def must_have_hardship(file: CaseFile) -> None:
    require(
        not hardship_missing(file),
        "hardship_missing",
        "请先登记困难情形（救助对象、事由、地点和申请金额），再受理。",
        "民发〔2018〕23号 二（一）",
    )


def record_hardship(file: CaseFile, act: acts.RecordHardship) -> CaseFile:
    require(
        file.stage is not Stage.APPROVAL or not file.passes(Stage.REVIEW),
        "hardship_settled",
        "初审意见已经作出，困难情形有变化的，请先退回重新调查。",
        "57号 Art 19",
    )
    found = act.hardship
    _listed(file, found)
    require(
        found.happened_on <= act.on,
        "hardship_in_future",
        "困难发生日期不得晚于登记日期。",
        "民发〔2018〕23号 二（一）",
    )
    _competent(file, found)
    _linked(found, act.known)
    recorded = file.having(hardship=found, known=act.known)
    return _home_told(recorded, found)


def _listed(file: CaseFile, found: Hardship) -> None:
    """Codes are the programme's own: its causes, its grades, the manners it knows."""
    _among(file, "causes", found.cause, "困难事由")
    _among(file, "grades", found.grade, "困难程度")
    allowed = [m for m in Manner if m.value in file.law.items("manners")]
    require(
        found.manner in allowed,
        "manner_unknown",
        f"本类救助的救助方式只能是：{'、'.join(MANNER_ZH[m] for m in allowed)}。",
        file.law.cite("manners"),
    )


def _among(file: CaseFile, name: str, code: str, what: str) -> None:
    table = file.law.table(name)
    words = [str(row["zh"]) if isinstance(row, dict) else str(row) for row in table.values()]
    require(
        code in table,
        f"{name}_unknown",
        f"{what}只能是：{'、'.join(words)}。",
        file.law.cite(name),
    )


def period_lifts_residence(file: CaseFile, found: Hardship) -> bool:
    """An epidemic or disaster period is on where it happened, and the place drops residence then."""
    law = file.law
    return (
        law.on_and_set("period_lifts_residence")
        and law.has("period_areas")
        and found.township in law.items("period_areas")
    )


def _competent(file: CaseFile, found: Hardship) -> None:
    """Where it happened since 2026-07-01 (社会救助法 Art 37); before that where the family lives,
    unless a period lifts that (JZ-17)."""
    law = file.law
    if not law.has("application_place"):
        return
    there = law.text("application_place") == "hardship" or period_lifts_residence(file, found)
    clause = law.cite("application_place")
    if there:
        require(
            found.township == file.township,
            "not_the_place_of_hardship",
            "临时救助由急难发生地乡镇（街道）受理，请转交急难发生地办理，不得要求户籍或者居住证明。",
            f"{clause}; JZ-17",
        )
        return
    require(
        found.home_township == file.township,
        "not_the_place_of_residence",
        "申请之日的规定由户籍地或者居住地乡镇（街道）受理，请转交申请人户籍地或者居住地办理。",
        clause,
    )


def _linked(found: Hardship, known: Known) -> None:
    require(
        not found.linked_case or known.linked is not None,
        "linked_case_unknown",
        "关联案件应当是本家庭正在办理、尚未作出决定的低保或者特困申请，请核对案件编号。",
        "JZ-19",
    )


def _home_told(file: CaseFile, found: Hardship) -> CaseFile:
    """Helped away from home: the home township is told, so that nobody is helped twice (JZ-17)."""
    if found.home_township == file.township:
        return file
    require(
        found.home.strip(),
        "home_missing",
        "申请人户籍地、居住地不在本乡镇（街道）的，请填写户籍地或者居住地，以便函告。",
        "JZ-17",
    )
    if any(n.order.kind == "home_notice" for n in file.notices):
        return file
    return owed(
        file,
        NoticeDue(
            key="home_notice",
            kind="home_notice",
            facts={
                "急难发生日期": found.happened_on.isoformat(),
                "户籍地或者居住地": found.home,
            },
        ),
    )


RULES: Rulebook = {
    "record_hardship": record_hardship,
}
