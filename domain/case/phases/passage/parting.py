"""分户 and 并户 of households in aid: who leaves, who joins, and from which month each case pays.

Those who split off are let go by the decision on those who stay, and their own case is paid from the
month after. A household that joins another ends with the month that runs, and the other pays for
its people from the next.
"""

from __future__ import annotations

from datetime import date

from domain.case.acts import ChangeCause
from domain.case.acts.passage import MergeCase, SplitHousehold
from domain.case.file import ROLE_OF_DECIDER, CaseFile, Closing, NoticeDue, Rulebook, require
from domain.case.lifecycle import ROLE_ZH
from domain.case.notices import owed
from domain.case.passage import SPLIT, Into, Joining, Outgoing
from domain.case.phases.living.opening import open_review
from domain.case.phases.living.outcomes import from_month, month_of, next_month
from domain.case.phases.passage.moving import member_must_be_known, must_be_settled, with_passage
from domain.household import Household, Member, Relation, Status
from domain.means.result import Reason

MERGED = "merged"
_CLAUSE = "57号 Art 30; JZ-63"


def split_household(file: CaseFile, act: SplitHousehold) -> CaseFile:
    must_be_settled(file, _CLAUSE)
    home, leaving = file.household, tuple(dict.fromkeys(act.members))
    there = {m.key for m in home.counted}
    require(
        set(leaving) <= there and act.applicant in leaving,
        "member_unknown",
        f"分出的成员应当是共同生活的家庭成员（{'、'.join(sorted(there))}），申请人应当在其中。",
        _CLAUSE,
    )
    require(
        home.applicant.key not in leaving and len(leaving) < len(there),
        "nobody_stays",
        "申请人应当留在原户：申请人离开的，请登记留下的成员为分出的一方。",
        _CLAUSE,
    )
    require(
        act.known.township_zh,
        "township_unknown",
        "没有这个乡镇（街道），请从列表中选择分出家庭的居住地。",
        _CLAUSE,
    )
    out = Outgoing(
        number=len(file.passage.outgoing) + 1,
        kind=SPLIT,
        place=file.place,
        township=act.to_township,
        village=act.to_village,
        on=act.on,
        review=file.reviews + 1,
        household=of_members(home, leaving, act.applicant),
    )
    opened = open_review(file, ChangeCause.SPLIT, act.on, act.on)
    return with_passage(opened, outgoing=(*file.passage.outgoing, out))


def of_members(home: Household, keys: tuple[str, ...], applicant: str) -> Household:
    """The household of those who leave, with all that is known of them."""
    kept = set(keys)

    def one(m: Member) -> Member:
        if m.key == applicant:
            return m.model_copy(update={"relation": Relation.SELF, "status": Status.PRESENT})
        return m.model_copy(update={"relation": Relation.OTHER, "status": Status.PRESENT})

    account = home.account if home.account and home.account.holder in kept else None
    return home.model_copy(
        update={
            "members": tuple(one(m) for m in home.members if m.key in kept),
            "incomes": tuple(i for i in home.incomes if i.member in kept),
            "expenses": tuple(e for e in home.expenses if e.member in kept),
            "assets": tuple(a for a in home.assets if a.member in kept),
            "spendings": tuple(s for s in home.spendings if s.member in kept),
            "supporters": tuple(s for s in home.supporters if s.supports in kept),
            "account": account,
        }
    )


def must_have_left(file: CaseFile, found: Household) -> None:
    """The look after a split finds those who left no more among those who live together."""
    for out in _of_review(file):
        still = [m.key for m in out.household.members if _counted(found, m.key)]
        require(
            not still,
            "split_not_found",
            f"已登记分户，核实结果中成员{'、'.join(still)}仍为共同生活，"
            "请把离开的成员状态改为“婚嫁分户”后提交。",
            _CLAUSE,
        )


def _counted(home: Household, key: str) -> bool:
    member = home.member(key)
    return member is not None and member.counted


def _of_review(file: CaseFile) -> tuple[Outgoing, ...]:
    number = file.review.number if file.review is not None else 0
    return tuple(o for o in file.passage.outgoing if number and o.review == number)


def let_go(before: CaseFile, after: CaseFile, on: date) -> CaseFile:
    """The decision on those who stay lets the others go: paid for here until the month it was made."""
    if not _of_review(before):
        return after
    until = month_of(on)
    number = before.review.number if before.review is not None else 0
    freed = tuple(
        o.model_copy(update={"paid_until": until, "monthly_fen": before.monthly_fen(until)})
        if o.review == number
        else o
        for o in after.passage.outgoing
    )
    return with_passage(after, outgoing=freed)


def merge_case(file: CaseFile, act: MergeCase) -> CaseFile:
    must_be_settled(file, _CLAUSE)
    member_must_be_known(file, act.asked_by, _CLAUSE)
    require(
        act.known.lives and act.known.place == file.place and act.into_case != file.case_no,
        "other_case_not_living",
        "并入的案件应当是本地另一个正在享受救助的家庭，请核对案件编号。",
        _CLAUSE,
    )
    require(
        act.known.programme == file.programme.value,
        "other_programme",
        "并入的案件与本案不是同一救助项目，请先终止本案，再由对方家庭报告成员增加。",
        _CLAUSE,
    )
    role = ROLE_OF_DECIDER[file.law.text("decider")]
    require(
        act.officer.role is role,
        "wrong_decider",
        f"并户后本案终止发放，由{ROLE_ZH[role]}办理。",
        file.law.cite("decider"),
    )
    until = month_of(act.on)
    into = Into(
        case_no=act.into_case, on=act.on, paid_until=until, monthly_fen=file.monthly_fen(until)
    )
    reason = Reason(code=MERGED, text=act.reason, clause="57号 Art 30")
    gone = with_passage(from_month(file, next_month(file, act.on), 0, MERGED), into=into)
    ended = gone.having(
        next_recheck=None,
        transition=None,
        ending=Closing(outcome=MERGED, on=act.on, reasons=(reason,)),
    )
    facts = {
        "并入案件": act.into_case,
        "本案发放截止月": f"{until.year}年{until.month}月",
    }
    paper = NoticeDue(key="moved", kind="moved", reasons=(reason,), facts=facts, must_serve=True)
    return owed(ended, paper)


def to_tell(file: CaseFile) -> Joining | None:
    """What the case this household joins is still to be told."""
    into = file.passage.into
    if into is None or into.told:
        return None
    return Joining(
        case_no=file.case_no,
        household=file.household,
        on=into.on,
        paid_until=into.paid_until,
        monthly_fen=into.monthly_fen,
    )


def told(file: CaseFile) -> CaseFile:
    into = file.passage.into
    return with_passage(file, into=into.model_copy(update={"told": True}) if into else None)


def joined(file: CaseFile, joining: Joining) -> CaseFile:
    """Another household joins; told twice it changes nothing."""
    known = any(j.case_no == joining.case_no for j in file.passage.joining)
    return file if known else with_passage(file, joining=(*file.passage.joining, joining))


def look_at_joining(file: CaseFile, today: date) -> CaseFile:
    """A look at the household as it is now, once no other is open."""
    waiting = [j for j in file.passage.joining if not j.review]
    if not waiting or file.review is not None:
        return file
    one = waiting[0]
    opened = open_review(file, ChangeCause.JOIN, today, one.on)
    marked = tuple(
        j.model_copy(update={"review": opened.reviews}) if j == one else j
        for j in file.passage.joining
    )
    return with_passage(opened, joining=marked)


RULES: Rulebook = {"split_household": split_household, "merge_case": merge_case}
