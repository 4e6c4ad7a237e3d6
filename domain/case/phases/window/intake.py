"""受理: one window, one correction list, commitment and authorisation, relatives (57号 Art 4-11)."""

from __future__ import annotations

from domain.case import acts
from domain.case.acts import Reason
from domain.case.file import (
    CaseFile,
    Closing,
    Complaint,
    Correction,
    NoticeDue,
    Rulebook,
    require,
)
from domain.case.lifecycle import Stage
from domain.case.notices import owed
from domain.case.phases.deciding.referral import REFERRAL_NEEDS, sent
from domain.case.phases.relief.hardship import must_have_hardship
from domain.case.phases.support.stating import conditional_papers
from domain.case.phases.window.proofs import make_promise as promised
from domain.case.phases.window.proofs import must_not_be_obtainable
from domain.case.phases.window.window import WINDOW_NEEDS
from domain.household import Account, Household
from domain.relatives import SELF
from domain.window.papers import PAPERS_NEEDS, Paper, papers

INTAKE_NEEDS = (
    "stages",
    "kind",
    "test",
    "required_papers",
    "papers_carried",
    "commitment_required",
    "correction_days",
    "urban_total",
    "relative_kinship",
    "relative_kinship_extra",
    "total",
    "total_delegated",
    "total_special",
    "special_reasons",
    "decider",
    "single_person_paths",
    "notice.hotline",
    "notice.reconsideration_organ",
    "remedies",
    "refusal_notice",
    *WINDOW_NEEDS,
    *REFERRAL_NEEDS,
    *PAPERS_NEEDS,
)
MANDATE = "mandate"
RESIDENCE_PROOF = "residence_proof"
RESIDENCE_PROOF_ZH = "居住证或者经常居住的证明"


def every_paper(file: CaseFile) -> dict[str, str]:
    """Every paper behind this application: code to Chinese name, the mandate of an agent too."""
    names = {code: str(zh) for code, zh in file.law.table("required_papers").items()}
    if file.agent is not None:
        names[MANDATE] = "委托书"
    if file.hukou is not None:
        names[RESIDENCE_PROOF] = RESIDENCE_PROOF_ZH
    return names | conditional_papers(file)


def papers_of(file: CaseFile) -> tuple[Paper, ...]:
    """The papers of this application with their reasons; those a department gives are not asked."""
    without = file.check.waived if file.check else ()
    return papers(file.law, every_paper(file), without)


def paper_names(file: CaseFile) -> dict[str, str]:
    """The papers asked of the family: code to Chinese name (57号 Art 10, YC-12)."""
    return {paper.code: paper.zh for paper in papers_of(file) if paper.asked}


def missing_papers(file: CaseFile) -> tuple[str, ...]:
    held = set(file.papers) | ({MANDATE} if file.agent and file.agent.mandate else set())
    held |= {promise.paper for promise in file.promises}
    if file.law.on_and_set("papers_carried"):
        # What is signed for one application is signed anew for the next.
        held |= set(file.carried) - set(file.law.items("commitment_required"))
    return tuple(code for code in paper_names(file) if code not in held)


def request_correction(file: CaseFile, act: acts.RequestCorrection) -> CaseFile:
    names = paper_names(file)
    unknown = [code for code in act.missing if code not in names]
    for code in unknown:
        must_not_be_obtainable(file, code)
    require(
        not unknown,
        "paper_not_asked",
        f"不得要求规定以外的材料：{'、'.join(unknown)}。可以要求的材料为：{'、'.join(names.values())}。",
        "57号 Art 10; YC-10",
    )
    missing = missing_papers(file)
    require(missing, "nothing_missing", "材料已经齐全，请直接受理。", "57号 Art 10")
    require(
        file.correction is None,
        "told_once",
        "已经一次性告知过需要补正的材料，不得再次要求补正；请按已告知的清单受理或者作出不予受理决定。",
        "57号 Art 10",
    )
    due = file.law.due("correction_days", act.on)
    listed = "、".join(names[code] for code in missing)
    told = file.having(
        correction=Correction(issued_on=act.on, missing=missing, due=due.on),
        clock=file.clock.hand_to("申请人", act.on, paused=True),
    )
    return owed(
        told,
        NoticeDue(
            key="correction",
            kind="correction",
            facts={"需要补正的材料": listed, "补正期限": due.on.isoformat()},
        ),
    )


def supply_papers(file: CaseFile, act: acts.SupplyPapers) -> CaseFile:
    names = paper_names(file)
    unknown = [code for code in act.papers if code not in names]
    require(
        not unknown,
        "paper_unknown",
        f"没有名为{'、'.join(unknown)}的材料。可以提交的材料为：{'、'.join(names)}。",
        "57号 Art 10",
    )
    told = file.correction.issued_on if file.correction else None
    require(
        told is None or act.on >= told,
        "date_not_lawful",
        f"补正已于{told}告知，补交日期不得早于该日。",
        "57号 Art 10",
    )
    held = tuple(sorted({*file.papers, *act.papers}))
    after = file.having(papers=held)
    if file.correction and not missing_papers(after):
        after = after.having(
            correction=file.correction.model_copy(update={"supplied_on": act.on}),
            clock=file.clock.hand_to("乡镇（街道）", act.on, paused=True),
        )
    return after


def accept(file: CaseFile, act: acts.Accept) -> CaseFile:
    names = paper_names(file)
    missing = missing_papers(file)
    require(
        not missing,
        "papers_missing",
        f"材料不全，尚缺：{'、'.join(names[c] for c in missing)}。请先一次性告知补正。",
        "57号 Art 10",
    )
    supplied = file.correction.supplied_on if file.correction else None
    require(
        supplied is None or act.on >= supplied,
        "date_not_lawful",
        f"材料于{supplied}补齐，受理日期不得早于该日。",
        "57号 Art 10",
    )
    require(
        act.relatives_asked,
        "relatives_not_asked",
        "受理时应当询问申请家庭是否有经办人员或者村（居）委会成员近亲属。",
        "57号 Art 11",
    )
    must_have_hardship(file)
    after = file
    for relative in act.relatives:
        after = add_relative(after, relative)
    accepted = after.having(
        accepted_on=act.on,
        clock=after.clock.hand_to("乡镇（街道）", act.on),
        stage=file.after(Stage.INTAKE),
    )
    told = owed(accepted, NoticeDue(key="acceptance", kind="acceptance"))
    return sent(told, act.on)


def add_relative(file: CaseFile, relative: acts.Relative, *, registered: bool = False) -> CaseFile:
    """`registered`: found by the county's own register, which knows officials themselves too."""
    law = file.law
    allowed = set(law.items("relative_kinship"))
    if law.has("relative_kinship_extra"):
        allowed |= set(law.items("relative_kinship_extra"))
    require(
        relative.kinship in allowed or (registered and relative.kinship == SELF),
        "kinship_unknown",
        f"“{relative.kinship}”不属于本地近亲属范围，可以登记的关系为：{'、'.join(sorted(allowed))}。",
        law.cite("relative_kinship"),
    )
    require(
        file.household.member(relative.member) is not None,
        "member_unknown",
        "所登记的近亲属不是本户家庭成员，请核对成员编号。",
        "57号 Art 11",
    )
    if relative in file.relatives:
        return file
    return file.having(relatives=(*file.relatives, relative))


def register_complaint(file: CaseFile, act: acts.RegisterComplaint) -> CaseFile:
    complaint = Complaint(on=act.on, channel=act.channel, named=act.named)
    return file.having(complaints=(*file.complaints, complaint))


def decline(file: CaseFile, act: acts.Decline) -> CaseFile:
    """The family is told in writing why; the case closes when that has reached it (JZ-60)."""
    reason = Reason(code="not_accepted", text=act.reason, clause="社会救助法 Art 45")
    ended = file.having(
        ending=Closing(outcome="not_accepted", on=act.on, reasons=(reason,)),
        clock=file.clock.stop(act.on),
    )
    return owed(ended, NoticeDue(key="decline", kind="decline", reasons=(reason,), must_serve=True))


def withdraw(file: CaseFile, act: acts.Withdraw) -> CaseFile:
    closed = file.having(
        stage=Stage.CLOSED,
        closed=Closing(outcome="withdrawn", on=act.on),
        clock=file.clock.stop(act.on),
    )
    facts = {"撤回日期": act.on.isoformat()}
    if act.reason.strip():
        facts["撤回理由"] = act.reason.strip()
    return owed(closed, NoticeDue(key="withdrawal", kind="withdrawal", facts=facts))


def may_be_paid(file: CaseFile) -> bool:
    """Whether there is, or may still come, anything to pay: of a closed case only what it had in aid."""
    return file.closed is None or bool(file.entitlements)


def change_account(file: CaseFile, act: acts.ChangeAccount) -> CaseFile:
    """Only an account of a household member, or of a recorded custodian where the place allows.

    After the end too: what the bank sent back of the last months is owed still.
    """
    require(
        may_be_paid(file),
        "never_in_aid",
        "本案没有发放过救助金，办结以后没有需要更正的发放账户；如情况有变化，请重新申请。",
        "JZ-30",
    )
    holder = act.account.holder
    if holder == "custodian":
        allowed = file.policy is None or not (
            file.law.has("pay.account_holder") and file.law.text("pay.account_holder") == "member"
        )
        require(
            allowed,
            "third_party_account",
            "本地规定救助金直接支付到保障家庭成员本人账户，不得使用他人账户。",
            "ZH-11",
        )
        require(
            act.account.custodian_agreement,
            "custodian_agreement_missing",
            "由他人代管账户的，应当先签订书面代管协议并备案。",
            "57号 Art 26",
        )
    else:
        require(
            file.household.member(holder) is not None,
            "holder_not_member",
            "账户持有人不是本户家庭成员，请填写家庭成员本人账户。",
            "ZH-11",
        )
    changed = file.having(household=_paid_to(file.household, act.account))
    return changed if file.closed is None else _also_after_a_ruling(changed, act.account)


def _paid_to(household: Household, account: Account) -> Household:
    return household.model_copy(update={"account": account})


def _also_after_a_ruling(file: CaseFile, account: Account) -> CaseFile:
    """A ruling puts the household of then back, but not the account the bank has called wrong."""
    stood = tuple(
        one.model_copy(update={"household": _paid_to(one.household, account)})
        if one.household is not None
        else one
        for one in file.passage.stood
    )
    return file.having(passage=file.passage.model_copy(update={"stood": stood}))


def make_promise(file: CaseFile, act: acts.MakePromise) -> CaseFile:
    """告知承诺 instead of a paper that is missing (YC-11)."""
    return promised(file, act, missing_papers(file))


RULES: Rulebook = {
    "make_promise": make_promise,
    "request_correction": request_correction,
    "supply_papers": supply_papers,
    "accept": accept,
    "decline": decline,
    "withdraw": withdraw,
    "register_complaint": register_complaint,
    "change_account": change_account,
}
